package io.crosslift.lift;

import static io.crosslift.lift.ExperimentJoin.EXPERIMENT_ID;
import static io.crosslift.lift.ExperimentJoin.UNIT_ID;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The mergeable aggregate. In: {@link UnitOutcomes}. Out: per experiment, window, arm, segment and maturity the moments of the
 * units' vectors, and per experiment, join step and arm the number of units.
 *
 * <p>Units are hashed into buckets by experiment and unit. A bucket's units are accumulated in the order of their ids and its
 * moments merged in the order of the buckets, so the same units give the same bits however Spark cuts them into partitions.
 */
final class ArmMoments {
    static final String BUCKET = "bucket";
    /** Join step that {@link #UNITS} counts; NULL on rows of moments. */
    static final String STEP = "step";

    static final String WINDOW = "window_days";
    static final String ARM = ExperimentJoin.ARM;
    static final String SEGMENT_TYPE = "segment_type";
    static final String SEGMENT = "segment";
    /** Whether the units' windows have elapsed. */
    static final String ELAPSED = "elapsed";

    static final String UNITS = "units";
    static final String MOMENTS = "moments";
    static final String ALL = "ALL";

    private static final List<String> CELL = List.of(EXPERIMENT_ID, STEP, WINDOW, ARM, SEGMENT_TYPE, SEGMENT, ELAPSED);

    static final StructType SCHEMA = new StructType()
            .add(EXPERIMENT_ID, DataTypes.StringType)
            .add(BUCKET, DataTypes.LongType)
            .add(STEP, DataTypes.StringType)
            .add(WINDOW, DataTypes.IntegerType)
            .add(ARM, DataTypes.StringType)
            .add(SEGMENT_TYPE, DataTypes.StringType)
            .add(SEGMENT, DataTypes.StringType)
            .add(ELAPSED, DataTypes.BooleanType)
            .add(UNITS, DataTypes.LongType)
            .add(MOMENTS, DataTypes.createArrayType(DataTypes.DoubleType, false));

    private ArmMoments() {}

    /** Units to one row per experiment, bucket and cell. */
    static Dataset<Row> byBucket(Dataset<Row> units, Map<String, ExperimentPlan> plans, int buckets) {
        Map<String, ExperimentPlan> shipped = new HashMap<>(plans);
        MapPartitionsFunction<Row, Row> accumulate =
                rows -> new RowRuns(rows, List.of(EXPERIMENT_ID, BUCKET), () -> new BucketFold(shipped));
        return units.withColumn(BUCKET, pmod(xxhash64(col(EXPERIMENT_ID), col(UNIT_ID)), lit((long) buckets)))
                .repartition(col(EXPERIMENT_ID), col(BUCKET))
                .sortWithinPartitions(EXPERIMENT_ID, BUCKET, UNIT_ID)
                .mapPartitions(accumulate, Encoders.row(SCHEMA));
    }

    /** Rows by bucket to one row per experiment and cell. */
    static Dataset<Row> merged(Dataset<Row> byBucket) {
        Column[] cell = CELL.stream().map(name -> col(name)).toArray(Column[]::new);
        Column[] order = Stream.concat(Stream.of(cell), Stream.of(col(BUCKET))).toArray(Column[]::new);
        MapPartitionsFunction<Row, Row> merge = rows -> new RowRuns(rows, CELL, MergeFold::new);
        return byBucket.repartition(cell).sortWithinPartitions(order).mapPartitions(merge, Encoders.row(SCHEMA));
    }

    /** A cell of the aggregate inside an experiment. */
    private record Cell(
            @Nullable String step,
            @Nullable Integer window,
            String arm,
            @Nullable String segmentType,
            @Nullable String segment,
            @Nullable Boolean elapsed) {}

    private static Row row(
            String experiment, @Nullable Long bucket, Cell cell, @Nullable Long units, double @Nullable [] moments) {
        return RowFactory.create(
                experiment,
                bucket,
                cell.step(),
                cell.window(),
                cell.arm(),
                cell.segmentType(),
                cell.segment(),
                cell.elapsed(),
                units,
                moments == null ? null : Arrays.stream(moments).boxed().toArray());
    }

