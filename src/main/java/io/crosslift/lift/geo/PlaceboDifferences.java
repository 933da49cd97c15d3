package io.crosslift.lift.geo;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Placebo markets for a method that states an effect and no residuals, such as a difference in differences: every set of control
 * markets is estimated as if it had been treated, from the other control markets.
 *
 * @param effect of the treated markets
 * @param spread standard deviation of the placebo effects, over their number (Arkhangelsky et al. 2021, algorithm 4); {@code null} for
 *     fewer than 2
 * @param p (1 + placebos as far from 0) / (1 + placebos); {@code null} without placebos
 * @param sets number of placebos
 */
record PlaceboDifferences(
        double effect, @Nullable Double spread, @Nullable Double p, int sets) {
    private static final double ROUNDING = 1e-9;

    /** A method: the effect per treated market and period, of rows by period of which the first were untreated. */
    interface Method {
        double effect(double[][] treated, double[][] controls, int before);
    }

    static PlaceboDifferences of(
            Method method, double[][] treated, double[][] controls, int before, MarketSets placebos) {
        double effect = method.effect(treated, controls, before);
        double[] effects = placebos.sets().stream()
                .mapToDouble(set -> {
                    double[][][] split = MarketSets.split(controls, set);
                    return method.effect(split[0], split[1], before);
                })
                .toArray();
        int asFar = (int) Arrays.stream(effects)
                .filter(other -> Math.abs(other) >= Math.abs(effect) * (1 - ROUNDING))
                .count();
        return new PlaceboDifferences(effect, spread(effects), PlaceboMarkets.p(asFar, effects.length), effects.length);
    }

    /** The same before the treatment, in the last window as long as the test; null where the history is too short. */
    static @Nullable PlaceboDifferences before(Method method, MarketPanel panel, MarketSets placebos) {
        int start = panel.before() - panel.after();
        return start < Math.max(3, panel.after())
                ? null
                : of(
                        method,
                        Series.until(panel.treated(), panel.before()),
                        Series.until(panel.controls(), panel.before()),
                        start,
                        placebos);
    }

    private static @Nullable Double spread(double[] effects) {
        if (effects.length < 2) {
            return null;
        }
        double mean = Arrays.stream(effects).average().orElseThrow();
        return Math.sqrt(Series.squares(Series.minus(effects, mean), 0, effects.length) / effects.length);
    }
}
