package io.crosslift.lift;

import static io.crosslift.lift.ExperimentJoin.EXPERIMENT_ID;
import static io.crosslift.lift.ExperimentJoin.UNIT_ID;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.crosslift.lift.estimate.ExactSums;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The mergeable aggregate. In: {@link UnitOutcomes}. Out: per experiment, window, arm, segment and maturity the moments of the
 * units' vectors, per hash bucket of units or of all together; and per experiment, join step and arm the number of units, always of all
 * together (bucket 0).
 *
 * <p>Each partition adds its units up where they are, in whole numbers and exactly ({@link ExactSums}), and only the sums of its
 * cells are shuffled: no row of a unit is moved or sorted, and the same units give the same bits however Spark cuts them.
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
    static final String SUMS = "sums";
    static final String MOMENTS = "moments";
    static final String ALL = "ALL";

    /** What a partition knows of a cell: a count or exact sums. */
    static final StructType PARTS = cell(SUMS, DataTypes.BinaryType);
    /** What is known of a cell: a count or moments. */
    static final StructType SCHEMA = cell(MOMENTS, DataTypes.createArrayType(DataTypes.DoubleType, false));

    /** Experiment, arm and segments of a unit, with {@link #GROUP_PART} between them, a separator of ASCII. */
    static final String GROUP = "group";

    static final String GROUP_PART = "\u001d";

    /** {@link JoinStep#bits} of a unit. */
    static final String REACHED = "reached";

    private static final List<String> CELL =
            List.of(EXPERIMENT_ID, ARM, BUCKET, STEP, WINDOW, ELAPSED, SEGMENT_TYPE, SEGMENT);

    /** What moments don't need costs time to be made a Java object of. */
    private static final String[] UNREAD = {
        EXPERIMENT_ID,
        UNIT_ID,
        ARM,
        UnitOutcomes.SEGMENTS,
        ExperimentJoin.MATCHED,
        ExperimentJoin.ELIGIBLE,
        ExperimentJoin.MULTI_ARM,
        ExperimentJoin.EXPOSED_BEFORE,
        ExperimentJoin.ASSIGNED_AT,
        ExperimentJoin.FROM_AT,
        ExperimentJoin.FROM_DAY,
        ExperimentJoin.STATED_EXPOSURE
    };

    private ArmMoments() {}

    private static StructType cell(String content, DataType type) {
        return new StructType()
                .add(EXPERIMENT_ID, DataTypes.StringType)
                .add(ARM, DataTypes.StringType)
                .add(BUCKET, DataTypes.IntegerType)
                .add(STEP, DataTypes.StringType)
                .add(WINDOW, DataTypes.IntegerType)
                .add(ELAPSED, DataTypes.BooleanType)
                .add(SEGMENT_TYPE, DataTypes.StringType)
                .add(SEGMENT, DataTypes.StringType)
                .add(UNITS, DataTypes.LongType)
                .add(content, type);
    }

    /** Units to one row per experiment and cell. */
    static Dataset<Row> of(Dataset<Row> units, Map<String, ExperimentPlan> plans) {
        return byBucket(units, plans, 1);
    }

    /**
     * Units to one row per experiment, cell and bucket; join steps are counted without buckets.
     *
     * @param buckets number of buckets, into which units are hashed by experiment and unit
     */
    static Dataset<Row> byBucket(Dataset<Row> units, Map<String, ExperimentPlan> plans, int buckets) {
        Map<String, ExperimentPlan> shipped = new HashMap<>(plans);
        MapPartitionsFunction<Row, Row> add = rows -> new UnitCells(rows, shipped, buckets, UnitCells.LONGS);
        return merged(grouped(units, buckets).mapPartitions(add, Encoders.row(PARTS)), shipped);
    }

    /** Units with their bucket, and what else they share with others in one string: a row is read faster so. */
    static Dataset<Row> grouped(Dataset<Row> units, int buckets) {
        Column bucket = buckets == 1 ? lit(0) : pmod(xxhash64(col(EXPERIMENT_ID), col(UNIT_ID)), lit((long) buckets));
        Column segments = coalesce(col(UnitOutcomes.SEGMENTS), lit(""));
        return units.withColumn(BUCKET, bucket.cast(DataTypes.IntegerType))
                .withColumn(REACHED, JoinStep.bits())
                .withColumn(GROUP, concat_ws(GROUP_PART, col(EXPERIMENT_ID), col(ARM), segments))
                .drop(UNREAD);
    }

    private static Dataset<Row> merged(Dataset<Row> parts, Map<String, ExperimentPlan> plans) {
        MapPartitionsFunction<Row, Row> merge = rows -> merged(rows, plans);
        Column[] cell = CELL.stream().map(name -> col(name)).toArray(Column[]::new);
        return parts.repartition(cell).mapPartitions(merge, Encoders.row(SCHEMA));
    }

    /** Parts of cells, in any order, to one row per cell. */
    static Iterator<Row> merged(Iterator<Row> parts, Map<String, ExperimentPlan> plans) {
        Map<ArmCell, Total> totals = new LinkedHashMap<>();
        parts.forEachRemaining(part ->
                totals.computeIfAbsent(ArmCell.of(part), any -> new Total()).add(part));
        return totals.entrySet().stream()
                .map(total -> total.getValue().row(total.getKey(), plans))
                .iterator();
    }

    /** The count or the sums of one cell over its parts. */
    private static final class Total {
        private @Nullable ExactSums sums;
        private long units;

        void add(Row part) {
            byte @Nullable [] bytes = part.getAs(PARTS.fieldIndex(SUMS));
            if (bytes == null) {
                units += part.getLong(PARTS.fieldIndex(UNITS));
                return;
            }
            ExactSums next = ExactSums.fromBytes(bytes);
            if (sums == null) {
                sums = next;
            } else {
                sums.merge(next);
            }
        }

        Row row(ArmCell cell, Map<String, ExperimentPlan> plans) {
            if (sums == null) {
                return cell.part(units, null);
            }
            ExperimentPlan plan = plans.get(cell.experiment());
            Integer days = cell.window();
            if (plan == null || days == null) {
                throw new IllegalStateException("no plan holds the window of " + cell);
            }
            double[] moments = plan.window(days).moments(sums).toArray();
            return cell.part(null, Arrays.stream(moments).boxed().toArray());
        }
    }
}
