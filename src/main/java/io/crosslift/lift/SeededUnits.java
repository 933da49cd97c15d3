package io.crosslift.lift;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Units of one experiment as {@link UnitOutcomes} gives them, made from row numbers by hashes, the same on every machine: three
 * arms, four segments, twelve metrics and four covariates in cents. For measuring speed.
 */
public final class SeededUnits {
    /** Outcomes per unit. */
    public static final int METRICS = 12;
    /** Numbers from before the assignment per unit. */
    public static final int COVARIATES = 4;

    static final String EXPERIMENT = "seeded";
    private static final int DAYS = 30;
    private static final String[] ARMS = {"control", "offer", "call"};
    private static final String[] SEGMENTS = Stream.of("small", "medium", "large", "huge")
            .map(size -> "size" + UnitOutcomes.NAMES + size)
            .toArray(String[]::new);
    private static final int DEAREST_CENTS = 50_000;
    private static final int CENTS = 100;

    private SeededUnits() {}

    /** One row per unit. */
    public static Dataset<Row> of(SparkSession spark, long units) {
        List<Column> columns = new ArrayList<>(List.of(
                lit(EXPERIMENT).as(ExperimentJoin.EXPERIMENT_ID),
                col("id").as(ExperimentJoin.UNIT_ID),
                oneOf(ARMS, 1).as(ExperimentJoin.ARM),
                lit(DAYS).as(ExperimentJoin.DAYS),
                lit(true).as(ExperimentJoin.MATCHED),
                lit(true).as(ExperimentJoin.ELIGIBLE),
                lit(false).as(ExperimentJoin.MULTI_ARM),
                lit(false).as(ExperimentJoin.EXPOSED_BEFORE),
                oneOf(SEGMENTS, 2).as(UnitOutcomes.SEGMENTS),
                number(3, 2 * DAYS).cast("int").as(UnitOutcomes.EXPOSED_AFTER_DAYS)));
        for (int i = 0; i < METRICS; i++) {
            columns.add(number(10 + i, DEAREST_CENTS).as(metric(i)));
        }
        for (int i = 0; i < COVARIATES; i++) {
            columns.add(number(30 + i, DEAREST_CENTS).as(covariate(i)));
        }
        return spark.range(units).select(columns.toArray(Column[]::new));
    }

    /** The least that any lift costs: the same columns read, and one plain sum per column and arm. */
    public static Dataset<Row> sums(Dataset<Row> units) {
        List<Column> sums = new ArrayList<>();
        for (int i = 0; i < METRICS; i++) {
            sums.add(sum(metric(i)));
        }
        for (int i = 0; i < COVARIATES; i++) {
            sums.add(sum(covariate(i)));
        }
        Column exposed =
                when(col(UnitOutcomes.EXPOSED_AFTER_DAYS).leq(DAYS), 1L).otherwise(0L);
        return units.groupBy(ExperimentJoin.ARM).agg(sum(exposed), sums.toArray(Column[]::new));
    }

    /** All moments per arm, bucket and segment, by the step that measures experiments. */
    public static Dataset<Row> moments(Dataset<Row> units, int buckets) {
        return ArmMoments.byBucket(units, Map.of(EXPERIMENT, plan()), buckets);
    }

    /** Units in all cells of one kind: those of all segments, over all arms and buckets. */
    public static long counted(List<Row> moments) {
        return moments.stream()
                .filter(row -> ArmMoments.ALL.equals(row.getAs(ArmMoments.SEGMENT_TYPE)))
                .mapToLong(row -> row.<Double>getList(row.fieldIndex(ArmMoments.MOMENTS))
                        .get(1)
                        .longValue())
                .sum();
    }

    /** Columns of a unit's vector: exposure, metrics and covariates. */
    public static int columns() {
        return plan().windows().get(0).columns().size();
    }

    static ExperimentPlan plan() {
        List<VectorColumn> columns = new ArrayList<>();
        columns.add(new VectorColumn.Exposed(DAYS));
        for (int i = 0; i < METRICS; i++) {
            columns.add(new VectorColumn.Sale(metric(i), CENTS));
        }
        for (int i = 0; i < COVARIATES; i++) {
            columns.add(new VectorColumn.Sale(covariate(i), CENTS));
        }
        List<Double> scales =
                columns.stream().map(column -> column.scale(name -> 1)).toList();
        return new ExperimentPlan(
                true,
                List.of(new WindowPlan(
                        DAYS, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), columns,
                        scales)));
    }

    static String metric(int i) {
        return "metric_" + i;
    }

    static String covariate(int i) {
        return "before_" + i;
    }

    private static Column number(int salt, int below) {
        return pmod(hash(col("id"), lit(salt)), lit(below)).cast("bigint");
    }

    private static Column oneOf(String[] names, int salt) {
        Column[] literals = Arrays.stream(names).map(name -> lit(name)).toArray(Column[]::new);
        return element_at(
                array(literals),
                pmod(hash(col("id"), lit(salt)), lit(names.length)).plus(1));
    }
}
