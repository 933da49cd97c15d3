package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.HEAVY_TAIL;

import java.util.List;

/**
 * Difference of two means with unequal variances: Welch's t test and interval, the relative lift by its log interval.
 *
 * <p>V = C_yy / (n - 1) per arm; the rest is in {@link TwoArms}. One row per randomised unit makes this exact for outcomes that
 * were measured on finer grains. The t approximation needs n &gt; 355 skewness^2 per arm (Kohavi, Tang and Xu 2020, chapter 17);
 * below that the result carries {@link WarningCode#HEAVY_TAIL}.
 *
 * @param outcome column of the outcome
 */
public record MeanDifference(int outcome, Confidence confidence, Convention convention) implements LiftEstimator {
    /** Units needed per squared skewness. */
    private static final double UNITS_PER_SQUARED_SKEWNESS = 355;

    public MeanDifference(int outcome) {
        this(outcome, Confidence.TWO_SIDED_95, Convention.CROSSLIFT);
    }

    @Override
    public String name() {
        return "welch";
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        List<WarningCode> tooSmall = TwoArms.tooSmall(treatment, control);
        if (!tooSmall.isEmpty()) {
            return untested(treatment, control, tooSmall);
        }
        List<WarningCode> tails = heavyTailed(treatment) || heavyTailed(control) ? List.of(HEAVY_TAIL) : List.of();
        TwoArms arms = new TwoArms(armValue(treatment), armValue(control), confidence, tails);
        Estimate difference = arms.difference();
        return new Lift(
                arm(treatment),
                arm(control),
                difference,
                convention == Convention.GROWTHBOOK ? arms.relativeByDelta() : arms.relative(),
                difference.scaled((double) treatment.count()));
    }

    private Lift untested(Moments treatment, Moments control, List<WarningCode> why) {
        long units = treatment.count() + control.count();
        boolean comparable = treatment.count() > 0 && control.count() > 0;
        Estimate difference = comparable
                ? Estimate.valueOnly(treatment.mean(outcome) - control.mean(outcome), units, why)
                : Estimate.absent(units, why);
        return new Lift(
                arm(treatment),
                arm(control),
                difference,
                Estimate.absent(units, why),
                comparable ? difference.scaled((double) treatment.count()) : difference);
    }

    private ArmValue armValue(Moments arm) {
        return new ArmValue(arm.count(), arm.mean(outcome), arm.variance(outcome));
    }

    private Lift.Arm arm(Moments arm) {
        return new Lift.Arm(arm.count(), arm.count() == 0 ? null : arm.mean(outcome));
    }

    private boolean heavyTailed(Moments arm) {
        double skewness = arm.skewness(outcome);
        return arm.count() <= UNITS_PER_SQUARED_SKEWNESS * skewness * skewness;
    }
}
