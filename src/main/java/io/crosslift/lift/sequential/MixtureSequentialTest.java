package io.crosslift.lift.sequential;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;

/**
 * The mixture sequential probability ratio test with a normal prior on the effect (Robbins 1970; Johari, Koomen, Pekelis
 * and Walsh 2017), also called generalised always-valid inference.
 *
 * <p>With V = se^2 and effects spread by tau, the mixture likelihood ratio is
 * L = sqrt(V / (V + tau^2)) exp(tau^2 D^2 / (2 V (V + tau^2))); p = min(1, 1/L) and the interval is
 * D +- sqrt(V (V + tau^2) / tau^2 (ln((V + tau^2) / V) - 2 ln alpha)).
 *
 * @param priorSpread tau, the standard deviation of plausible effects, in the unit of the estimate
 * @param alpha error rate, in (0, 1); the test is two-sided
 */
public record MixtureSequentialTest(double priorSpread, double alpha) implements AlwaysValid {
    public MixtureSequentialTest {
        require(
                priorSpread > 0 && Double.isFinite(priorSpread),
                "the spread of plausible effects must be above 0, was %s",
                priorSpread);
        require(alpha > 0 && alpha < 1, "alpha must be in (0, 1), was %s", alpha);
    }

    @Override
    public String name() {
        return "msprt";
    }

    @Override
    public AlwaysValid scaled(double factor) {
        return new MixtureSequentialTest(priorSpread * factor, alpha);
    }

    @Override
    public String text() {
        return PlanText.of(name())
                .with(PlanText.SPREAD, priorSpread)
                .with(PlanText.ALPHA, alpha)
                .text();
    }

    @Override
    public Estimate at(Estimate fixed) {
        Double value = fixed.value();
        Double standardError = fixed.standardError();
        if (value == null || standardError == null || standardError == 0) {
            return AlwaysValid.untested(fixed);
        }
        double statistic = value / standardError;
        // tau^2 / V, so that no unit of the outcome can overflow or vanish.
        double ratio = (priorSpread / standardError) * (priorSpread / standardError);
        double shrinkage = ratio / (1 + ratio);
        double logLikelihoodRatio = (shrinkage * statistic * statistic - Math.log1p(ratio)) / 2;
        double half = standardError * Math.sqrt((Math.log1p(ratio) - 2 * Math.log(alpha)) / shrinkage);
        return Estimate.tested(
                value,
                standardError,
                new Estimate.Test(statistic, null, Math.min(1, Math.exp(-logLikelihoodRatio))),
                value - half,
                value + half,
                new Confidence(alpha, Alternative.TWO_SIDED),
                fixed.units(),
                fixed.warnings());
    }
}
