package io.crosslift.lift;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.MultipleTesting;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.lift.estimate.WarningCode;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of K19 of one experiment: every declared metric, window, arm and segment under its estimators.
 *
 * <p>The declared family, over which p is adjusted by Holm, is the metrics x arms of a window, inside a segment type x its segments.
 * Its tests are those of the primary estimators; a second estimator of the same metric shows its own numbers, without an adjusted p,
 * beside the verdict of the first. The interval of a row has the declared alpha, the verdict looks at the one at Holm's alpha.
 */
final class LiftRows {
    private static final double POWER = 0.8;
    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(16);
    private static final String NOT_AN_EXPERIMENT = "not_an_experiment";

    private final Experiment experiment;
    private final ArmTable table;
    private final SortedSet<String> treatedArms;
    private final long linkedControls;
    private final @Nullable LocalDate firstSale;
    private final LiftRules rules;
    private final Confidence declared;

    /**
     * Rows of one experiment.
     *
     * @param linkedControls eligible control units that share a parent account with a treated one
     * @param firstSale first local day on which a sale is known, or null
     */
    LiftRows(
            Experiment experiment,
            ArmTable table,
            long linkedControls,
            @Nullable LocalDate firstSale,
            LiftRules rules) {
        this.experiment = experiment;
        this.table = table;
        this.linkedControls = linkedControls;
        this.firstSale = firstSale;
        this.rules = rules;
        this.declared = new Confidence(experiment.alpha(), Alternative.TWO_SIDED);
        this.treatedArms = new JoinAudit(experiment, table, rules).arms();
        treatedArms.remove(experiment.controlArm());
    }

    /** All rows of the experiment. */
    List<Row> rows(ExperimentPlan plan) {
        List<Row> rows = new ArrayList<>();
        for (WindowPlan window : plan.windows()) {
            ExperimentState state = ExperimentState.of(experiment, window, table, linkedControls, rules);
            rows.addAll(family(window, state, ArmMoments.ALL, List.of(ArmMoments.ALL)));
            table.segments().forEach((type, segments) -> {
                if (!type.equals(ArmMoments.ALL)) {
                    rows.addAll(family(window, state, type, segments));
                }
            });
        }
        return rows;
    }

    private List<Row> family(WindowPlan window, ExperimentState state, String segmentType, Iterable<String> segments) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Metric metric : window.metrics()) {
            for (String arm : treatedArms) {
                for (String segment : segments) {
                    comparisons.add(new Comparison(
                            window,
                            metric,
                            arm,
                            segment,
                            table.of(window, arm, segmentType, segment),
                            table.of(window, experiment.controlArm(), segmentType, segment)));
                }
            }
        }
        List<@Nullable Double> p = new ArrayList<>();
        comparisons.forEach(comparison -> p.add(comparison.primary(declared).p()));
        List<@Nullable Double> adjusted = MultipleTesting.holm(p);
        List<Double> alphas = MultipleTesting.holmAlphas(p, experiment.alpha());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < comparisons.size(); i++) {
            rows.addAll(rows(comparisons.get(i), state, segmentType, adjusted.get(i), alphas.get(i)));
        }
        return rows;
    }

    private List<Row> rows(
            Comparison comparison, ExperimentState state, String segmentType, @Nullable Double adjusted, double alpha) {
        Verdict verdict = verdict(comparison, state, alpha);
        List<Row> rows = new ArrayList<>();
        for (Comparison.Named named : comparison.estimates(declared)) {
            TableRow row = new TableRow(ExperimentLift.TABLE);
            identify(row, comparison, named.estimator(), segmentType);
            describe(row, comparison);
            estimate(row, named.lift());
            stamp(row, comparison, state);
            Set<String> warnings = new LinkedHashSet<>(codes(named.lift()));
            warnings.addAll(state.warnings());
            boolean primary = rows.isEmpty();
            rows.add(row.set(ExperimentLift.P_ADJUSTED, primary && experiment.randomised() ? adjusted : null)
                    .set(ExperimentLift.P_FAMILY, familyName(comparison.window(), segmentType))
                    .set(ExperimentLift.WARNINGS, warnings.toArray())
                    .set(ExperimentLift.IS_SIGNIFICANT, verdict == Verdict.POSITIVE || verdict == Verdict.NEGATIVE)
                    .set(
                            ExperimentLift.VERDICT,
                            experiment.randomised() ? verdict.name().toLowerCase(Locale.ROOT) : NOT_AN_EXPERIMENT)
                    .build());
        }
        return rows;
    }

    /** Too few units, or a sequential plan that isn't applied, never pass or fail (G14). */
    private Verdict verdict(Comparison comparison, ExperimentState state, double alpha) {
        if (!state.valid()) {
            return Verdict.INVALID;
        }
        if (insufficient(comparison) || experiment.sequential()) {
            return Verdict.INCONCLUSIVE;
        }
        Estimate difference = comparison.primary(declared.withAlpha(alpha));
        return Verdict.of(state.validity(), difference.low(), difference.high());
    }

    private boolean insufficient(Comparison comparison) {
        long smaller =
                Math.min(comparison.treatment().count(), comparison.control().count());
        return smaller < rules.reporting().minimumObservations();
    }

    private void identify(TableRow row, Comparison comparison, String estimator, String segmentType) {
        row.set(ExperimentLift.EXPERIMENT_ID, experiment.id())
                .set(ExperimentLift.DESIGN, experiment.design())
                .set(ExperimentLift.METRIC, comparison.metric().name())
                .set(ExperimentLift.WINDOW_DAYS, comparison.window().days())
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
                        Math.round(comparison.control().sum(WindowPlan.EXPOSED)))
                .set(ExperimentLift.NRR_LIFT_POINTS, comparison.retentionPoints(declared))
                .set(
                        ExperimentLift.PRE_PERIOD_DIFF,
                        knownBefore(comparison) ? comparison.differenceBefore(declared) : null);
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

    private void stamp(TableRow row, Comparison comparison, ExperimentState state) {
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

    private String familyName(WindowPlan window, String segmentType) {
        if (!experiment.randomised()) {
            return "(none)";
        }
        String metrics =
                String.join(", ", window.metrics().stream().map(Metric::name).toList());
        String tests = "holm: (" + metrics + ") x (" + String.join(", ", treatedArms) + ")";
        return segmentType.equals(ArmMoments.ALL) ? tests : tests + " x " + segmentType;
    }

    /** Whether sales are known of the whole time before the first possible assignment that the window is compared with. */
    private boolean knownBefore(Comparison comparison) {
        if (firstSale == null) {
            return false;
        }
        LocalDate known = comparison.metric().fromConversions() ? rules.notBeforeCompleteFrom(firstSale) : firstSale;
        LocalDate needed = rules.localDay(experiment.startAt())
                .minusDays(comparison.window().days() + 1L);
        return !known.isAfter(needed);
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

    private static List<String> codes(Lift lift) {
        Estimate total = lift.incrementalTotal();
        return Stream.of(
                        lift.difference().warnings(),
                        lift.relative().warnings(),
                        total == null ? List.<WarningCode>of() : total.warnings())
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .map(WarningCode::name)
                .toList();
    }
}
