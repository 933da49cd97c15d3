package io.crosslift.lift.power;

import static io.crosslift.lift.estimate.Arguments.require;

/**
 * Power, smallest effect and sample size of a difference of two means.
 *
 * <p>The variance that counts is sigma^2 (1 - rho^2) DEFF: covariates from before assignment with multiple correlation rho
 * take their part away (CUPED), clusters add theirs. Sample sizes are real numbers; round them up. All of it is planning:
 * power computed from the observed effect says nothing that p doesn't.
 *
 * @param variance sigma^2 of the outcome per unit
 * @param correlation rho of the outcome and its covariates, in (-1, 1); 0 without any
 * @param designEffect DEFF, 1 where units are randomised one by one, see {@link DesignEffect}
 */
public record MeanPower(double variance, double correlation, double designEffect, PowerTarget target) {
    public MeanPower {
        require(variance > 0 && Double.isFinite(variance), "the variance must be above 0, was %s", variance);
        require(correlation > -1 && correlation < 1, "the correlation must be in (-1, 1), was %s", correlation);
        require(
                designEffect > 0 && Double.isFinite(designEffect),
                "the design effect must be above 0, was %s",
                designEffect);
    }

    public MeanPower(double variance, PowerTarget target) {
        this(variance, 0, 1, target);
    }

    /** sigma^2 (1 - rho^2) DEFF. */
    public double effectiveVariance() {
        return variance * (1 - correlation * correlation) * designEffect;
    }

    /** The smallest effect that is found with the power: (z at the error rate + z at the power) standard errors. */
    public double smallestEffect(double treatmentUnits, double controlUnits) {
        return target.standardErrors() * standardError(treatmentUnits, controlUnits);
    }

    /** The same for Student's t test with n_T + n_C - 2 degrees of freedom, by the non-central t. */
    public double smallestEffectByT(double treatmentUnits, double controlUnits) {
        double degreesOfFreedom = degreesOfFreedom(treatmentUnits, controlUnits);
        double standardErrors = Solver.rising(effect -> target.chance(effect, degreesOfFreedom), target.power(), 1e-6);
        return standardErrors * standardError(treatmentUnits, controlUnits);
    }

    /** The chance of a significant result by the z test, in (0, 1]. */
    public double power(double effect, double treatmentUnits, double controlUnits) {
        return target.chance(Math.abs(effect) / standardError(treatmentUnits, controlUnits));
    }

    /** The chance of a significant result by Student's t test, in (0, 1]. */
    public double powerByT(double effect, double treatmentUnits, double controlUnits) {
        return target.chance(
                Math.abs(effect) / standardError(treatmentUnits, controlUnits),
                degreesOfFreedom(treatmentUnits, controlUnits));
    }

    /**
     * Units that the control arm needs, by the z test.
     *
     * @param effect to be found, not 0
     * @param ratio treatment units per control unit
     */
    public double controlUnits(double effect, double ratio) {
        requireDesign(effect, ratio);
        // The chance of the other sign makes the closed form a little too large; solving takes it into account.
        return Solver.rising(n -> power(effect, ratio * n, n), target.power(), Double.MIN_NORMAL / ratio + 1e-9);
    }

    /** Units that the control arm needs, by Student's t test. */
    public double controlUnitsByT(double effect, double ratio) {
        requireDesign(effect, ratio);
        double fewest = (2 + 1e-6) / (1 + ratio);
        return Solver.rising(n -> powerByT(effect, ratio * n, n), target.power(), fewest);
    }

    private double standardError(double treatmentUnits, double controlUnits) {
        require(
                treatmentUnits > 0 && controlUnits > 0,
                "both arms need units, had %s and %s",
                treatmentUnits,
                controlUnits);
        return Math.sqrt(effectiveVariance() * (1 / treatmentUnits + 1 / controlUnits));
    }

    private static double degreesOfFreedom(double treatmentUnits, double controlUnits) {
        double degreesOfFreedom = treatmentUnits + controlUnits - 2;
        require(degreesOfFreedom > 0, "a t test needs more than 2 units, had %s", treatmentUnits + controlUnits);
        return degreesOfFreedom;
    }

    private static void requireDesign(double effect, double ratio) {
        require(effect != 0 && Double.isFinite(effect), "the effect to be found must not be 0, was %s", effect);
        require(
                ratio > 0 && Double.isFinite(ratio),
                "treatment units per control unit must be above 0, were %s",
                ratio);
    }
}
