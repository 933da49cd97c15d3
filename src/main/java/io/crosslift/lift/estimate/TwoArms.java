package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.CONTROL_TOO_NOISY;
import static io.crosslift.lift.estimate.WarningCode.FIELLER_INTERVAL;
import static io.crosslift.lift.estimate.WarningCode.NEGATIVE_CONTROL;
import static io.crosslift.lift.estimate.WarningCode.NO_FINITE_BOUND;
import static io.crosslift.lift.estimate.WarningCode.NO_UNITS;
import static io.crosslift.lift.estimate.WarningCode.TOO_FEW_UNITS;
import static io.crosslift.lift.estimate.WarningCode.ZERO_CONTROL;
import static io.crosslift.lift.estimate.WarningCode.ZERO_VARIANCE_BOTH;
import static io.crosslift.lift.estimate.WarningCode.ZERO_VARIANCE_ONE_ARM;

import java.util.ArrayList;
import java.util.List;

/** Difference and relative lift of two independent arms, each given by its value and its variance per unit. */
final class TwoArms {
    /** Below this many standard errors from zero a control value is too noisy to divide by. */
    private static final double NOISY_CONTROL = 3;

    /** Below this many standard errors from zero a control value is too noisy for a logarithm. */
    private static final double WEAK_CONTROL = 5;

    private final ArmValue treatment;
    private final ArmValue control;
    private final Confidence confidence;
    private final List<WarningCode> warnings;
    private final long units;

    TwoArms(ArmValue treatment, ArmValue control, Confidence confidence, List<WarningCode> warnings) {
        this.treatment = treatment;
        this.control = control;
        this.confidence = confidence;
        this.warnings = List.copyOf(warnings);
        this.units = treatment.units() + control.units();
    }

    /** What keeps two arms of these sizes from being compared, or nothing. */
    static List<WarningCode> tooSmall(Moments treatment, Moments control) {
        long smaller = Math.min(treatment.count(), control.count());
        if (smaller == 0) {
            return List.of(NO_UNITS);
        }
        return smaller == 1 ? List.of(TOO_FEW_UNITS) : List.of();
    }

    /**
     * Welch (1947): se^2 = q_T + q_C with q = V / n, t = (T - C) / se with the degrees of freedom of Satterthwaite (1946),
     * (q_T + q_C)^2 / (q_T^2 / (n_T - 1) + q_C^2 / (n_C - 1)).
     */
    Estimate difference() {
        double difference = treatment.value() - control.value();
        double squares = treatment.squaredError() + control.squaredError();
        if (squares == 0) {
            return Estimate.valueOnly(difference, units, with(ZERO_VARIANCE_BOTH));
        }
        boolean oneConstant = treatment.variance() == 0 || control.variance() == 0;
        return Estimate.symmetric(
                difference,
                Math.sqrt(squares),
                degreesOfFreedom(treatment.squaredError(), control.squaredError()),
                confidence,
                units,
                oneConstant ? with(ZERO_VARIANCE_ONE_ARM) : warnings);
    }

    /**
     * (T - C) / |C| by the log interval where the control is 5 or more standard errors from zero and both values have the same
     * sign, by Fieller's interval where it is 3 to 5, nothing below.
     */
    Estimate relative() {
        if (control.value() == 0) {
            return Estimate.absent(units, with(ZERO_CONTROL));
        }
        if (treatment.variance() == 0 && control.variance() == 0) {
            return Estimate.valueOnly(relativeValue(), units, with(ZERO_VARIANCE_BOTH));
        }
        if (control.distanceFromZero() < NOISY_CONTROL) {
            return Estimate.absent(units, with(CONTROL_TOO_NOISY));
        }
        boolean sameSign = treatment.value() / control.value() > 0;
        return sameSign && control.distanceFromZero() >= WEAK_CONTROL ? byLogarithm() : byFieller();
    }

