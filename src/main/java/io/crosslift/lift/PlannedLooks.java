package io.crosslift.lift;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.lift.sequential.AlwaysValid;
import io.crosslift.lift.sequential.GroupSequentialPlan;
import io.crosslift.lift.sequential.StagewiseResult;
import io.crosslift.schema.ExperimentLooks;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The looks at a group sequential test: those that were made at earlier days and the one of this run, where it is due.
 *
 * <p>With K planned looks at N* units of both arms, look k is due at the first run that finds k N* / K units or more whose window has
 * elapsed; a run that passes several at once makes one look. Runs in between look at nothing: they repeat what the last look said. A
 * metric whose look crossed its boundary has stopped there, whatever comes later.
 */
final class PlannedLooks {
    private record Sequence(int days, String arm) {}

    private record Tested(Sequence sequence, String metric) {}

    private final Experiment experiment;
    private final GroupSequentialPlan plan;
    private final LiftRules rules;
    private final Map<Sequence, List<Long>> units = new HashMap<>();
    private final Map<Tested, Row> last = new HashMap<>();
    private final List<Row> made = new ArrayList<>();

    /**
     * Continues where earlier looks ended.
     *
     * @param earlier looks of all experiments before as-of
     * @throws Failure data: looks were made under another plan
     */
    PlannedLooks(Experiment experiment, GroupSequentialPlan plan, List<Row> earlier, LiftRules rules) {
        this.experiment = experiment;
        this.plan = plan;
        this.rules = rules;
        earlier.stream()
                .filter(row -> row.getAs(ExperimentLooks.EXPERIMENT_ID).equals(experiment.id()))
                .sorted(Comparator.comparing(row -> row.<Integer>getAs(ExperimentLooks.LOOK)))
                .forEach(this::add);
    }

    private void add(Row look) {
        String then = look.getAs(ExperimentLooks.PLAN);
        if (!then.equals(plan.text())) {
            throw Failure.data("the sequential plan of experiment " + experiment.id() + " was '" + then
                    + "' when it was looked at and is '" + plan.text()
                    + "' now: put the old one back in its feed or register a new experiment");
        }
        Sequence sequence =
                new Sequence(look.<Integer>getAs(ExperimentLooks.WINDOW_DAYS), look.getAs(ExperimentLooks.ARM));
        List<Long> seen = units.computeIfAbsent(sequence, any -> new ArrayList<>());
        if (look.<Integer>getAs(ExperimentLooks.LOOK) > seen.size()) {
            seen.add(look.<Long>getAs(ExperimentLooks.N) + look.<Long>getAs(ExperimentLooks.N_CONTROL));
        }
        last.put(new Tested(sequence, look.getAs(ExperimentLooks.METRIC)), look);
    }

    /** Whether this run looks at the comparison. */
    boolean due(Comparison comparison) {
        List<Long> seen = units.getOrDefault(sequence(comparison), List.of());
        long now = units(comparison);
        boolean more = seen.isEmpty() || now > seen.get(seen.size() - 1);
        return stopped(comparison) == null
                && more
                && seen.size() < plan.plannedLooks()
                && (double) now * plan.plannedLooks() >= (double) plan.maximumUnits() * (seen.size() + 1);
    }

    /** The difference with an interval that holds at every look, at this one or at the last one before; without, where there was none. */
    Estimate at(Comparison comparison, Estimate fixed, double alpha) {
        if (due(comparison)) {
            List<Long> looks = new ArrayList<>(units.getOrDefault(sequence(comparison), List.of()));
            looks.add(units(comparison));
            Confidence confidence = plan.confidence().withAlpha(alpha);
            return new GroupSequentialPlan(plan.maximumUnits(), plan.plannedLooks(), plan.spending(), confidence)
                    .at(looks, fixed);
        }
        Row before = last.get(tested(comparison));
        return before == null ? AlwaysValid.untested(fixed) : stored(before);
    }

