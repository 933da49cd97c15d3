package io.crosslift.lift.sequential;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;

/**
 * The asymptotic confidence sequence with a normal mixture (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021, "Time-uniform
 * central limit theory"), tuned to be narrowest at a planned number of units.
 *
 * <p>With n units, rho^2 = (-2 ln a + ln(1 - 2 ln a)) / n*, a = alpha two-sided and 2 alpha one-sided, the interval is
 *
 * <pre>
 *   two-sided  D +- se sqrt(2 (n rho^2 + 1) / (n rho^2) ln(sqrt(n rho^2 + 1) / alpha))
 *   one-sided  D - se sqrt(2 (n rho^2 + 1) / (n rho^2) ln(1 + sqrt(n rho^2 + 1) / (2 alpha)))
 * </pre>
 *
 * and p is the smallest error rate whose interval, with the same rho, leaves out zero: with E = n rho^2 z^2 / (2 (n rho^2 +
 * 1)), min(1, sqrt(n rho^2 + 1) e^-E) two-sided, min(1, sqrt(n rho^2 + 1) / (2 (e^E - 1))) one-sided and 1 where the
 * estimate has the other sign. It needs many units before the first look and pays at n = n* an interval 1.55 times as wide
 * as that of a fixed horizon.
 *
 * @param plannedUnits n*, units of both arms at which the interval is to be narrowest
 */
public record ConfidenceSequence(long plannedUnits, Confidence confidence) implements AlwaysValid {
    public ConfidenceSequence {
        require(plannedUnits >= 1, "planned units must be at least 1, were %s", plannedUnits);
        require(
                confidence.alternative() == Alternative.TWO_SIDED || confidence.alpha() < 0.5,
                "alpha of a one-sided sequence must be below 0.5, was %s",
                confidence.alpha());
    }

    @Override
    public String name() {
        return "anytime";
    }

    @Override
    public AlwaysValid scaled(double factor) {
        return this;
    }

    @Override
    public String text() {
        return PlanText.of(name())
                .with(PlanText.UNITS, plannedUnits)
                .with(confidence)
                .text();
    }

    @Override
    public Estimate at(Estimate fixed) {
        Double value = fixed.value();
        Double standardError = fixed.standardError();
        if (value == null || standardError == null || standardError == 0) {
            return AlwaysValid.untested(fixed);
        }
        double information = fixed.units() * squaredRho();
        double growth = Math.sqrt(information + 1);
        double half = standardError * Math.sqrt(2 * (information + 1) / information * logarithm(growth));
        double statistic = value / standardError;
        double exponent = information * statistic * statistic / (2 * (information + 1));
        return Estimate.tested(
                value,
                standardError,
                new Estimate.Test(statistic, null, p(statistic, exponent, growth)),
                value - half,
                value + half,
                confidence,
                fixed.units(),
                fixed.warnings());
    }

    private boolean twoSided() {
        return confidence.alternative() == Alternative.TWO_SIDED;
    }

    private double squaredRho() {
        double twiceLog = -2 * Math.log(twoSided() ? confidence.alpha() : 2 * confidence.alpha());
        return (twiceLog + Math.log1p(twiceLog)) / plannedUnits;
    }

    private double logarithm(double growth) {
        return twoSided() ? Math.log(growth / confidence.alpha()) : Math.log1p(growth / (2 * confidence.alpha()));
    }

    private double p(double statistic, double exponent, double growth) {
        if (twoSided()) {
            return Math.min(1, growth * Math.exp(-exponent));
        }
        boolean otherSign = confidence.alternative() == Alternative.GREATER ? statistic <= 0 : statistic >= 0;
        return otherSign ? 1 : Math.min(1, growth / (2 * Math.expm1(exponent)));
    }
}