    /** Accumulates the units of one bucket of one experiment. */
    private static final class BucketFold implements RowRuns.Fold {
        private final Map<String, ExperimentPlan> plans;
        private final Map<Cell, Long> counts = new HashMap<>();
        private final Map<Cell, MomentAccumulator> moments = new HashMap<>();
        private String experiment = "";
        private long bucket;

        BucketFold(Map<String, ExperimentPlan> plans) {
            this.plans = plans;
        }

        @Override
        public void take(Row unit) {
            experiment = unit.getAs(EXPERIMENT_ID);
            bucket = unit.<Long>getAs(BUCKET);
            String arm = unit.getAs(ARM);
            for (JoinStep step : JoinStep.values()) {
                if (step.reached(unit)) {
                    counts.merge(new Cell(step.label(), null, arm, null, null, null), 1L, Long::sum);
                }
            }
            ExperimentPlan plan = plans.get(experiment);
            if (plan != null && JoinStep.ELIGIBLE.reached(unit)) {
                measure(unit, arm, plan);
            }
        }

        private void measure(Row unit, String arm, ExperimentPlan plan) {
            int days = unit.<Integer>getAs(ExperimentJoin.DAYS);
            Map<String, String> segments = plan.segmented() ? segments(unit) : Map.of();
            for (WindowPlan window : plan.windows()) {
                double[] vector = window.vector(unit);
                boolean elapsed = days >= window.days();
                add(new Cell(null, window.days(), arm, ALL, ALL, elapsed), vector);
                segments.forEach(
                        (type, segment) -> add(new Cell(null, window.days(), arm, type, segment, elapsed), vector));
            }
        }

        private void add(Cell cell, double[] vector) {
            moments.computeIfAbsent(cell, any -> new MomentAccumulator(vector.length))
                    .add(vector);
        }

        /** Of several segments of one type the newest; they come oldest first. */
        private static Map<String, String> segments(Row unit) {
            int index = unit.fieldIndex(UnitOutcomes.SEGMENTS);
            Map<String, String> byType = new HashMap<>();
            if (!unit.isNullAt(index)) {
                unit.<Row>getList(index)
                        .forEach(segment -> byType.put(segment.getAs(SEGMENT_TYPE), segment.getAs(SEGMENT)));
            }
            return byType;
        }

        @Override
        public List<Row> results() {
            return Stream.concat(
                            counts.entrySet().stream()
                                    .map(count -> row(experiment, bucket, count.getKey(), count.getValue(), null)),
                            moments.entrySet().stream()
                                    .map(cell -> row(
                                            experiment,
                                            bucket,
                                            cell.getKey(),
                                            null,
                                            cell.getValue().moments().toArray())))
                    .toList();
        }
    }

    /** Adds up the counts, or merges the moments, of one cell over its buckets in their order. */
    private static final class MergeFold implements RowRuns.Fold {
        private @Nullable Row first;
        private @Nullable MomentAccumulator moments;
        private long units;

        @Override
        public void take(Row part) {
            if (first == null) {
                first = part;
            }
            int index = part.fieldIndex(MOMENTS);
            if (part.isNullAt(index)) {
                units += part.<Long>getAs(UNITS);
                return;
            }
            Moments next = Moments.fromArray(part.<Double>getList(index).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray());
            if (moments == null) {
                moments = new MomentAccumulator(next);
            } else {
                moments.merge(next);
            }
        }

        @Override
        public List<Row> results() {
            if (first == null) {
                return List.of();
            }
            Cell cell = new Cell(
                    first.getAs(STEP),
                    first.getAs(WINDOW),
                    first.getAs(ARM),
                    first.getAs(SEGMENT_TYPE),
                    first.getAs(SEGMENT),
                    first.getAs(ELAPSED));
            return List.of(
                    moments == null
                            ? row(first.getAs(EXPERIMENT_ID), null, cell, units, null)
                            : row(
                                    first.getAs(EXPERIMENT_ID),
                                    null,
                                    cell,
                                    null,
                                    moments.moments().toArray()));
        }
    }
}
