package io.crosslift.attribution.markov;

/** Conversions and value of a chain that pass each channel, and how they were found. */
final class Removals {
    /** Largest number of states left out one by one; the time grows with its cube. */
    private static final int MOST_REDUCED = 2_000;

    /** States that are left out one by one in no time. */
    private static final int FEW = 200;

    /** How often an iteration visits each move and column, roughly. */
    private static final double SWEEPS = 60;

    /** Largest error, as a share of the conversions, that stands where there is another way. */
    private static final double SMALL = 1e-11;

    private final double[] conversions;
    private final double[] value;
    private final double totalConversions;
    private final double totalValue;
    private final double error;
    private final String method;

    /**
     * Takes the answer of a solver.
     *
     * @param conversions conversions of walks that visit a state with the channel, by channel
     * @param value value of these conversions, minor units
     * @param totalConversions conversions of all walks
     * @param totalValue value of these, minor units
     * @param error bound of the error of each number of conversions, beyond rounding
     * @param method the solver
     */
    Removals(
            double[] conversions,
            double[] value,
            double totalConversions,
            double totalValue,
            double error,
            String method) {
        this.conversions = conversions;
        this.value = value;
        this.totalConversions = totalConversions;
        this.totalValue = totalValue;
        this.error = error;
        this.method = method;
    }

    /** Solves the chain in the way that its size asks for. */
    static Removals of(Chain chain) {
        int states = chain.states();
        double sweeps = SWEEPS * ((double) chain.moves() + states) * (chain.channels() + 1);
        if (states <= FEW || (states <= MOST_REDUCED && Math.pow(states, 3) <= sweeps)) {
            return StateReduction.removals(chain);
        }
        Removals iterated = MaskedIteration.removals(chain);
        return iterated.error() <= SMALL * chain.conversions() || states > MOST_REDUCED
                ? iterated
                : StateReduction.removals(chain);
    }

    /** Returns the conversions of walks that visit a state with the channel. */
    double conversions(int channel) {
        return conversions[channel];
    }

    /** Returns the value of the conversions of walks that visit a state with the channel, minor units. */
    double value(int channel) {
        return value[channel];
    }

    double totalConversions() {
        return totalConversions;
    }

    double totalValue() {
        return totalValue;
    }

    /** Returns a bound of the error of each number of conversions, beyond rounding. */
    double error() {
        return error;
    }

    /** Returns how the numbers were found. */
    String method() {
        return method;
    }
}
