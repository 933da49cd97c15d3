package io.crosslift.lift;

import static io.crosslift.lift.ArmMoments.ALL;

import io.crosslift.lift.estimate.ExactSums;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The units of one partition to the rows of their cells. A cell may come more than once: where the groups outgrow their memory they
 * are given away and begun anew, and sums of sums are the same sums.
 */
final class UnitCells implements Iterator<Row> {
    /** Longs that the groups of a partition may hold together: 64 MB. */
    static final long LONGS = 8L << 20;

    private final Iterator<Row> units;
    private final Map<String, ExperimentPlan> plans;
    private final int buckets;
    private final long longs;
    private final Map<String, UnitGroup> groups = new HashMap<>();
    private final Map<String, UnitGroup.Reading> readings = new HashMap<>();
    private final Queue<Row> ready = new ArrayDeque<>();
    private @Nullable Columns columns;

    /**
     * Cells of units.
     *
     * @param units rows with {@link ArmMoments#BUCKET}, {@link ArmMoments#GROUP} and {@link ArmMoments#REACHED}
     * @param buckets number of buckets
     * @param longs that are held before cells are given away
     */
    UnitCells(Iterator<Row> units, Map<String, ExperimentPlan> plans, int buckets, long longs) {
        this.units = units;
        this.plans = plans;
        this.buckets = buckets;
        this.longs = longs;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && units.hasNext()) {
            fill();
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no cell is left");
        }
        return ready.remove();
    }

    private void fill() {
        long held = 0;
        while (units.hasNext() && held < longs) {
            Row unit = units.next();
            if (columns == null) {
                columns = new Columns(unit.schema());
            }
            String shared = unit.getString(columns.group);
            UnitGroup group = groups.get(shared);
            if (group == null) {
                group = new UnitGroup(reading(Shared.of(shared).experiment(), unit.schema()), buckets);
                groups.put(shared, group);
            }
            held += group.take(unit, unit.getInt(columns.bucket), unit.getInt(columns.steps));
        }
        give();
        groups.clear();
    }

    private UnitGroup.@Nullable Reading reading(String experiment, StructType schema) {
        ExperimentPlan plan = plans.get(experiment);
        return plan == null ? null : readings.computeIfAbsent(experiment, any -> UnitGroup.Reading.of(plan, schema));
    }

    private void give() {
        Map<ArmCell, Map<JoinStep, Long>> steps = new LinkedHashMap<>();
        Map<ArmCell, ExactSums> sums = new LinkedHashMap<>();
        groups.forEach((shared, group) -> give(Shared.of(shared), group, steps, sums));
        steps.forEach((cell, counts) ->
                counts.forEach((step, count) -> ready.add(cell.at(step.label()).part(count, null))));
        sums.forEach((cell, part) -> ready.add(cell.part(null, part.toBytes())));
    }

    private static void give(
            Shared shared, UnitGroup group, Map<ArmCell, Map<JoinStep, Long>> steps, Map<ArmCell, ExactSums> sums) {
        ArmCell anyBucket = ArmCell.of(shared.experiment(), shared.arm(), 0);
        group.addSteps(steps.computeIfAbsent(anyBucket, any -> new EnumMap<>(JoinStep.class)));
        Map<String, String> segments = group.segmented() ? UnitOutcomes.segments(shared.segments()) : Map.of();
        group.forEachWindow((window, part) -> {
            ArmCell all = ArmCell.of(shared.experiment(), shared.arm(), window.bucket())
                    .over(window.days(), window.elapsed());
            add(sums, all.inside(ALL, ALL), part);
            segments.forEach((type, segment) -> add(sums, all.inside(type, segment), part));
        });
    }

    private static void add(Map<ArmCell, ExactSums> sums, ArmCell cell, ExactSums part) {
        sums.computeIfAbsent(cell, any -> new ExactSums(part.columns())).merge(part);
    }

    /** What the units of a group share, as {@link ArmMoments#GROUP} puts it. */
    private record Shared(String experiment, String arm, String segments) {
        static Shared of(String group) {
            String[] parts = group.split(ArmMoments.GROUP_PART, -1);
            return new Shared(parts[0], parts[1], parts[2]);
        }
    }

    /** Where a unit's row holds what. */
    private static final class Columns {
        private final int group;
        private final int bucket;
        private final int steps;

        Columns(StructType units) {
            this.group = units.fieldIndex(ArmMoments.GROUP);
            this.bucket = units.fieldIndex(ArmMoments.BUCKET);
            this.steps = units.fieldIndex(ArmMoments.REACHED);
        }
    }
}
