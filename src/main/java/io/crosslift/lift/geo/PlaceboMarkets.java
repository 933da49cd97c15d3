package io.crosslift.lift.geo;

import org.jspecify.annotations.Nullable;

/**
 * The placebo test in space (Abadie, Diamond and Hainmueller 2010): every set of control markets is
 * estimated as if it had been, from the other control markets. p = (1 + placebos as extreme) / (1 + placebos).
 *
 * @param sets number of placebos
 * @param ratio root mean squared residual after over before the treatment, of the treated markets
 * @param p of the ratio: the share of sets whose residuals grew as much; {@code null} without placebos
 * @param pEffect of the absolute effect
 * @param pRelative of the absolute effect over the counterfactual
 */
record PlaceboMarkets(
        int sets,
        double ratio,
        @Nullable Double p,
        @Nullable Double pEffect,
        @Nullable Double pRelative) {
    private static final double ROUNDING = 1e-9;

    /** What one set shows, treated or not. */
    private record Reading(double ratio, double effect, double relative) {
        static Reading of(double[] target, double[] predicted, int before) {
            int periods = target.length;
            double[] residuals = Series.minus(target, predicted);
            double earlier = Series.squares(residuals, 0, before) / before;
            double later = Series.squares(residuals, before, periods) / (periods - before);
            double ratio = Math.sqrt(later / Math.max(earlier, Double.MIN_NORMAL));
            double total = Series.sum(residuals, before, periods);
            double expected = Series.sum(predicted, before, periods);
            return new Reading(
                    Math.min(ratio, Double.MAX_VALUE),
                    Math.abs(total / (periods - before)),
                    expected == 0 ? 0 : Math.abs(total / expected));
        }
    }

    /** Tries all sets. */
    static PlaceboMarkets of(CounterfactualModel model, MarketPanel panel, MarketSets placebos) {
        int before = panel.before();
        double[][] controls = panel.controls();
        DonorPool pool = new DonorPool(controls, before);
        double[] target = panel.treatedMean();
        Reading actual = Reading.of(target, model.on(pool).fit(target).series(), before);
        int asLarge = 0;
        int asFar = 0;
        int asFarRelatively = 0;
        for (int[] set : placebos.sets()) {
            double[] placebo = Series.meanOf(MarketSets.split(controls, set)[0]);
            Reading reading =
                    Reading.of(placebo, model.on(pool.without(set)).fit(placebo).series(), before);
            asLarge += reading.ratio >= actual.ratio * (1 - ROUNDING) ? 1 : 0;
            asFar += reading.effect >= actual.effect * (1 - ROUNDING) ? 1 : 0;
            asFarRelatively += reading.relative >= actual.relative * (1 - ROUNDING) ? 1 : 0;
        }
        int sets = placebos.sets().size();
        return new PlaceboMarkets(sets, actual.ratio, p(asLarge, sets), p(asFar, sets), p(asFarRelatively, sets));
    }

    static @Nullable Double p(int asExtreme, int sets) {
        return sets == 0 ? null : Double.valueOf((1.0 + asExtreme) / (1.0 + sets));
    }
}
