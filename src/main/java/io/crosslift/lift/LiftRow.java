package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Writes rows of K19 of one experiment over one window. */
final class LiftRow {
    private static final double POWER = 0.8;
    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(16);
    private static final String NOT_AN_EXPERIMENT = "not_an_experiment";

    private final Experiment experiment;
    private final ExperimentState state;
    private final LiftRules rules;
    private final Confidence declared;
    private final DeclaredTest test;

    /** Writes rows whose verdicts rest on the given test. */
    LiftRow(Experiment experiment, ExperimentState state, LiftRules rules, Confidence declared, DeclaredTest test) {
        this.test = test;
        this.experiment = experiment;
        this.state = state;
        this.rules = rules;
        this.declared = declared;
    }

    /**
     * One row.
     *
     * @param family what p was adjusted over
     * @param adjusted the adjusted p; null for what isn't the test of its family
     * @param before the difference of the metric before assignment, or null
     */
    Row of(
            Comparison comparison,
            Comparison.Named named,
            Family family,
            Verdict verdict,
            @Nullable Double adjusted,
            @Nullable Double before,
            @Nullable Spread spread) {
        TableRow row = new TableRow(ExperimentLift.TABLE);
        identify(row, comparison, named.estimator(), family.segmentType());
        describe(row, comparison);
        Estimate points = comparison.retentionPoints(declared);
        retention(row, points);
        estimate(row, named.lift());
        stamp(row, comparison);
        Comparison.Adjustment adjustment = named.adjustment();
        if (adjustment != null) {
            row.set(ExperimentLift.VARIANCE_REDUCTION, adjustment.varianceReduction())
                    .set(ExperimentLift.MISSING_PRE, adjustment.missing());
        }
        Comparison.Capped capped = named.capped();
        if (capped != null) {
            row.set(ExperimentLift.CAP, capped.cap()).set(ExperimentLift.CAP_REMOVED, capped.removed());
        }
        row.set(ExperimentLift.COST, named.cost());
        if (spread != null) {
            row.set(ExperimentLift.SHRUNK_DIFF, spread.shrunk())
                    .set(ExperimentLift.HETEROGENEITY_P, spread.p())
                    .set(ExperimentLift.INCONSISTENCY, spread.inconsistency());
        }
        Set<String> warnings = new LinkedHashSet<>(named.lift().warnings());
        warnings.addAll(state.warnings());
        warnings.addAll(test.warnings(comparison));
        if (points != null && points.value() == null) {
            warnings.add(ExperimentFlag.NO_OPENING_REVENUE.name());
        }
        if (SalesMetric.guards(comparison.metric().name())) {
            warnings.add(ExperimentFlag.MORE_IS_WORSE.name());
        }
        return row.set(ExperimentLift.P_ADJUSTED, experiment.randomised() ? adjusted : null)
                .set(ExperimentLift.P_FAMILY, experiment.randomised() ? family.name() : "(none)")
                .set(ExperimentLift.PRE_PERIOD_DIFF, before)
                .set(ExperimentLift.SEQUENTIAL_RULE, experiment.test().rule())
                .set(ExperimentLift.WARNINGS, warnings.toArray())
                .set(ExperimentLift.IS_SIGNIFICANT, verdict == Verdict.POSITIVE || verdict == Verdict.NEGATIVE)
                .set(
                        ExperimentLift.VERDICT,
                        experiment.randomised() ? verdict.name().toLowerCase(Locale.ROOT) : NOT_AN_EXPERIMENT)
                .build();
    }

    /** Whether an arm is too small for a verdict (G14). */
    boolean insufficient(Comparison comparison) {
        long smaller =
                Math.min(comparison.treatment().count(), comparison.control().count());
        return smaller < rules.reporting().minimumObservations();
    }

    /**
     * How the effects of a segment type's segments differ.
     *
     * @param shrunk this segment's effect, shrunk to what the segments have in common
     * @param p of Cochran's Q over the segments
     * @param inconsistency I^2
     */
    record Spread(
            @Nullable Double shrunk,
            @Nullable Double p,
            @Nullable Double inconsistency) {}

