package io.crosslift.lift.power;

import static io.crosslift.lift.estimate.Arguments.require;

import org.jspecify.annotations.Nullable;

/**
 * Power, smallest effect and sample size of a difference of two rates.
 *
 * @param controlRate expected rate without the programme, in (0, 1)
 */
public record ProportionPower(double controlRate, PowerTarget target) {
    public ProportionPower {
        require(controlRate > 0 && controlRate < 1, "the control rate must be in (0, 1), was %s", controlRate);
    }

    /**
     * Units that the control arm needs with variances of the two rates apart:
     * z^2 (p_C (1 - p_C) + p_T (1 - p_T) / ratio) / (p_T - p_C)^2.
     *
     * @param ratio treatment units per control unit
     */
    public double controlUnits(double treatmentRate, double ratio) {
        requireDesign(treatmentRate, ratio);
        double z = target.standardErrors();
        double difference = treatmentRate - controlRate;
        return z * z * (variance(controlRate) + variance(treatmentRate) / ratio) / (difference * difference);
    }

    /**
     * The same by Cohen's h = 2 asin sqrt(p_T) - 2 asin sqrt(p_C), whose variance is 1/n whatever the rate (Cohen 1988).
     */
    public double controlUnitsByArcsine(double treatmentRate, double ratio) {
        requireDesign(treatmentRate, ratio);
        double h = 2 * Math.asin(Math.sqrt(treatmentRate)) - 2 * Math.asin(Math.sqrt(controlRate));
        return new MeanPower(1, target).controlUnits(h, ratio);
    }

    /**
     * The smallest rise of the rate that is found with the power, the positive root of
     * d^2 = z^2 (p_C (1 - p_C) / n_C + (p_C + d)(1 - p_C - d) / n_T); {@code null} where not even a rate of 1 would be found.
     */
    public @Nullable Double smallestRise(double treatmentUnits, double controlUnits) {
        require(
                treatmentUnits > 0 && controlUnits > 0,
                "both arms need units, had %s and %s",
                treatmentUnits,
                controlUnits);
        double z = target.standardErrors();
        double square = z * z;
        double a = 1 + square / treatmentUnits;
        double b = square * (1 - 2 * controlRate) / treatmentUnits;
        double c = square * variance(controlRate) * (1 / controlUnits + 1 / treatmentUnits);
        double rise = (b + Math.sqrt(b * b + 4 * a * c)) / (2 * a);
        return controlRate + rise <= 1 ? rise : null;
    }

    private void requireDesign(double treatmentRate, double ratio) {
        require(
                treatmentRate >= 0 && treatmentRate <= 1,
                "the treatment rate must be in [0, 1], was %s",
                treatmentRate);
        require(treatmentRate != controlRate, "the rates must differ, both were %s", controlRate);
        require(
                ratio > 0 && Double.isFinite(ratio),
                "treatment units per control unit must be above 0, were %s",
                ratio);
    }

    private static double variance(double rate) {
        return rate * (1 - rate);
    }
}
