package io.crosslift.lift.estimate;

import java.util.ArrayList;
import java.util.List;

/**
 * Difference of a quantile between two arms, for outcomes whose mean a few units carry.
 *
 * <p>The standard error of each arm's quantile is the distance of the order statistics at n (level -+ z sqrt(level (1 -
 * level) / n)) over 2z (Woodruff 1952; Price and Bonett 2001), widened for clusters; the difference is normal. Where these
 * order statistics are equal, as with an outcome that is mostly zero, there is no inference.
 */
public record QuantileEffect(double level, Confidence confidence) {
    /** What the name of any level starts with. */
    public static final String PREFIX = "quantile_";

    public QuantileEffect {
        Moments.require(level > 0 && level < 1, "the level of a quantile must be in (0, 1), was %s", level);
    }

    /** The name that a stored result carries. */
    public String name() {
        return PREFIX + level;
    }

    /** Compares the arms; there is no total, since quantiles don't add up. */
    public Lift estimate(QuantileArm treatment, QuantileArm control) {
        Lift.Arm armT = new Lift.Arm(treatment.units(), treatment.value());
        Lift.Arm armC = new Lift.Arm(control.units(), control.value());
        long units = treatment.units() + control.units();
        double difference = treatment.value() - control.value();
        Double errorT = treatment.standardError();
        Double errorC = control.standardError();
        if (errorT == null || errorC == null) {
            List<WarningCode> why = new ArrayList<>();
            if (edge(treatment) || edge(control)) {
                why.add(WarningCode.QUANTILE_AT_THE_EDGE);
            }
            if (tied(treatment) || tied(control)) {
                why.add(WarningCode.QUANTILE_TIED);
            }
            return new Lift(armT, armC, Estimate.valueOnly(difference, units, why), Estimate.absent(units, why), null);
        }
        TwoArms arms = new TwoArms(
                new ArmValue(treatment.units(), treatment.value(), errorT * errorT * treatment.units()),
                new ArmValue(control.units(), control.value(), errorC * errorC * control.units()),
                confidence,
                List.of());
        return new Lift(
                armT,
                armC,
                Estimate.symmetric(difference, Math.hypot(errorT, errorC), null, confidence, units, List.of()),
                arms.relative(),
                null);
    }

    private static boolean edge(QuantileArm arm) {
        return arm.low() == null || arm.high() == null;
    }

    private static boolean tied(QuantileArm arm) {
        return arm.low() != null && arm.low().equals(arm.high());
    }
}