    private void identify(TableRow row, Comparison comparison, String estimator, String segmentType) {
        row.set(ExperimentLift.EXPERIMENT_ID, experiment.id())
                .set(ExperimentLift.DESIGN, experiment.design())
                .set(ExperimentLift.METRIC, comparison.metric().name())
                .set(ExperimentLift.WINDOW_DAYS, comparison.days())
                .set(ExperimentLift.ESTIMATOR, estimator)
                .set(ExperimentLift.ARM, comparison.arm())
                .set(ExperimentLift.CONTROL_ARM, experiment.controlArm())
                .set(ExperimentLift.UNIT, experiment.unitType())
                .set(ExperimentLift.METRIC_VERSION, rules.definitionVersion())
                .set(ExperimentLift.ALPHA, experiment.alpha())
                .set(KpiColumns.PERIOD_TYPE, "experiment")
                .set(KpiColumns.PERIOD_START, Date.valueOf(rules.localDay(experiment.startAt())))
                .set(KpiColumns.SCOPE, "existing_only")
                .set(KpiColumns.SEGMENT_TYPE, segmentType)
                .set(KpiColumns.SEGMENT, comparison.segment());
    }

    private void describe(TableRow row, Comparison comparison) {
        row.set(ExperimentLift.N, comparison.treatment().count())
                .set(ExperimentLift.N_CONTROL, comparison.control().count())
                .set(ExperimentLift.EXPOSED, Math.round(comparison.treatment().sum(WindowPlan.EXPOSED)))
                .set(
                        ExperimentLift.EXPOSED_CONTROL,
                        Math.round(comparison.control().sum(WindowPlan.EXPOSED)));
    }

    private static void retention(TableRow row, @Nullable Estimate points) {
        if (points != null) {
            row.set(ExperimentLift.NRR_LIFT_POINTS, points.value())
                    .set(ExperimentLift.NRR_LIFT_LOW, points.low())
                    .set(ExperimentLift.NRR_LIFT_HIGH, points.high());
        }
    }

    private void estimate(TableRow row, Lift lift) {
        Estimate difference = lift.difference();
        row.set(ExperimentLift.MEAN, lift.treatment().value())
                .set(ExperimentLift.MEAN_CONTROL, lift.control().value())
                .set(ExperimentLift.DIFF, difference.value())
                .set(ExperimentLift.REL_LIFT, relative(lift))
                .set(ExperimentLift.REL_LOW, lift.relative().low())
                .set(ExperimentLift.REL_HIGH, lift.relative().high())
                .set(ExperimentLift.SE, difference.standardError())
                .set(ExperimentLift.DF, difference.degreesOfFreedom())
                .set(ExperimentLift.CI_LOW, difference.low())
                .set(ExperimentLift.CI_HIGH, difference.high())
                .set(ExperimentLift.P_VALUE, difference.p())
                .set(ExperimentLift.MDE, smallestEffect(difference.standardError()));
        Estimate total = lift.incrementalTotal();
        // A difference that nobody randomised is no effect, so it has no total that could be added up as one.
        if (total != null && experiment.randomised()) {
            row.set(ExperimentLift.INCREMENTAL_TOTAL, amount(total.value()))
                    .set(ExperimentLift.INCREMENTAL_LOW, amount(total.low()))
                    .set(ExperimentLift.INCREMENTAL_HIGH, amount(total.high()));
        }
    }

    private void stamp(TableRow row, Comparison comparison) {
        row.set(ExperimentLift.SRM_P, state.smallestSampleRatioP())
                .set(ExperimentLift.FLAGS, state.flags().toArray())
                .set(ExperimentLift.IS_VALID, state.valid())
                .set(KpiColumns.CURRENCY, rules.reporting().currency())
                .set(KpiColumns.AS_OF_DATE, Date.valueOf(rules.asOf()))
                .set(KpiColumns.RUN_ID, rules.runId())
                .set(KpiColumns.DEFINITION_VERSION, rules.definitionVersion())
                .set(KpiColumns.IS_MATURE, state.mature())
                .set(KpiColumns.INSUFFICIENT, insufficient(comparison));
    }

    /** diff / |control|, also where control is too noisy for an interval. */
    private static @Nullable Double relative(Lift lift) {
        Double difference = lift.difference().value();
        Double control = lift.control().value();
        if (difference == null || control == null || control == 0) {
            return null;
        }
        double relative = difference / Math.abs(control);
        return Double.isFinite(relative) ? relative : null;
    }

    /** (z at 1 - alpha/2 + z at the power) x standard error: the effect that such a test finds with 80 % power. */
    private @Nullable Double smallestEffect(@Nullable Double standardError) {
        if (standardError == null) {
            return null;
        }
        NormalDistribution normal = NormalDistribution.of(0, 1);
        return (normal.inverseSurvivalProbability(experiment.alpha() / 2) + normal.inverseCumulativeProbability(POWER))
                * standardError;
    }

    private static @Nullable BigDecimal amount(@Nullable Double value) {
        if (value == null) {
            return null;
        }
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
        return rounded.abs().compareTo(LARGEST) < 0 ? rounded : null;
    }
}
