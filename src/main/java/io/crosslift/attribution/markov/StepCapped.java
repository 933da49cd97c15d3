package io.crosslift.attribution.markov;

import io.crosslift.attribution.Pieces;
import io.crosslift.failure.Failure;

/**
 * Conversions through each channel by walks that visit a limited number of states; a longer walk counts as not
 * converted. It is the sum of the first powers of the transition matrix, one step after another.
 */
final class StepCapped {
    private StepCapped() {}

    /**
     * Walks the chain.
     *
     * @param mostStates states that a converting walk may visit, at least 1
     * @throws Failure of data if none converts
     */
    static Removals removals(Chain chain, int mostStates) {
        int channels = chain.channels();
        double[] conversions = new double[channels + 1];
        double[] value = new double[channels + 1];
        Pieces.run((channels + RemovalBlock.WIDTH) / RemovalBlock.WIDTH, number -> {
            RemovalBlock block = new RemovalBlock(chain, number * RemovalBlock.WIDTH);
            double[] shares = null;
            for (int step = 0; step < mostStates; step++) {
                shares = block.step(shares);
                double[] converted = MaskedIteration.total(shares, chain::conversions, chain.states());
                double[] worth = MaskedIteration.total(shares, chain::value, chain.states());
                for (int column = 0; column < block.columns(); column++) {
                    conversions[block.firstChannel() + column] += converted[column];
                    value[block.firstChannel() + column] += worth[column];
                }
            }
        });
        if (conversions[channels] == 0) {
            throw Failure.data("no walk of at most " + mostStates
                    + " states converts although journeys did, raise attribution.markov.step-cap");
        }
        double[] conversionsThrough = new double[channels];
        double[] valueThrough = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            conversionsThrough[channel] = conversions[channels] - conversions[channel];
            valueThrough[channel] = value[channels] - value[channel];
        }
        return new Removals(
                conversionsThrough,
                valueThrough,
                conversions[channels],
                value[channels],
                0,
                "walks of at most " + mostStates + " states, step by step");
    }
}
