package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.sequential.AlwaysValid;
import io.crosslift.lift.sequential.ConfidenceSequence;
import io.crosslift.lift.sequential.MixtureSequentialTest;
import io.crosslift.lift.sequential.SequentialPlan;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment's verdicts rest on: the fixed horizon, or the interval that is valid at any time where such a plan was declared
 * (ruling E-3).
 *
 * @param plan the declared sequential plan, or null
 */
record DeclaredTest(@Nullable SequentialPlan plan) {

    /** Name of the estimator that shows the interval which is valid at any time; null for a fixed horizon. */
    @Nullable
    String name() {
        return plan instanceof AlwaysValid ? plan.name() : null;
    }

    /** The plan as it was declared, or null. */
    @Nullable
    String rule() {
        return plan == null ? null : plan.text();
    }

    /** Whether a plan was declared that needs its earlier looks, which aren't kept. */
    boolean unapplied() {
        return plan != null && !(plan instanceof AlwaysValid);
    }

    /** The difference by the primary estimator, as it is tested. */
    Estimate of(Comparison comparison, Confidence confidence) {
        Estimate fixed = comparison.primary(confidence);
        AlwaysValid anytime = anytime(confidence.alpha());
        return anytime == null ? fixed : anytime.at(fixed);
    }

    /** A comparison as it is tested. */
    Lift of(Lift fixed, Confidence confidence) {
        AlwaysValid anytime = anytime(confidence.alpha());
        return anytime == null ? fixed : anytime.at(fixed);
    }

    private @Nullable AlwaysValid anytime(double alpha) {
        if (plan instanceof ConfidenceSequence sequence) {
            return new ConfidenceSequence(
                    sequence.plannedUnits(), sequence.confidence().withAlpha(alpha));
        }
        return plan instanceof MixtureSequentialTest mixture
                ? new MixtureSequentialTest(mixture.priorSpread(), alpha)
                : null;
    }
}
