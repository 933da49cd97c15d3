package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.DENOMINATOR_MOVED;
import static io.crosslift.lift.estimate.WarningCode.ZERO_DENOMINATOR;

import java.util.List;

/**
 * Difference of two ratios of sums, such as order value = revenue / orders, with units that carry several orders.
 *
 * <p>R = mean(y) / mean(d) and, by the delta method, V_R = (V_y - 2 R C_yd + R^2 V_d) / mean(d)^2 with n = units (Deng et al. 2018,
 * "Applying the delta method in metric analytics"); from there as {@link MeanDifference}. This is the cluster-robust regression
 * of the single order's value on the arm, up to its small-sample factor. The delta method is a large-sample argument: it needs a
 * denominator mean many standard errors from zero. Where the denominators differ (Welch p &lt; .05) the result carries
 * {@link WarningCode#DENOMINATOR_MOVED}; show the mean per unit beside it.
 *
 * @param numerator column of the numerator
 * @param denominator column of the denominator
 */
public record RatioOfSums(int numerator, int denominator, Confidence confidence) implements LiftEstimator {
    private static final double MOVED = 0.05;

    public RatioOfSums(int numerator, int denominator) {
        this(numerator, denominator, Confidence.TWO_SIDED_95);
    }

    @Override
    public String name() {
        return "ratio";
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        long units = treatment.count() + control.count();
        List<WarningCode> tooSmall = TwoArms.tooSmall(treatment, control);
        if (tooSmall.contains(WarningCode.NO_UNITS)) {
            return without(treatment, control, Estimate.absent(units, tooSmall), tooSmall);
        }
        if (treatment.mean(denominator) == 0 || control.mean(denominator) == 0) {
            List<WarningCode> why = List.of(ZERO_DENOMINATOR);
            return without(treatment, control, Estimate.absent(units, why), why);
        }
        if (!tooSmall.isEmpty()) {
            Estimate difference = Estimate.valueOnly(ratio(treatment) - ratio(control), units, tooSmall);
            return without(treatment, control, difference, tooSmall);
        }
        TwoArms arms = new TwoArms(armValue(treatment), armValue(control), confidence, moved(treatment, control));
        return new Lift(arm(treatment), arm(control), arms.difference(), arms.relative(), null);
    }

    private Lift without(Moments treatment, Moments control, Estimate difference, List<WarningCode> why) {
        return new Lift(arm(treatment), arm(control), difference, Estimate.absent(difference.units(), why), null);
    }

    private List<WarningCode> moved(Moments treatment, Moments control) {
        Double p = new MeanDifference(denominator)
                .estimate(treatment, control)
                .difference()
                .p();
        return p != null && p < MOVED ? List.of(DENOMINATOR_MOVED) : List.of();
    }

    private ArmValue armValue(Moments arm) {
        double ratio = ratio(arm);
        double mean = arm.mean(denominator);
        double variance = arm.variance(numerator)
                - 2 * ratio * arm.covariance(numerator, denominator)
                + ratio * ratio * arm.variance(denominator);
        // A ratio that is the same for every unit leaves a rounding error, of either sign.
        return new ArmValue(arm.count(), ratio, Math.max(0, variance) / (mean * mean));
    }

    private double ratio(Moments arm) {
        return arm.mean(numerator) / arm.mean(denominator);
    }

    private Lift.Arm arm(Moments arm) {
        boolean defined = arm.count() > 0 && arm.mean(denominator) != 0;
        return new Lift.Arm(arm.count(), defined ? ratio(arm) : null);
    }
}
