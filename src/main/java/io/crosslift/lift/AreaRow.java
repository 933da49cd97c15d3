package io.crosslift.lift;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Validity;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of K19 of experiments whose units are markets or clusters. There is no sample ratio to test and nobody is exposed or not;
 * late registration, a unit in two arms and an open window make them invalid as they do those on accounts.
 */
final class AreaRow {
    private static final int SHORTEST_DAYS = 14;
    private static final int LONGEST_DAYS = 56;

    private final Experiment experiment;
    private final LiftRules rules;
    private final Validity validity;

    /**
     * Rows of one experiment over one window.
     *
     * @param multiArm whether a unit is in two arms
     * @param elapsed whether the window has elapsed
     */
    AreaRow(Experiment experiment, LiftRules rules, boolean multiArm, boolean elapsed) {
        this.experiment = experiment;
        this.rules = rules;
        this.validity = new Validity(
                null,
                rules.lift().sampleRatioAlpha(),
                experiment.registeredAt().isAfter(experiment.startAt()),
                multiArm,
                0,
                rules.lift().maxControlExposure(),
                elapsed);
    }

    /**
     * One effect.
     *
     * @param unit what n counts
     * @param units treated and control units, in this order
     * @param mean treated, per unit and period
     * @param control what it would have been without the effect
     * @param p the one to go by
     */
    record Effect(
            String metric,
            int days,
            String estimator,
            String arm,
            String unit,
            List<Long> units,
            @Nullable Double mean,
            @Nullable Double control,
            Estimate difference,
            Estimate relative,
            Estimate total,
            @Nullable Double p,
            @Nullable Double detectable) {}

    /** The row of an effect with the verdict of its tests, which an invalid experiment overrules. */
    Row of(Effect effect, Verdict tests, List<String> warnings) {
        return of(effect, tests, warnings, Map.of());
    }

    /**
     * The same with what only some estimators have.
     *
     * @param more values by column
     */
    Row of(Effect effect, Verdict tests, List<String> warnings, Map<String, ?> more) {
        Verdict verdict = validity.failures().isEmpty() ? tests : Verdict.INVALID;
        List<String> codes = new ArrayList<>(warnings);
        long days = ChronoUnit.DAYS.between(rules.localDay(experiment.startAt()), rules.localDay(experiment.endAt()));
        if (days < SHORTEST_DAYS || days > LONGEST_DAYS) {
            codes.add(ExperimentFlag.DURATION.name());
        }
        if (experiment.endAt().isAfter(rules.end())) {
            codes.add(ExperimentFlag.BEFORE_PLANNED_END.name());
        }
        if (SalesMetric.guards(effect.metric())) {
            codes.add(ExperimentFlag.MORE_IS_WORSE.name());
        }
        Estimate difference = effect.difference();
        TableRow row = new TableRow(ExperimentLift.TABLE);
        more.forEach(row::set);
        return row.set(ExperimentLift.EXPERIMENT_ID, experiment.id())
                .set(ExperimentLift.DESIGN, experiment.design())
                .set(ExperimentLift.METRIC, effect.metric())
                .set(ExperimentLift.WINDOW_DAYS, effect.days())
                .set(ExperimentLift.ESTIMATOR, effect.estimator())
                .set(ExperimentLift.ARM, effect.arm())
                .set(ExperimentLift.CONTROL_ARM, experiment.controlArm())
                .set(ExperimentLift.UNIT, effect.unit())
                .set(ExperimentLift.METRIC_VERSION, rules.definitionVersion())
                .set(ExperimentLift.N, effect.units().get(0))
                .set(ExperimentLift.N_CONTROL, effect.units().get(1))
                .set(ExperimentLift.MEAN, effect.mean())
                .set(ExperimentLift.MEAN_CONTROL, effect.control())
                .set(ExperimentLift.DIFF, difference.value())
                .set(ExperimentLift.REL_LIFT, effect.relative().value())
                .set(ExperimentLift.REL_LOW, effect.relative().low())
                .set(ExperimentLift.REL_HIGH, effect.relative().high())
                .set(ExperimentLift.SE, difference.standardError())
                .set(ExperimentLift.DF, difference.degreesOfFreedom())
                .set(ExperimentLift.CI_LOW, difference.low())
                .set(ExperimentLift.CI_HIGH, difference.high())
                .set(ExperimentLift.P_VALUE, effect.p())
                .set(ExperimentLift.P_FAMILY, "(none)")
                .set(ExperimentLift.INCREMENTAL_TOTAL, amount(effect.total().value()))
                .set(ExperimentLift.INCREMENTAL_LOW, amount(effect.total().low()))
                .set(ExperimentLift.INCREMENTAL_HIGH, amount(effect.total().high()))
                .set(ExperimentLift.ALPHA, experiment.alpha())
                .set(ExperimentLift.SEQUENTIAL_RULE, experiment.test().rule())
                .set(ExperimentLift.MDE, effect.detectable())
                .set(ExperimentLift.EXPOSED, effect.units().get(0))
                .set(ExperimentLift.EXPOSED_CONTROL, 0L)
                .set(
                        ExperimentLift.FLAGS,
                        validity.failures().stream().map(Enum::name).toArray())
                .set(ExperimentLift.WARNINGS, codes.stream().distinct().toArray())
                .set(ExperimentLift.IS_VALID, validity.failures().isEmpty())
                .set(ExperimentLift.IS_SIGNIFICANT, verdict == Verdict.POSITIVE || verdict == Verdict.NEGATIVE)
                .set(ExperimentLift.VERDICT, verdict.name().toLowerCase(Locale.ROOT))
                .set(KpiColumns.PERIOD_TYPE, "experiment")
                .set(KpiColumns.PERIOD_START, Date.valueOf(rules.localDay(experiment.startAt())))
                .set(KpiColumns.SCOPE, "existing_only")
                .set(KpiColumns.SEGMENT_TYPE, ArmMoments.ALL)
                .set(KpiColumns.SEGMENT, ArmMoments.ALL)
                .set(KpiColumns.CURRENCY, rules.reporting().currency())
                .set(KpiColumns.AS_OF_DATE, Date.valueOf(rules.asOf()))
                .set(KpiColumns.RUN_ID, rules.runId())
                .set(KpiColumns.DEFINITION_VERSION, rules.definitionVersion())
                .set(KpiColumns.IS_MATURE, validity.windowElapsed())
                .set(KpiColumns.INSUFFICIENT, false)
                .build();
    }

    private static @Nullable BigDecimal amount(@Nullable Double value) {
        return value == null || Math.abs(value) >= 1e16
                ? null
                : BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
    }
}
