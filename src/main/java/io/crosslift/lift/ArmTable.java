package io.crosslift.lift;

import io.crosslift.lift.estimate.Moments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/** The aggregate of one experiment on the driver: units per step and arm, moments per window, segment and arm. */
final class ArmTable {
    private record Cell(int window, String arm, String segmentType, String segment, boolean elapsed) {}

    private final SortedMap<String, Map<String, Long>> units = new TreeMap<>();
    private final Map<Cell, Moments> moments = new HashMap<>();
    private final SortedSet<String> arms = new TreeSet<>();
    private final SortedMap<String, SortedSet<String>> segments = new TreeMap<>();
    private final Map<Integer, Boolean> matured = new HashMap<>();

    /** Rows of {@link ArmMoments#of} to one table per experiment. */
    static Map<String, ArmTable> byExperiment(List<Row> rows) {
        Map<String, ArmTable> tables = new HashMap<>();
        rows.forEach(row -> tables.computeIfAbsent(row.getAs(ExperimentJoin.EXPERIMENT_ID), any -> new ArmTable())
                .add(row));
        return tables;
    }

    /** Takes a row of {@link ArmMoments}. */
    void add(Row row) {
        String arm = row.getAs(ArmMoments.ARM);
        arms.add(arm);
        int index = row.fieldIndex(ArmMoments.MOMENTS);
        if (row.isNullAt(index)) {
            units.computeIfAbsent(row.getAs(ArmMoments.STEP), any -> new HashMap<>())
                    .put(arm, row.<Long>getAs(ArmMoments.UNITS));
            return;
        }
        Cell cell = new Cell(
                row.<Integer>getAs(ArmMoments.WINDOW),
                arm,
                row.getAs(ArmMoments.SEGMENT_TYPE),
                row.getAs(ArmMoments.SEGMENT),
                row.<Boolean>getAs(ArmMoments.ELAPSED));
        double[] array = row.<Double>getList(index).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        moments.put(cell, Moments.fromArray(array));
        segments.computeIfAbsent(cell.segmentType(), any -> new TreeSet<>()).add(cell.segment());
        matured.merge(cell.window(), cell.elapsed(), Boolean::logicalOr);
    }

    /** Every arm that a unit was assigned to. */
    SortedSet<String> arms() {
        return arms;
    }

    /** Segments by type, {@code ALL} first by name. */
    SortedMap<String, SortedSet<String>> segments() {
        return segments;
    }

    /** Whether any eligible unit's window has elapsed. */
    boolean matured(int window) {
        return matured.getOrDefault(window, false);
    }

    /** Units of an arm at a step that doesn't depend on a window. */
    long units(JoinStep step, String arm) {
        return units.getOrDefault(step.label(), Map.of()).getOrDefault(arm, 0L);
    }

    /** Units of an arm whose window has elapsed. */
    long analysed(int window, String arm) {
        Moments found = moments.get(new Cell(window, arm, ArmMoments.ALL, ArmMoments.ALL, true));
        return found == null ? 0 : found.count();
    }

    /** Of the analysed units of an arm those that were exposed inside the window. */
    long exposed(int window, String arm) {
        Moments found = moments.get(new Cell(window, arm, ArmMoments.ALL, ArmMoments.ALL, true));
        return found == null ? 0 : Math.round(found.sum(WindowPlan.EXPOSED));
    }

    /**
     * The moments behind a published row: those of the units whose window has elapsed, or, where no unit of the experiment has
     * come that far, of all eligible units so far.
     */
    Moments of(WindowPlan window, String arm, String segmentType, String segment) {
        Moments found = moments.get(new Cell(window.days(), arm, segmentType, segment, matured(window.days())));
        return found == null ? Moments.empty(window.columns().size()) : found;
    }
}
