package io.crosslift.lift;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Order statistics of outcomes that are numbers per unit. In: {@link UnitOutcomes}. Out: the {@link OutcomeTails} of every
 * randomised experiment, window and metric.
 *
 * <p>Units become counts by value, these a running count, and the value at rank r is the one at which it reaches r: exact, in any
 * order of the rows, and of no more rows than there are different values. The driver receives a few values per metric and arm.
 */
final class ValueRanks {
    static final String METRIC = "metric";
    /** Which rank of which arm; the arm is NULL for all arms together. */
    static final String ASKED = "asked";

    static final String RANK = "rank";
    static final String VALUE = "value";
    static final String UNITS = ArmMoments.UNITS;

    private static final String EXPERIMENT_ID = ExperimentJoin.EXPERIMENT_ID;
    private static final String UP_TO = "up_to";
    private static final List<String> CELL =
            List.of(EXPERIMENT_ID, ArmMoments.WINDOW, METRIC, ArmMoments.ARM, ArmMoments.ELAPSED);
    private static final StructType CELLS = new StructType()
            .add(EXPERIMENT_ID, DataTypes.StringType)
            .add(ArmMoments.WINDOW, DataTypes.IntegerType)
            .add(METRIC, DataTypes.StringType)
            .add(ArmMoments.ARM, DataTypes.StringType)
            .add(ArmMoments.ELAPSED, DataTypes.BooleanType);
    private static final StructType VALUES = CELLS.add(VALUE, DataTypes.DoubleType);
    private static final StructType ASKED_RANKS =
            CELLS.add(ASKED, DataTypes.IntegerType).add(RANK, DataTypes.LongType);

    private ValueRanks() {}

    /** Whether any plan holds an outcome with a tail. */
    static boolean needed(Iterable<ExperimentPlan> plans) {
        for (ExperimentPlan plan : plans) {
            if (plan.windows().stream().anyMatch(window -> !tailed(plan, window).isEmpty())) {
                return true;
            }
        }
        return false;
    }

    /** Units with their outcomes to the caps and quantiles of the plans. */
    static OutcomeTails of(Dataset<Row> outcomes, Map<String, ExperimentPlan> plans) {
        Dataset<Row> counts = counts(outcomes, plans).persist();
        try {
            OutcomeTails tails = new OutcomeTails(
                    counts.groupBy(columns(CELL)).agg(sum(UNITS).as(UNITS)).collectAsList());
            SparkSession spark = outcomes.sparkSession();
            tails.add(at(counts, spark.createDataFrame(tails.ranks(), ASKED_RANKS))
                    .collectAsList());
            return tails;
        } finally {
            counts.unpersist();
        }
    }

    /** One row per cell and value, of each arm and of all arms together: how many units have it. */
    private static Dataset<Row> counts(Dataset<Row> outcomes, Map<String, ExperimentPlan> plans) {
        Map<String, ExperimentPlan> shipped = new HashMap<>(plans);
        FlatMapFunction<Row, Row> values = unit -> values(unit, shipped);
        Dataset<Row> byArm = outcomes.flatMap(values, Encoders.row(VALUES))
                .groupBy(columns(CELL, VALUE))
                .agg(sum(lit(1L)).as(UNITS));
        Dataset<Row> pooled = byArm.withColumn(ArmMoments.ARM, lit(null).cast(DataTypes.StringType))
                .groupBy(columns(CELL, VALUE))
                .agg(sum(UNITS).as(UNITS));
        return byArm.unionByName(pooled);
    }

    private static Iterator<Row> values(Row unit, Map<String, ExperimentPlan> plans) {
        String experiment = unit.getAs(EXPERIMENT_ID);
        ExperimentPlan plan = plans.get(experiment);
        List<Row> rows = new ArrayList<>();
        if (plan != null && unit.<Boolean>getAs(ExperimentJoin.ELIGIBLE)) {
            int days = unit.<Integer>getAs(ExperimentJoin.DAYS);
            for (WindowPlan window : plan.windows()) {
                for (Metric metric : tailed(plan, window)) {
                    rows.add(RowFactory.create(
                            experiment,
                            window.days(),
                            metric.name(),
                            unit.<String>getAs(ArmMoments.ARM),
                            days >= window.days(),
                            metric.columns().get(0).of(unit)));
                }
            }
        }
        return rows.iterator();
    }

    private static List<Metric> tailed(ExperimentPlan plan, WindowPlan window) {
        return plan.segmented()
                ? window.metrics().stream()
                        .filter(metric -> metric.kind() == Metric.Kind.MEAN)
                        .toList()
                : List.of();
    }

    /** The values at the asked ranks, counted from 1. */
    private static Dataset<Row> at(Dataset<Row> counts, Dataset<Row> asked) {
        WindowSpec ascending = Window.partitionBy(columns(CELL))
                .orderBy(col(VALUE))
                .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        Dataset<Row> reached = counts.withColumn(UP_TO, sum(UNITS).over(ascending));
        Dataset<Row> wanted = CELL.stream()
                .reduce(asked, (rows, name) -> rows.withColumnRenamed(name, "asked_" + name), (left, right) -> left);
        Column theirs = CELL.stream()
                .map(name -> col(name).eqNullSafe(col("asked_" + name)))
                .reduce(lit(true), Column::and);
        Column first =
                col(UP_TO).geq(col(RANK)).and(col(UP_TO).minus(col(UNITS)).lt(col(RANK)));
        return reached.join(broadcast(wanted), theirs.and(first)).select(columns(CELL, ASKED, VALUE));
    }

    private static Column[] columns(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more))
                .map(name -> col(name))
                .toArray(Column[]::new);
    }
}
