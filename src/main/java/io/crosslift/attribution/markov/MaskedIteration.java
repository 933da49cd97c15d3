package io.crosslift.attribution.markov;

import io.crosslift.attribution.Pieces;
import io.crosslift.failure.Failure;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * Conversions through each channel of a large sparse chain by iteration, with a bound of the error.
 *
 * <p>All journeys walk the chain, in one column per channel those that have not visited the channel; what converts is
 * subtracted from the totals. Each cycle corrects the shares of {@link RemovalBlock} by groups of states, which takes
 * off what would mix slowly, and then solves the equations state by state, k times over for a chain of order k
 * (Gauss-Seidel, which converges for every chain). Where that is slow, {@link AcceleratedSolve} goes on. It ends when the
 * equations are missed by less than {@value #MISSED_SHARE} of the conversions, or by less than rounding adds.
 */
final class MaskedIteration {
    private static final double MISSED_SHARE = 1e-12;
    private static final double ROUNDING = 0x1p-48;
    private static final int MOST_CYCLES = 200;
    private static final int PATIENCE = 3;
    private static final int ROUNDS = 100;
    private static final int ATTEMPTS = 10;
    private static final double MOST_OF_MEMORY = 0.8;

    private final Chain chain;
    private final double tolerance;
    private final int groups;
    private final int[] group;
    private final double[] conversions;
    private final double[] value;
    private final double[] missed;
    private final int[] cycles;
    private final double[][] complete;

    private MaskedIteration(Chain chain) {
        this.chain = chain;
        this.tolerance = Math.max(MISSED_SHARE * chain.conversions(), ROUNDING * chain.passages());
        this.groups = Math.min(chain.channels(), GroupCorrection.MOST_GROUPS);
        this.group = GroupCorrection.groups(chain, groups);
        this.complete = GroupCorrection.complete(chain, group, groups);
        this.conversions = new double[chain.channels() + 1];
        this.value = new double[chain.channels() + 1];
        int blocks = (conversions.length + RemovalBlock.WIDTH - 1) / RemovalBlock.WIDTH;
        this.missed = new double[blocks];
        this.cycles = new int[blocks];
    }

    static Removals removals(Chain chain) {
        Runtime machine = Runtime.getRuntime();
        requireMemory(chain.windows().order(), chain.states(), machine.availableProcessors(), machine.maxMemory());
        MaskedIteration iteration = new MaskedIteration(chain);
        Pieces.run(iteration.missed.length, iteration::solve);
        return iteration.result();
    }

    /** Fails before memory runs out, with what to change. */
    static void requireMemory(int order, int states, int processors, long bytes) {
        double needed = (double) states * RemovalBlock.BYTES_PER_STATE * processors;
        if (needed > MOST_OF_MEMORY * bytes) {
            throw Failure.data(String.format(
                    Locale.ROOT,
                    "a chain of order %d has %,d states here and takes %,.0f MB to solve on %d processors, the process has"
                            + " %,.0f MB: lower attribution.markov.order, raise the driver's memory, or merge rare channels",
                    order,
                    states,
                    needed / (1 << 20),
                    processors,
                    bytes / (double) (1 << 20)));
        }
    }

    private void solve(int number) {
        RemovalBlock block = new RemovalBlock(chain, number * RemovalBlock.WIDTH);
        GroupCorrection correction = new GroupCorrection(chain, block, group, complete);
        double[] shares = block.ones();
        double[] missedByGroup = new double[groups * RemovalBlock.WIDTH];
        int slow = 0;
        double before = Double.POSITIVE_INFINITY;
        int cycle = 0;
        missed[number] = largest(block.missed(shares, group, missedByGroup));
        while (missed[number] > tolerance && cycle < MOST_CYCLES && slow < PATIENCE) {
            correction.applySums(block, shares, missedByGroup);
            for (int i = 0; i < chain.windows().order(); i++) {
                block.sweep(shares, null);
            }
            before = missed[number];
            missed[number] = largest(block.missed(shares, group, missedByGroup));
            slow = missed[number] > before / 2 ? slow + 1 : 0;
            cycle++;
        }
        cycles[number] = cycle + (missed[number] > tolerance ? accelerate(number, block, correction, shares) : 0);
        double[] converted = total(shares, chain::conversions, chain.states());
        double[] worth = total(shares, chain::value, chain.states());
        for (int column = 0; column < block.columns(); column++) {
            conversions[block.firstChannel() + column] = converted[column];
            value[block.firstChannel() + column] = worth[column];
        }
    }

    /** Goes on where cycles are slow; keeps the better of what was and what comes out. Returns the rounds taken. */
    private int accelerate(int number, RemovalBlock block, GroupCorrection correction, double[] shares) {
        AcceleratedSolve accelerated = new AcceleratedSolve(block, correction);
        double[] missedByGroup = new double[groups * RemovalBlock.WIDTH];
        double[] best = shares.clone();
        int rounds = 0;
        for (int attempt = 0; missed[number] > tolerance && attempt < ATTEMPTS; attempt++) {
            rounds += accelerated.improve(shares, tolerance, ROUNDS);
            double now = largest(block.missed(shares, group, missedByGroup));
            if (now < missed[number]) {
                missed[number] = now;
                System.arraycopy(shares, 0, best, 0, best.length);
            } else {
                System.arraycopy(best, 0, shares, 0, best.length);
                block.sweep(shares, null);
            }
        }
        System.arraycopy(best, 0, shares, 0, best.length);
        return rounds;
    }

    /** Returns the sum over states of a vector times a number per state, by column. */
    static double[] total(double[] vector, IntToDoubleFunction number, int states) {
        double[] total = new double[RemovalBlock.WIDTH];
        for (int state = 0; state < states; state++) {
            double weight = number.applyAsDouble(state);
            if (weight != 0) {
                for (int column = 0; column < RemovalBlock.WIDTH; column++) {
                    total[column] += weight * vector[state * RemovalBlock.WIDTH + column];
                }
            }
        }
        return total;
    }

    private Removals result() {
        int channels = chain.channels();
        double[] conversionsThrough = new double[channels];
        double[] valueThrough = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            conversionsThrough[channel] = chain.conversions() - conversions[channel];
            valueThrough[channel] = chain.value() - value[channel];
        }
        int most = 0;
        for (int count : cycles) {
            most = Math.max(most, count);
        }
        return new Removals(
                conversionsThrough,
                valueThrough,
                conversions[channels],
                value[channels],
                largest(missed),
                "iteration over all channels at once, " + most + " cycles");
    }

    private static double largest(double[] numbers) {
        double largest = 0;
        for (double number : numbers) {
            largest = Math.max(largest, number);
        }
        return largest;
    }
}
