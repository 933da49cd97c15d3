package io.crosslift.lift;

import io.crosslift.lift.estimate.SampleRatio;
import io.crosslift.schema.ExperimentJoinAudit;
import java.sql.Date;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * How many units of each arm of an experiment survived each step of the join, and whether the arms still held their planned
 * shares. Analysed and exposed are those of the longest window that any unit has completed.
 */
final class JoinAudit {
    private final Experiment experiment;
    private final ArmTable table;
    private final LiftRules rules;

    JoinAudit(Experiment experiment, ArmTable table, LiftRules rules) {
        this.experiment = experiment;
        this.table = table;
        this.rules = rules;
    }

    /** Every arm that was planned or that holds a unit, by name. */
    SortedSet<String> arms() {
        SortedSet<String> arms = new TreeSet<>(table.arms());
        arms.addAll(experiment.allocation().keySet());
        arms.add(experiment.controlArm());
        return arms;
    }

    /** Whether a unit is in an arm that the declared allocation doesn't hold. */
    boolean unplannedArm() {
        return !experiment.allocation().isEmpty()
                && !experiment.allocation().keySet().containsAll(table.arms());
    }

    /** Units over all arms at a step that doesn't depend on a window. */
    long units(JoinStep step) {
        return arms().stream().mapToLong(arm -> table.units(step, arm)).sum();
    }

    /** The smallest p of the sample-ratio tests of the join up to a window; null where none could be made. */
    @Nullable
    Double smallestP(int window) {
        return Stream.of(JoinStep.values())
                .filter(JoinStep::tested)
                .map(step -> test(step, window))
                .filter(Objects::nonNull)
                .map(SampleRatio.Result::p)
                .filter(Objects::nonNull)
                .min(Double::compare)
                .orElse(null);
    }

    /** One row per step and arm. */
    List<Row> rows() {
        int window = experiment.windows().stream()
                .filter(table::matured)
                .reduce((shorter, longer) -> longer)
                .orElseGet(experiment::longestWindow);
        List<Row> rows = new ArrayList<>();
        for (JoinStep step : JoinStep.values()) {
            SampleRatio.@Nullable Result test = step.tested() ? test(step, window) : null;
            for (String arm : arms()) {
                rows.add(row(step, arm, window, test));
            }
        }
        return rows;
    }

    private Row row(JoinStep step, String arm, int window, SampleRatio.@Nullable Result test) {
        long units = units(step, arm, window);
        long before = step == JoinStep.ASSIGNED ? units : units(before(step), arm, window);
        TableRow row = new TableRow(ExperimentJoinAudit.TABLE)
                .set(ExperimentJoinAudit.EXPERIMENT_ID, experiment.id())
                .set(ExperimentJoinAudit.STEP, step.label())
                .set(ExperimentJoinAudit.ARM, arm)
                .set(ExperimentJoinAudit.UNITS, units)
                .set(ExperimentJoinAudit.SHARE, before == 0 ? null : (double) units / before)
                .set(ExperimentJoinAudit.AS_OF_DATE, Date.valueOf(rules.asOf()))
                .set(ExperimentJoinAudit.RUN_ID, rules.runId());
        if (test != null) {
            row.set(ExperimentJoinAudit.EXPECTED, test.units() * plannedShare(arm))
                    .set(ExperimentJoinAudit.CHI_SQUARE, test.chiSquare())
                    .set(ExperimentJoinAudit.P, test.p())
                    .set(ExperimentJoinAudit.MAX_SHARE_DEVIATION, test.maxShareDeviation());
        }
        return row.build();
    }

    /** The step whose units a step's units are a share of. */
    private static JoinStep before(JoinStep step) {
        return switch (step) {
            case ASSIGNED, MATCHED, MULTI_ARM, EXPOSED_BEFORE -> JoinStep.ASSIGNED;
            case ELIGIBLE -> JoinStep.MATCHED;
            case ANALYSED -> JoinStep.ELIGIBLE;
            case EXPOSED -> JoinStep.ANALYSED;
        };
    }

    private SampleRatio.@Nullable Result test(JoinStep step, int window) {
        if (experiment.allocation().isEmpty()) {
            return null;
        }
        Map<String, Long> observed = new HashMap<>();
        experiment.allocation().keySet().forEach(arm -> observed.put(arm, units(step, arm, window)));
        return SampleRatio.test(observed, experiment.allocation());
    }

    private double plannedShare(String arm) {
        double total = experiment.allocation().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return experiment.allocation().getOrDefault(arm, 0.0) / total;
    }

    private long units(JoinStep step, String arm, int window) {
        return switch (step) {
            case ANALYSED -> table.analysed(window, arm);
            case EXPOSED -> table.exposed(window, arm);
            default -> table.units(step, arm);
        };
    }
}
