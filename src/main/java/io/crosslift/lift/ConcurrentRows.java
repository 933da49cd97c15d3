package io.crosslift.lift;

import io.crosslift.lift.estimate.ConcurrentProgrammes;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of K19 of an experiment's effect beside another that runs at the same time: as the mean over that one's arms
 * ({@code concurrent_main}), and with it less without it ({@code interaction}). All its treated arms count as one.
 */
final class ConcurrentRows {
    private final Map<String, String> controls;
    private final ExperimentState state;
    private final LiftRow writer;
    private final DeclaredTest test;

    /**
     * Rows over one window.
     *
     * @param controls control arm of each experiment beside this one, by the segment type of its arms
     */
    ConcurrentRows(Map<String, String> controls, ExperimentState state, LiftRow writer, DeclaredTest test) {
        this.controls = controls;
        this.state = state;
        this.writer = writer;
        this.test = test;
    }

    /**
     * The rows of one metric and arm; none where the segments aren't the arms of another experiment.
     *
     * @param declared verdict of the metric and arm over all units, or null
     */
    List<Row> of(Family family, List<Comparison> segments, @Nullable Verdict declared) {
        String control = controls.get(family.segmentType());
        Comparison first = segments.get(0);
        if (control == null || first.metric().kind() == Metric.Kind.RATIO) {
            return List.of();
        }
        int column = first.window().positions(first.metric().columns()).get(0);
        ConcurrentProgrammes programmes = new ConcurrentProgrammes(column, cells(segments, control), family.shown());
        Comparison all = first.over(
                segments.stream().map(Comparison::treatment).toList(),
                segments.stream().map(Comparison::control).toList());
        Estimate interaction = programmes.interaction(0, 1);
        // A sequential plan says nothing of an interaction: there is no verdict on it.
        Verdict differs = writer.insufficient(all) || test.plan() != null
                ? Verdict.INCONCLUSIVE
                : Verdict.of(state.validity(), interaction.low(), interaction.high());
        Verdict effect = Objects.requireNonNullElse(declared, Verdict.INCONCLUSIVE);
        return List.of(
                row(family, all, "concurrent_main", programmes.mainEffect(0), effect),
                row(family, all, "interaction", interaction, differs));
    }

    /** Units with and without this programme, each with and without the other. */
    private static List<ConcurrentProgrammes.Cell> cells(List<Comparison> segments, String control) {
        Moments none = Moments.empty(segments.get(0).window().columns().size());
        List<ConcurrentProgrammes.Cell> cells = new ArrayList<>();
        for (boolean beside : new boolean[] {false, true}) {
            Moments treated = none;
            Moments held = none;
            for (Comparison segment : segments) {
                if (segment.segment().equals(control) != beside) {
                    treated = treated.merge(segment.treatment());
                    held = held.merge(segment.control());
                }
            }
            cells.add(new ConcurrentProgrammes.Cell(List.of(true, beside), treated));
            cells.add(new ConcurrentProgrammes.Cell(List.of(false, beside), held));
        }
        return cells;
    }

    private Row row(Family family, Comparison all, String estimator, Estimate difference, Verdict verdict) {
        Lift.Arm treated = new Lift.Arm(all.treatment().count(), null);
        Lift.Arm held = new Lift.Arm(all.control().count(), null);
        Estimate relative = Estimate.absent(difference.units(), List.of());
        return writer.of(
                all,
                new Comparison.Named(estimator, new Lift(treated, held, difference, relative, null)),
                family,
                state.valid() ? verdict : Verdict.INVALID,
                null,
                null,
                null);
    }
}
