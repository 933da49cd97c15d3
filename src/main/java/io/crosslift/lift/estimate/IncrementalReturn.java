package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a programme returned on what it cost, from its measured effect, never from credit. */
public final class IncrementalReturn {
    private IncrementalReturn() {}

    /**
     * A ratio of two measured numbers.
     *
     * @param value {@code null} where it means nothing
     * @param set all ratios that the data don't rule out; only an interval has finite bounds
     */
    public record RatioEstimate(@Nullable Double value, RatioSet set, List<WarningCode> warnings) {
        public RatioEstimate {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * (incremental margin - cost) / cost for a cost that is known, with the interval scaled; p is that of breaking even.
     *
     * @param margin incremental margin of all treated units, in the currency of the cost
     * @param cost above 0
     */
    public static Estimate onKnownCost(Estimate margin, double cost, Confidence confidence) {
        require(cost > 0 && Double.isFinite(cost), "the cost must be above 0, was %s", cost);
        Double value = margin.value();
        Double standardError = margin.standardError();
        if (value == null) {
            return Estimate.absent(margin.units(), margin.warnings());
        }
        double returned = value / cost - 1;
        return standardError == null || standardError == 0
                ? Estimate.valueOnly(returned, margin.units(), margin.warnings())
                : Estimate.symmetric(
                        returned,
                        standardError / cost,
                        margin.degreesOfFreedom(),
                        confidence,
                        margin.units(),
                        margin.warnings());
    }

    /**
     * The same for a cost that varies from unit to unit: the difference of margin over that of cost, minus 1, by Fieller.
     *
     * @param margin column of the margin before the programme's cost
     * @param cost column of the programme's cost per unit, 0 for a unit that caused none
     */
    public static RatioEstimate onMeasuredCost(
            Moments treatment, Moments control, int margin, int cost, Confidence confidence) {
        RatioEstimate ratio = ratio(treatment, control, margin, cost, confidence);
        Double value = ratio.value();
        Double low = ratio.set().low();
        Double high = ratio.set().high();
        RatioSet set = low == null || high == null
                ? ratio.set()
                : new RatioSet(ratio.set().shape(), low - 1, high - 1);
        return new RatioEstimate(value == null ? null : value - 1, set, ratio.warnings());
    }

    /** Cost per incremental order, or any other count, for a cost that varies from unit to unit, by Fieller. */
    public static RatioEstimate costPerIncrement(
            Moments treatment, Moments control, int cost, int outcome, Confidence confidence) {
        return ratio(treatment, control, cost, outcome, confidence);
    }

    /**
     * Cost per incremental order for a cost that is known.
     *
     * @param increment of all treated units
     * @param cost above 0
     */
    public static RatioEstimate costPerIncrement(Estimate increment, double cost, Confidence confidence) {
        require(cost > 0 && Double.isFinite(cost), "the cost must be above 0, was %s", cost);
        Double value = increment.value();
        Double standardError = increment.standardError();
        if (value == null || standardError == null) {
            return new RatioEstimate(
                    value == null || value <= 0 ? null : cost / value,
                    new RatioSet(RatioSet.Shape.WHOLE_LINE, null, null),
                    increment.warnings());
        }
        double critical = twoSided(confidence).critical(increment.degreesOfFreedom());
        RatioSet set = RatioSet.solve(cost, value, 0, 0, standardError * standardError, critical);
        return estimate(value > 0 ? cost / value : null, set, increment.warnings());
    }

    private static RatioEstimate ratio(
            Moments treatment, Moments control, int numerator, int denominator, Confidence confidence) {
        Lift base = new MeanDifference(denominator, twoSided(confidence), Convention.CROSSLIFT)
                .estimate(treatment, control);
        Double increment = base.difference().value();
        if (increment == null || base.difference().standardError() == null) {
            boolean known = increment != null && increment > 0 && treatment.count() > 0 && control.count() > 0;
            double top = known ? treatment.mean(numerator) - control.mean(numerator) : 0;
            return new RatioEstimate(
                    known && increment != null ? top / increment : null,
                    new RatioSet(RatioSet.Shape.WHOLE_LINE, null, null),
                    base.difference().warnings());
        }
        double top = treatment.mean(numerator) - control.mean(numerator);
        RatioSet set = RatioSet.solve(
                top,
                increment,
                squares(treatment, control, numerator, numerator),
                squares(treatment, control, numerator, denominator),
                squares(treatment, control, denominator, denominator),
                twoSided(confidence).critical(base.difference().degreesOfFreedom()));
        return estimate(
                increment > 0 ? top / increment : null, set, base.difference().warnings());
    }

    private static RatioEstimate estimate(@Nullable Double value, RatioSet set, List<WarningCode> warnings) {
        List<WarningCode> codes = new ArrayList<>(warnings);
        if (value == null) {
            codes.add(WarningCode.NO_INCREMENT);
        }
        if (set.shape() != RatioSet.Shape.INTERVAL) {
            codes.add(WarningCode.NO_FINITE_BOUND);
        }
        return new RatioEstimate(value, set, codes);
    }

    private static Confidence twoSided(Confidence confidence) {
        return new Confidence(confidence.alpha(), Alternative.TWO_SIDED);
    }

    private static double squares(Moments treatment, Moments control, int column, int other) {
        return treatment.covariance(column, other) / treatment.count()
                + control.covariance(column, other) / control.count();
    }
}