    /**
     * The difference of a comparison that has stopped, or made its last look, by the stagewise order: without the bias of stopping
     * where the estimate is high. Null where it goes on.
     *
     * @param fixed the difference now
     * @param verdict on it, of this run's look where one is due
     */
    @Nullable
    Estimate afterStop(Comparison comparison, Estimate fixed, Verdict verdict) {
        List<Long> looks = new ArrayList<>(units.getOrDefault(sequence(comparison), List.of()));
        Estimate latest = fixed;
        boolean stops = verdict == Verdict.POSITIVE || verdict == Verdict.NEGATIVE;
        if (due(comparison)) {
            looks.add(units(comparison));
        } else {
            Row before = last.get(tested(comparison));
            if (before == null) {
                return null;
            }
            looks = looks.subList(0, before.<Integer>getAs(ExperimentLooks.LOOK));
            latest = stored(before);
            stops = stopped(comparison) != null;
        }
        Double standardError = latest.standardError();
        if (standardError == null || standardError == 0 || !(stops || looks.size() == plan.plannedLooks())) {
            return null;
        }
        StagewiseResult result = plan.stopped(looks, latest);
        return new Estimate(
                result.median(),
                null,
                null,
                null,
                result.low(),
                result.high(),
                result.p(),
                latest.units(),
                latest.warnings());
    }

    private static Estimate stored(Row look) {
        Double difference = look.getAs(ExperimentLooks.DIFF);
        Double error = look.getAs(ExperimentLooks.SE);
        return new Estimate(
                difference,
                error,
                null,
                difference == null || error == null || error == 0 ? null : difference / error,
                look.getAs(ExperimentLooks.CI_LOW),
                look.getAs(ExperimentLooks.CI_HIGH),
                look.getAs(ExperimentLooks.P_VALUE),
                look.<Long>getAs(ExperimentLooks.N) + look.<Long>getAs(ExperimentLooks.N_CONTROL),
                List.of());
    }

    /** The verdict of an earlier look that stopped the test; null where it goes on. */
    @Nullable
    Verdict stopped(Comparison comparison) {
        Row before = last.get(tested(comparison));
        if (before == null) {
            return null;
        }
        Verdict verdict =
                Verdict.valueOf(before.<String>getAs(ExperimentLooks.VERDICT).toUpperCase(Locale.ROOT));
        return verdict == Verdict.INCONCLUSIVE ? null : verdict;
    }

    /**
     * Keeps the look of this run.
     *
     * @param seen the difference as the look saw it
     */
    void made(Comparison comparison, Estimate seen, Verdict verdict) {
        made.add(new TableRow(ExperimentLooks.TABLE)
                .set(ExperimentLooks.EXPERIMENT_ID, experiment.id())
                .set(ExperimentLooks.METRIC, comparison.metric().name())
                .set(ExperimentLooks.WINDOW_DAYS, comparison.days())
                .set(ExperimentLooks.ARM, comparison.arm())
                .set(
                        ExperimentLooks.LOOK,
                        units.getOrDefault(sequence(comparison), List.of()).size() + 1)
                .set(ExperimentLooks.LOOK_DATE, Date.valueOf(rules.asOf()))
                .set(ExperimentLooks.PLAN, plan.text())
                .set(ExperimentLooks.N, comparison.treatment().count())
                .set(ExperimentLooks.N_CONTROL, comparison.control().count())
                .set(ExperimentLooks.DIFF, seen.value())
                .set(ExperimentLooks.SE, seen.standardError())
                .set(ExperimentLooks.CI_LOW, seen.low())
                .set(ExperimentLooks.CI_HIGH, seen.high())
                .set(ExperimentLooks.P_VALUE, seen.p())
                .set(ExperimentLooks.VERDICT, verdict.name().toLowerCase(Locale.ROOT))
                .build());
    }

    /** The looks of this run. */
    List<Row> made() {
        return List.copyOf(made);
    }

    private static long units(Comparison comparison) {
        return comparison.treatment().count() + comparison.control().count();
    }

    private static Sequence sequence(Comparison comparison) {
        return new Sequence(comparison.days(), comparison.arm());
    }

    private static Tested tested(Comparison comparison) {
        return new Tested(sequence(comparison), comparison.metric().name());
    }
}
