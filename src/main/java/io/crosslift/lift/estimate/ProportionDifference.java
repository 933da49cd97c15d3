package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.ZERO_EVENTS;
import static io.crosslift.lift.estimate.WarningCode.ZERO_VARIANCE_BOTH;

import java.util.ArrayList;
import java.util.List;

/**
 * Difference of two proportions: pooled z test, Newcombe's interval, the relative lift by the log of the risk ratio.
 *
 * <ul>
 *   <li>Test: z = (p_T - p_C) / sqrt(p (1 - p) (1/n_T + 1/n_C)) with the pooled p, no continuity correction. Where an expected
 *       count of the 2 x 2 table is below 5, p is exact, see {@link TwoByTwo}.
 *   <li>Standard error: sqrt(V_T / n_T + V_C / n_C), unpooled, V over n - 1.
 *   <li>Interval: Newcombe (1998), method 10, from Wilson's limits l and u of each proportion:
 *       low = d - sqrt((p_T - l_T)^2 + (u_C - p_C)^2), high = d + sqrt((u_T - p_T)^2 + (p_C - l_C)^2). It stands without a
 *       single event.
 *   <li>Relative: exp(log RR +- z sqrt((1 - p_T)/x_T + (1 - p_C)/x_C)) - 1 (Katz et al. 1978), undefined where an arm has no event.
 * </ul>
 *
 * No degrees of freedom: all of it is normal or exact. Interval and test come from different arguments and may disagree close to
 * alpha.
 *
 * @param outcome column of the outcome, 0 or 1 per unit
 */
public record ProportionDifference(int outcome, Confidence confidence, Convention convention) implements LiftEstimator {
    private static final double WHOLE = 1e-6;

    public ProportionDifference(int outcome) {
        this(outcome, Confidence.TWO_SIDED_95, Convention.CROSSLIFT);
    }

    @Override
    public String name() {
        return "proportion";
    }

    /**
     * Compares the two rates.
     *
     * @throws IllegalArgumentException if the column holds anything but 0 and 1
     */
    @Override
    public Lift estimate(Moments treatment, Moments control) {
        requireBinary(treatment);
        requireBinary(control);
        if (!TwoArms.tooSmall(treatment, control).isEmpty()) {
            return new MeanDifference(outcome, confidence, convention).estimate(treatment, control);
        }
        if (convention == Convention.GROWTHBOOK) {
            TwoArms arms =
                    new TwoArms(populationVariance(treatment), populationVariance(control), confidence, List.of());
            return lift(treatment, control, arms.difference(), arms.relativeByDelta());
        }
        return lift(treatment, control, difference(treatment, control), relative(treatment, control));
    }

    private Lift lift(Moments treatment, Moments control, Estimate difference, Estimate relative) {
        return new Lift(
                new Lift.Arm(treatment.count(), treatment.mean(outcome)),
                new Lift.Arm(control.count(), control.mean(outcome)),
                difference,
                relative,
                difference.scaled((double) treatment.count()));
    }

    private Estimate difference(Moments treatment, Moments control) {
        TwoByTwo table = TwoByTwo.of(events(treatment), treatment.count(), events(control), control.count());
        double difference = treatment.mean(outcome) - control.mean(outcome);
        double z = confidence.critical(null);
        double[] wilsonT = wilson(treatment, z);
        double[] wilsonC = wilson(control, z);
        double low = difference - Math.hypot(treatment.mean(outcome) - wilsonT[0], wilsonC[1] - control.mean(outcome));
        double high = difference + Math.hypot(wilsonT[1] - treatment.mean(outcome), control.mean(outcome) - wilsonC[0]);
        double standardError = Math.sqrt(
                treatment.variance(outcome) / treatment.count() + control.variance(outcome) / control.count());
        long units = treatment.count() + control.count();
        List<WarningCode> warnings = new ArrayList<>();
        if (table.constant()) {
            warnings.add(ZERO_VARIANCE_BOTH);
            return Estimate.untested(difference, low, high, confidence, units, warnings);
        }
        double p = table.p(confidence, warnings);
        Estimate.Test test = new Estimate.Test(table.pooledZ(), null, p);
        return Estimate.tested(difference, standardError, test, low, high, confidence, units, warnings);
    }

    private Estimate relative(Moments treatment, Moments control) {
        long units = treatment.count() + control.count();
        if (events(control) == 0) {
            return Estimate.absent(units, List.of(WarningCode.ZERO_CONTROL, ZERO_EVENTS));
        }
        double rateT = treatment.mean(outcome);
        double rateC = control.mean(outcome);
        double value = rateT / rateC - 1;
        if (events(treatment) == 0) {
            return Estimate.valueOnly(value, units, List.of(ZERO_EVENTS));
        }
        double spread = Math.sqrt((1 - rateT) / events(treatment) + (1 - rateC) / events(control));
        if (spread == 0) {
            return Estimate.valueOnly(value, units, List.of(ZERO_VARIANCE_BOTH));
        }
        double logRatio = Math.log(rateT / rateC);
        double half = confidence.critical(null) * spread;
        double statistic = logRatio / spread;
        return Estimate.tested(
                value,
                rateT / rateC * spread,
                new Estimate.Test(statistic, null, confidence.p(statistic, null)),
                Math.expm1(logRatio - half),
                Math.expm1(logRatio + half),
                confidence,
                units,
                List.of());
    }

    /** Wilson (1927): (p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n), low and high. */
    private double[] wilson(Moments arm, double z) {
        double n = arm.count();
        double rate = arm.mean(outcome);
        double centre = rate + z * z / (2 * n);
        double half = z * Math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
        double scale = 1 + z * z / n;
        return new double[] {(centre - half) / scale, (centre + half) / scale};
    }

    private ArmValue populationVariance(Moments arm) {
        double rate = arm.mean(outcome);
        return new ArmValue(arm.count(), rate, rate * (1 - rate));
    }

    private long events(Moments arm) {
        return Math.round(arm.sum(outcome));
    }

    /** A column of zeros and ones has a whole sum and C = n p (1 - p). */
    private void requireBinary(Moments arm) {
        double rate = arm.mean(outcome);
        double expected = arm.count() * rate * (1 - rate);
        boolean whole = Math.abs(arm.sum(outcome) - events(arm)) <= WHOLE * Math.max(1, arm.sum(outcome));
        boolean binary = Math.abs(arm.product(outcome, outcome) - expected) <= WHOLE * Math.max(1, Math.abs(expected));
        Moments.require(
                whole && binary && rate >= 0 && rate <= 1,
                "column %s must hold 0 or 1 per unit, had mean %s and sum of squares %s",
                outcome,
                rate,
                arm.product(outcome, outcome));
    }
}
