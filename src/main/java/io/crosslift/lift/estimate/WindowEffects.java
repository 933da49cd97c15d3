package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The effects on an outcome added up over several windows (7, 30, 90, 180 days) of the same units, with bands that hold for
 * all windows together: whether a programme added sales or pulled them forward.
 *
 * <p>The effects share their units, so that their covariance is C_T / (n_T (n_T - 1)) + C_C / (n_C (n_C - 1)). With c the 1
 * - alpha quantile of the largest |Z| under that correlation (single-step max-T: Westfall and Young 1993; Hothorn, Bretz
 * and Westfall 2008) the bands are effect +- c se, never wider than Bonferroni's, and p is adjusted likewise. It is an
 * argument of large samples. For a holdout that is watched all the time, use a confidence sequence at alpha / windows
 * instead.
 *
 * @param windows columns of the outcome added up over each window, shortest first
 * @param confidence two-sided
 */
public record WindowEffects(List<Integer> windows, Confidence confidence) {
    public WindowEffects {
        require(!windows.isEmpty(), "at least one window is needed, were %s", windows.size());
        require(
                confidence.alternative() == Alternative.TWO_SIDED,
                "bands over windows are two-sided, asked for %s",
                confidence.alternative());
        windows = List.copyOf(windows);
    }

    /**
     * Effects and what became of the first.
     *
     * @param effects per window, with bands and p that hold together
     * @param critical the c of the bands; {@code null} where no window has an effect with an error
     * @param afterFirst what the time after the first window added, the last effect minus the first, at the error rate of one
     *     comparison; an interval below zero says that sales were pulled forward. {@code null} for a single window
     */
    public record Result(
            List<Estimate> effects,
            @Nullable Double critical,
            @Nullable Estimate afterFirst) {
        public Result {
            effects = List.copyOf(effects);
        }
    }

    /** Compares the arms. */
    public Result estimate(Moments treatment, Moments control) {
        List<Estimate> single = new ArrayList<>();
        List<Integer> tested = new ArrayList<>();
        for (int column : windows) {
            Estimate estimate = new MeanDifference(column, confidence, Convention.CROSSLIFT)
                    .estimate(treatment, control)
                    .difference();
            single.add(estimate);
            if (estimate.standardError() != null) {
                tested.add(column);
            }
        }
        if (tested.isEmpty()) {
            return new Result(single, null, null);
        }
        MaximumNormal maximum = new MaximumNormal(covariance(treatment, control, tested));
        double critical = maximum.critical(confidence.alpha());
        List<Estimate> effects =
                single.stream().map(each -> banded(each, critical, maximum)).toList();
        return new Result(effects, critical, afterFirst(treatment, control));
    }

    private Estimate banded(Estimate single, double critical, MaximumNormal maximum) {
        Double value = single.value();
        Double standardError = single.standardError();
        if (value == null || standardError == null) {
            return single;
        }
        double z = value / standardError;
        return Estimate.tested(
                value,
                standardError,
                new Estimate.Test(z, null, maximum.p(z)),
                value - critical * standardError,
                value + critical * standardError,
                confidence,
                single.units(),
                single.warnings());
    }

    private @Nullable Estimate afterFirst(Moments treatment, Moments control) {
        int first = windows.get(0);
        int last = windows.get(windows.size() - 1);
        if (first == last) {
            return null;
        }
        List<SignedSum.Term> terms = List.of(new SignedSum.Term(last, 1), new SignedSum.Term(first, -1));
        return new SignedSum("after_first_window", terms, confidence)
                .estimate(treatment, control)
                .difference();
    }

    private static double[][] covariance(Moments treatment, Moments control, List<Integer> columns) {
        double[][] covariance = new double[columns.size()][columns.size()];
        for (int i = 0; i < covariance.length; i++) {
            for (int j = 0; j < covariance.length; j++) {
                covariance[i][j] = treatment.covariance(columns.get(i), columns.get(j)) / treatment.count()
                        + control.covariance(columns.get(i), columns.get(j)) / control.count();
            }
        }
        return covariance;
    }
}
