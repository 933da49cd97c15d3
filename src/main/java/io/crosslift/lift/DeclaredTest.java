package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.sequential.AlwaysValid;
import io.crosslift.lift.sequential.ConfidenceSequence;
import io.crosslift.lift.sequential.GroupSequentialPlan;
import io.crosslift.lift.sequential.MixtureSequentialTest;
import io.crosslift.lift.sequential.SequentialPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment's verdicts rest on: the fixed horizon, the interval that is valid at any time, or the one that is valid at planned
 * looks, where such a plan was declared (ruling E-3).
 *
 * @param plan the declared sequential plan, or null
 * @param looks looks of a group sequential plan, where they may be made; else null
 */
record DeclaredTest(@Nullable SequentialPlan plan, @Nullable PlannedLooks looks) {

    /** A test that makes no planned looks. */
    DeclaredTest(@Nullable SequentialPlan plan) {
        this(plan, null);
    }

    /** The same test with its planned looks, or without. */
    DeclaredTest with(@Nullable PlannedLooks planned) {
        return new DeclaredTest(plan, planned);
    }

    /** Name of the estimator that shows the interval the verdict rests on; null where that is the primary one. */
    @Nullable
    String name(Comparison comparison) {
        return plan != null && (anytime() || looked(comparison)) ? plan.name() : null;
    }

    /** Whether the interval is valid at any time. */
    boolean anytime() {
        return plan instanceof AlwaysValid;
    }

    /** The plan as it was declared, or null. */
    @Nullable
    String rule() {
        return plan == null ? null : plan.text();
    }

    /** The group sequential plan, or null. */
    @Nullable
    GroupSequentialPlan group() {
        return plan instanceof GroupSequentialPlan group ? group : null;
    }

    /** Whether the comparison is one of those that planned looks are made at: a declared metric over all units. */
    private boolean looked(Comparison comparison) {
        return looks != null
                && comparison.method() == null
                && comparison.segment().equals(ArmMoments.ALL);
    }

    /** The planned looks at a comparison; null where none are made at it. */
    @Nullable
    PlannedLooks looksAt(Comparison comparison) {
        return looked(comparison) ? looks : null;
    }

    /** Why the verdict of a comparison isn't that of its numbers now. */
    List<String> warnings(Comparison comparison) {
        if (group() == null) {
            return List.of();
        }
        PlannedLooks planned = looksAt(comparison);
        if (planned == null) {
            return List.of(ExperimentFlag.SEQUENTIAL_PLAN_NOT_APPLIED.name());
        }
        return planned.due(comparison) ? List.of() : List.of(ExperimentFlag.BETWEEN_LOOKS.name());
    }

    /** The difference by the primary estimator, as it is tested. */
    Estimate of(Comparison comparison, Confidence confidence) {
        Estimate fixed = comparison.primary(confidence);
        PlannedLooks planned = looksAt(comparison);
        return planned == null ? of(fixed, confidence) : planned.at(comparison, fixed, confidence.alpha());
    }

    private Estimate of(Estimate fixed, Confidence confidence) {
        AlwaysValid anytime = anytime(confidence.alpha());
        return anytime == null ? fixed : anytime.at(fixed);
    }

    /** A comparison as it is tested. */
    Lift of(Comparison comparison, Lift fixed, Confidence confidence) {
        PlannedLooks planned = looksAt(comparison);
        if (planned == null) {
            return of(fixed, confidence);
        }
        Estimate difference = planned.at(comparison, fixed.difference(), confidence.alpha());
        long treated = fixed.treatment().units();
        return new Lift(
                fixed.treatment(),
                fixed.control(),
                difference,
                AlwaysValid.untested(fixed.relative()),
                fixed.incrementalTotal() == null || treated == 0 ? null : difference.scaled((double) treated));
    }

    /** A comparison with the interval that is valid at any time, where such a plan was declared. */
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
