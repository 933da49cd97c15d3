package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.CONTROL_TOO_NOISY;
import static io.crosslift.lift.estimate.WarningCode.FIELLER_INTERVAL;
import static io.crosslift.lift.estimate.WarningCode.NO_FINITE_BOUND;
import static io.crosslift.lift.estimate.WarningCode.ZERO_CONTROL;
import static io.crosslift.lift.estimate.WarningCode.ZERO_VARIANCE_BOTH;

import java.util.ArrayList;
import java.util.List;

/**
 * Difference and relative lift of two arms whose values may be correlated, all with the same degrees of freedom; for
 * independent arms with their own, see {@link TwoArms}.
 *
 * @param squaresT squared standard error of the treatment value
 * @param squaresC squared standard error of the control value
 * @param cross covariance of the two values
 */
record JointArms(
        double treatment,
        double control,
        double squaresT,
        double squaresC,
        double cross,
        double degreesOfFreedom,
        long units,
        Confidence confidence,
        List<WarningCode> warnings) {
    private static final double NOISY_CONTROL = 3;
    private static final double WEAK_CONTROL = 5;

    Estimate difference() {
        double squares = Math.max(0, squaresT + squaresC - 2 * cross);
        double difference = treatment - control;
        return squares == 0
                ? Estimate.valueOnly(difference, units, with(ZERO_VARIANCE_BOTH))
                : Estimate.symmetric(difference, Math.sqrt(squares), degreesOfFreedom, confidence, units, warnings);
    }

    /** As {@link TwoArms#relative()}: by the logarithm, by Fieller, or not at all. */
    Estimate relative() {
        if (control == 0) {
            return Estimate.absent(units, with(ZERO_CONTROL));
        }
        double relative = (treatment - control) / Math.abs(control);
        double standardError = relativeError();
        if (standardError == 0) {
            return Estimate.valueOnly(relative, units, with(ZERO_VARIANCE_BOTH));
        }
        double distance = Math.abs(control) / Math.sqrt(squaresC);
        if (distance < NOISY_CONTROL) {
            return Estimate.absent(units, with(CONTROL_TOO_NOISY));
        }
        List<WarningCode> codes = control < 0 ? with(WarningCode.NEGATIVE_CONTROL) : new ArrayList<>(warnings);
        double sign = Math.signum(control);
        double critical = confidence.critical(degreesOfFreedom);
        if (treatment / control > 0 && distance >= WEAK_CONTROL) {
            double logRatio = Math.log(treatment / control);
            double spread = standardError * Math.abs(control / treatment);
            double statistic = sign * logRatio / spread;
            return Estimate.tested(
                    relative,
                    standardError,
                    test(statistic),
                    sign * Math.expm1(logRatio - sign * critical * spread),
                    sign * Math.expm1(logRatio + sign * critical * spread),
                    confidence,
                    units,
                    codes);
        }
        codes.add(FIELLER_INTERVAL);
        RatioSet set = RatioSet.solve(treatment, control, squaresT, cross, squaresC, critical);
        Double low = set.low();
        Double high = set.high();
        boolean interval = set.shape() == RatioSet.Shape.INTERVAL && low != null && high != null;
        double statistic = (treatment - control) / Math.sqrt(Math.max(0, squaresT + squaresC - 2 * cross));
        Estimate estimate = Estimate.tested(
                relative,
                standardError,
                test(statistic),
                low == null || high == null ? 0 : sign * ((sign > 0 ? low : high) - 1),
                low == null || high == null ? 0 : sign * ((sign > 0 ? high : low) - 1),
                confidence,
                units,
                codes);
        return interval ? estimate : estimate.withoutInterval(NO_FINITE_BOUND);
    }

    /** By the delta method, as GrowthBook has it. */
    Estimate relativeByDelta() {
        if (control == 0) {
            return Estimate.absent(units, with(ZERO_CONTROL));
        }
        double relative = (treatment - control) / Math.abs(control);
        double standardError = relativeError();
        return standardError == 0
                ? Estimate.valueOnly(relative, units, with(ZERO_VARIANCE_BOTH))
                : Estimate.symmetric(relative, standardError, degreesOfFreedom, confidence, units, warnings);
    }

    private double relativeError() {
        double ratio = treatment / control;
        double squares = squaresT - 2 * ratio * cross + ratio * ratio * squaresC;
        return Math.sqrt(Math.max(0, squares)) / Math.abs(control);
    }

    private Estimate.Test test(double statistic) {
        return new Estimate.Test(statistic, degreesOfFreedom, confidence.p(statistic, degreesOfFreedom));
    }

    private List<WarningCode> with(WarningCode code) {
        List<WarningCode> codes = new ArrayList<>(warnings);
        codes.add(code);
        return codes;
    }
}
