package io.crosslift.attribution.markov;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chain with up to {@value #WIDTH} channels removed, each in a column of its own, walked backwards: the share of the
 * passages of a state that came from the start without visiting the removed channel.
 *
 * <p>With s the starts, w the passages along moves and p = s + sum w the passages of a state, the shares u solve {@code
 * p(t) u(t) - sum over sources of w(source, t) u(source) = s(t)} with u = 0 in the states that contain the channel;
 * conversions avoiding the channel are {@code sum over t of u(t) conversions(t)}, and the same shares serve the value.
 * The left side is called A u. A vector has a number per state and column, the columns of a state side by side; it is 0
 * where the state is removed.
 */
final class RemovalBlock {
    static final int WIDTH = 8;

    /** A vector, masks, starts and passages. */
    static final int BYTES_PER_STATE = WIDTH * Double.BYTES + 2 * Integer.BYTES + 2 * Double.BYTES;

    private static final int ALL = (1 << WIDTH) - 1;

    private final Chain chain;
    private final int firstChannel;

    /** By state, a bit for every column in which the state is removed. */
    private final int[] removed;

    /** The same, with starts and passages, in the order in which states are visited, because memory is the bottleneck. */
    private final int[] removedAt;

    private final double[] startsAt;
    private final double[] passagesAt;

    /**
     * Removes channels.
     *
     * @param firstChannel channel removed in the first column. A column past the last channel removes nothing, those
     *     after it are not used.
     */
    RemovalBlock(Chain chain, int firstChannel) {
        this.chain = chain;
        this.firstChannel = firstChannel;
        this.removed = new int[chain.states()];
        this.removedAt = new int[removed.length];
        this.startsAt = new double[removed.length];
        this.passagesAt = new double[removed.length];
        int unused = 0;
        for (int column = 0; column < WIDTH; column++) {
            unused |= firstChannel + column > chain.channels() ? 1 << column : 0;
        }
        for (int place = 0; place < removed.length; place++) {
            int state = chain.stateAt(place);
            int mask = unused;
            for (int position = 0; position < chain.windows().order(); position++) {
                int column = chain.windows().member(state, position) - 1 - firstChannel;
                mask |= column >= 0 && column < WIDTH ? 1 << column : 0;
            }
            removed[state] = chain.passages(state) == 0 ? ALL : mask;
            removedAt[place] = removed[state];
            startsAt[place] = chain.starts(state);
            passagesAt[place] = chain.passages(state);
        }
    }

    Chain chain() {
        return chain;
    }

    /** Returns how many columns are in use. */
    int columns() {
        return Math.min(WIDTH, chain.channels() + 1 - firstChannel);
    }

    int firstChannel() {
        return firstChannel;
    }

    /** Returns whether the state is removed in any column. */
    boolean removesSome(int state) {
        return removed[state] != 0;
    }

    boolean removes(int state, int column) {
        return ((removed[state] >>> column) & 1) != 0;
    }

    /** Returns the vector 0. */
    double[] vector() {
        return new double[Math.multiplyExact(removed.length, WIDTH)];
    }

    /** Returns the shares of a chain that avoids nothing: 1 in all states that are left. */
    double[] ones() {
        double[] ones = vector();
        for (int state = 0; state < removed.length; state++) {
            for (int column = 0; column < WIDTH; column++) {
                ones[state * WIDTH + column] = removes(state, column) ? 0 : 1;
            }
        }
        return ones;
    }

    /** Adds to each state that is left the numbers of its group, one per group and column. */
    void addByGroup(double[] vector, int[] group, double[] numbers) {
        for (int state = 0; state < removed.length; state++) {
            int mask = removed[state];
            int at = state * WIDTH;
            int from = group[state] * WIDTH;
            for (int column = 0; column < WIDTH; column++) {
                vector[at + column] += ((mask >>> column) & 1) != 0 ? 0 : numbers[from + column];
            }
        }
    }

    /** Returns the sums of a vector per group and column. */
    static double[] sumByGroup(double[] vector, int[] group, int groups) {
        double[] sums = new double[groups * WIDTH];
        for (int state = 0; state < group.length; state++) {
            for (int column = 0; column < WIDTH; column++) {
                sums[group[state] * WIDTH + column] += vector[state * WIDTH + column];
            }
        }
        return sums;
    }

    /**
     * Solves {@code A u = right side} state after state, each with the newest numbers of the others.
     *
     * @param u is changed
     * @param rightSide null for the starts
     */
    void sweep(double[] u, double @Nullable [] rightSide) {
        double[] sums = new double[WIDTH];
        for (int place = 0; place < removedAt.length; place++) {
            if (removedAt[place] != ALL) {
                inflow(place, rightSide == null ? startsAt[place] : 0, u, sums);
                if (rightSide != null) {
                    int at = chain.stateAt(place) * WIDTH;
                    for (int column = 0; column < WIDTH; column++) {
                        sums[column] += rightSide[at + column];
                    }
                }
                set(u, place, 1 / passagesAt[place], sums);
            }
        }
    }

    /**
     * Returns by how much {@code A u = s} is missed, per column: the sum over states of {@code |s - A u|}. It bounds the
     * error in journeys: from the states in which journeys end, walked backwards, a state is visited at most p times.
     *
     * @param missed is set to {@code s - A u} summed per group and column
     */
    double[] missed(double[] u, int[] group, double[] missed) {
        double[] size = new double[WIDTH];
        double[] sums = new double[WIDTH];
        Arrays.fill(missed, 0);
        for (int place = 0; place < removedAt.length; place++) {
            int mask = removedAt[place];
            if (mask != ALL) {
                inflow(place, startsAt[place], u, sums);
                int state = chain.stateAt(place);
                int at = state * WIDTH;
                int to = group[state] * WIDTH;
                for (int column = 0; column < WIDTH; column++) {
                    double difference =
                            ((mask >>> column) & 1) != 0 ? 0 : sums[column] - passagesAt[place] * u[at + column];
                    missed[to + column] += difference;
                    size[column] += Math.abs(difference);
                }
            }
        }
        return size;
    }

    /**
     * Computes {@code A u}, or what {@code A u = s} is missed by.
     *
     * @param fromStarts whether to compute {@code s - A u} instead of {@code A u}
     */
    void multiply(double[] u, double[] product, boolean fromStarts) {
        double sign = fromStarts ? 1 : -1;
        double[] sums = new double[WIDTH];
        for (int place = 0; place < removedAt.length; place++) {
            if (removedAt[place] != ALL) {
                inflow(place, fromStarts ? startsAt[place] : 0, u, sums);
                int at = chain.stateAt(place) * WIDTH;
                for (int column = 0; column < WIDTH; column++) {
                    sums[column] -= passagesAt[place] * u[at + column];
                }
                set(product, place, sign, sums);
            }
        }
    }

    /**
     * Returns the shares of walks that are one step longer.
     *
     * @param shares null for the first step, out of the start
     */
    double[] step(double @Nullable [] shares) {
        double[] before = shares == null ? vector() : shares;
        double[] next = vector();
        double[] sums = new double[WIDTH];
        for (int place = 0; place < removedAt.length; place++) {
            if (removedAt[place] != ALL) {
                inflow(place, shares == null ? startsAt[place] : 0, before, sums);
                set(next, place, 1 / passagesAt[place], sums);
            }
        }
        return next;
    }

    private void set(double[] vector, int place, double factor, double[] numbers) {
        int mask = removedAt[place];
        int at = chain.stateAt(place) * WIDTH;
        for (int column = 0; column < WIDTH; column++) {
            vector[at + column] = numbers[column] * factor;
        }
        for (int column = 0; mask != 0 && column < WIDTH; column++) {
            vector[at + column] = ((mask >>> column) & 1) != 0 ? 0 : vector[at + column];
        }
    }

    /** Computes {@code start + sum over sources of w u}; the columns by hand, which is several times faster. */
    private void inflow(int place, double start, double[] u, double[] sums) {
        double y0 = start;
        double y1 = start;
        double y2 = start;
        double y3 = start;
        double y4 = start;
        double y5 = start;
        double y6 = start;
        double y7 = start;
        int end = chain.movesInto(place + 1);
        for (int move = chain.movesInto(place); move < end; move++) {
            double w = chain.passagesAlong(move);
            int at = chain.source(move) * WIDTH;
            y0 += w * u[at];
            y1 += w * u[at + 1];
            y2 += w * u[at + 2];
            y3 += w * u[at + 3];
            y4 += w * u[at + 4];
            y5 += w * u[at + 5];
            y6 += w * u[at + 6];
            y7 += w * u[at + 7];
        }
        sums[0] = y0;
        sums[1] = y1;
        sums[2] = y2;
        sums[3] = y3;
        sums[4] = y4;
        sums[5] = y5;
        sums[6] = y6;
        sums[7] = y7;
    }
}
