package io.crosslift.lift;

import static io.crosslift.lift.ExperimentJoin.ARM;
import static io.crosslift.lift.ExperimentJoin.EXPERIMENT_ID;
import static io.crosslift.lift.ExperimentJoin.UNIT_ID;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Gives the units of each experiment their arms in the experiments {@link Beside} it as segments: one segment per other experiment and,
 * where there are several, one for having been treated or not in each of them, of the units that are in all.
 */
final class ConcurrentArms {
    private static final String OTHER = "other_experiment";
    private static final String OTHER_CONTROL = "other_control";
    private static final String OTHER_ARM = "other_arm";
    private static final String OTHER_ARMS = "other_arms";
    private static final String POSITION = "position";
    private static final String TOGETHER = "together";
    private static final String COMBINATION = "combination";
    private static final String NUMBER = "number";
    private static final StructType PAIRS = new StructType()
            .add(EXPERIMENT_ID, DataTypes.StringType)
            .add(OTHER, DataTypes.StringType)
            .add(OTHER_CONTROL, DataTypes.StringType)
            .add(POSITION, DataTypes.IntegerType)
            .add(NUMBER, DataTypes.IntegerType)
            .add(TOGETHER, DataTypes.StringType);

    private ConcurrentArms() {}

    /**
     * Units with their outcomes to the same rows, with the arms of concurrent experiments among the segments.
     *
     * @param units one row per experiment and assigned unit
     */
    static Dataset<Row> with(Dataset<Row> outcomes, Dataset<Row> units, Collection<Experiment> experiments) {
        List<Row> pairs = pairs(experiments);
        if (pairs.isEmpty()) {
            return outcomes;
        }
        Dataset<Row> others =
                units.select(col(UNIT_ID).as("other_unit"), col(EXPERIMENT_ID).as(OTHER), col(ARM).as(OTHER_ARM));
        Column arm = concat(lit(Beside.TYPE), col(OTHER), lit(UnitOutcomes.NAMES), col(OTHER_ARM));
        Column treated = when(col(OTHER_ARM).equalTo(col(OTHER_CONTROL)), lit(Beside.WITHOUT))
                .otherwise(lit(Beside.WITH));
        Column combined = array_join(transform(col(COMBINATION), other -> other.getField(TOGETHER)), Beside.AND);
        Dataset<Row> arms = others.join(broadcast(outcomes.sparkSession().createDataFrame(pairs, PAIRS)), OTHER)
                .groupBy(col(EXPERIMENT_ID).as("this_experiment"), col("other_unit"))
                .agg(
                        sort_array(collect_list(arm)).as(OTHER_ARMS),
                        array_sort(collect_list(struct(
                                        col(POSITION),
                                        concat(treated, col(OTHER)).as(TOGETHER))))
                                .as(COMBINATION),
                        first(NUMBER).as(NUMBER),
                        first(TOGETHER).as(TOGETHER))
                .withColumn(
                        OTHER_ARMS,
                        concat_ws(
                                UnitOutcomes.SEGMENT_END,
                                col(OTHER_ARMS),
                                when(
                                        size(col(COMBINATION)).equalTo(col(NUMBER)),
                                        concat(col(TOGETHER), lit(UnitOutcomes.NAMES), combined))))
                .drop(COMBINATION, NUMBER, TOGETHER);
        return outcomes.join(
                        arms,
                        col(EXPERIMENT_ID)
                                .equalTo(col("this_experiment"))
                                .and(col(UNIT_ID).equalTo(col("other_unit"))),
                        "left")
                .withColumn(
                        UnitOutcomes.SEGMENTS,
                        concat_ws(
                                UnitOutcomes.SEGMENT_END, nullif(col(UnitOutcomes.SEGMENTS), lit("")), col(OTHER_ARMS)))
                .drop("this_experiment", "other_unit", OTHER_ARMS);
    }

    /** One row per experiment and other experiment beside it. */
    private static List<Row> pairs(Collection<Experiment> experiments) {
        List<Row> pairs = new ArrayList<>();
        for (Experiment experiment : experiments) {
            Beside beside = Beside.of(experiment, experiments);
            SortedMap<String, String> controls = beside.controls();
            int position = 0;
            for (String other : controls.keySet()) {
                pairs.add(RowFactory.create(
                        experiment.id(), other, controls.get(other), position++, controls.size(), beside.together()));
            }
        }
        return pairs;
    }
}