    /**
     * The delta method: se^2 = q_T / C^2 + q_C T^2 / C^4, with the degrees of freedom of the absolute difference, as GrowthBook
     * has it.
     */
    Estimate relativeByDelta() {
        if (control.value() == 0) {
            return Estimate.absent(units, with(ZERO_CONTROL));
        }
        double standardError = relativeError();
        if (standardError == 0) {
            return Estimate.valueOnly(relativeValue(), units, with(ZERO_VARIANCE_BOTH));
        }
        return Estimate.symmetric(
                relativeValue(),
                standardError,
                degreesOfFreedom(treatment.squaredError(), control.squaredError()),
                confidence,
                units,
                warnings);
    }

    /**
     * (T / C) exp(+- t s) - 1 with s^2 = q_T / T^2 + q_C / C^2 and the degrees of freedom of these two terms (as in tea-tasting);
     * the standard error is that of the delta method, |T / C| s.
     */
    private Estimate byLogarithm() {
        double treatmentShare = treatment.squaredError() / (treatment.value() * treatment.value());
        double controlShare = control.squaredError() / (control.value() * control.value());
        double spread = Math.sqrt(treatmentShare + controlShare);
        double degreesOfFreedom = degreesOfFreedom(treatmentShare, controlShare);
        double logRatio = Math.log(treatment.value() / control.value());
        double sign = Math.signum(control.value());
        double half = confidence.critical(degreesOfFreedom) * spread;
        double statistic = sign * logRatio / spread;
        return Estimate.tested(
                relativeValue(),
                relativeError(),
                new Estimate.Test(statistic, degreesOfFreedom, confidence.p(statistic, degreesOfFreedom)),
                sign * Math.expm1(logRatio - sign * half),
                sign * Math.expm1(logRatio + sign * half),
                confidence,
                units,
                signed());
    }

    /**
     * Fieller (1954): the ratios r with (T - r C)^2 &lt;= t^2 (q_T + r^2 q_C), minus 1, with the degrees of freedom of the absolute
     * difference; not an interval where C is less than t standard errors from zero. The test is that of the difference, which
     * is Fieller's at r = 1.
     */
    private Estimate byFieller() {
        double degreesOfFreedom = degreesOfFreedom(treatment.squaredError(), control.squaredError());
        double critical = confidence.critical(degreesOfFreedom);
        double square = critical * critical;
        double a = control.value() * control.value() - square * control.squaredError();
        double b = treatment.value() * control.value();
        double c = treatment.value() * treatment.value() - square * treatment.squaredError();
        double root = Math.sqrt(Math.max(0, b * b - a * c));
        double sign = Math.signum(control.value());
        double statistic =
                (treatment.value() - control.value()) / Math.sqrt(treatment.squaredError() + control.squaredError());
        List<WarningCode> codes = signed();
        codes.add(FIELLER_INTERVAL);
        Estimate estimate = Estimate.tested(
                relativeValue(),
                relativeError(),
                new Estimate.Test(statistic, degreesOfFreedom, confidence.p(statistic, degreesOfFreedom)),
                a > 0 ? sign * ((b - sign * root) / a - 1) : 0,
                a > 0 ? sign * ((b + sign * root) / a - 1) : 0,
                confidence,
                units,
                codes);
        return a > 0 ? estimate : estimate.withoutInterval(NO_FINITE_BOUND);
    }

    private double relativeValue() {
        return (treatment.value() - control.value()) / Math.abs(control.value());
    }

    private double relativeError() {
        double ratio = treatment.value() / control.value();
        return Math.sqrt(treatment.squaredError() + control.squaredError() * ratio * ratio) / Math.abs(control.value());
    }

    /** Satterthwaite on shares of the sum, which can't underflow as the squares of the terms can. */
    private double degreesOfFreedom(double treatmentTerm, double controlTerm) {
        double share = treatmentTerm / (treatmentTerm + controlTerm);
        double rest = controlTerm / (treatmentTerm + controlTerm);
        return 1 / (share * share / (treatment.units() - 1) + rest * rest / (control.units() - 1));
    }

    private List<WarningCode> signed() {
        return control.value() < 0 ? with(NEGATIVE_CONTROL) : new ArrayList<>(warnings);
    }

    private List<WarningCode> with(WarningCode code) {
        List<WarningCode> codes = new ArrayList<>(warnings);
        codes.add(code);
        return codes;
    }
}
