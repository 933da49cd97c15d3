package io.crosslift.attribution.markov;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A chain of order k as counts of passages, which are whole numbers: P(move) is the passages along the move over the
 * passages of the state left. Counted from whole journeys, every state is entered as often as it is left, so the
 * passages of a state are its expected visits, times the journeys, and P(conversion) is conversions over journeys.
 * Staying in a state is left out, because it changes no absorption probability.
 */
final class Chain implements Serializable {
    private static final long serialVersionUID = 1L;

    private final States windows;
    private final int[] stateAt;
    private final int[] movesInto;
    private final int[] sources;
    private final double[] moves;
    private final double[] starts;
    private final double[] passages;
    private final double[] conversions;
    private final double[] value;
    private final double[] nulls;
    private final double journeys;

    Chain(
            States windows,
            int[] stateAt,
            int[] movesInto,
            int[] sources,
            double[] moves,
            double[] starts,
            double[] conversions,
            double[] value,
            double[] nulls) {
        this.windows = windows;
        this.stateAt = stateAt;
        this.movesInto = movesInto;
        this.sources = sources;
        this.moves = moves;
        this.starts = starts;
        this.conversions = conversions;
        this.value = value;
        this.nulls = nulls;
        this.journeys = Arrays.stream(starts).sum();
        this.passages = starts.clone();
        for (int place = 0; place < stateAt.length; place++) {
            for (int move = movesInto[place]; move < movesInto[place + 1]; move++) {
                passages[stateAt[place]] += moves[move];
            }
        }
    }

    States windows() {
        return windows;
    }

    int states() {
        return starts.length;
    }

    int channels() {
        return windows.channels();
    }

    /** Returns the number of moves between states that some journey made. */
    int moves() {
        return moves.length;
    }

    /** Returns the state at a place from 0 to below {@link #states()}; in this order, moves and their sources are neighbours. */
    int stateAt(int place) {
        return stateAt[place];
    }

    /** Returns the first move into the state at the place; after the last place, {@link #moves()}. */
    int movesInto(int place) {
        return movesInto[place];
    }

    /** Returns the state that a move leaves. */
    int source(int move) {
        return sources[move];
    }

    /** Returns the journeys' passages along a move. */
    double passagesAlong(int move) {
        return moves[move];
    }

    /** Returns the journeys that start in the state. */
    double starts(int state) {
        return starts[state];
    }

    /** Returns how often journeys entered the state, which is how often they left it. */
    double passages(int state) {
        return passages[state];
    }

    /** Returns the conversions that follow the state directly. */
    double conversions(int state) {
        return conversions[state];
    }

    /** Returns the value of the conversions that follow the state directly, minor units. */
    double value(int state) {
        return value[state];
    }

    /** Returns the journeys that end in the state without a conversion. */
    double nulls(int state) {
        return nulls[state];
    }

    double conversions() {
        return Arrays.stream(conversions).sum();
    }

    double value() {
        return Arrays.stream(value).sum();
    }

    double journeys() {
        return journeys;
    }

    /** Returns the passages of all states together. */
    double passages() {
        return Arrays.stream(passages).sum();
    }
}
