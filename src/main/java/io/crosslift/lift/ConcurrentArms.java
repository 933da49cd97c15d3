package io.crosslift.lift;

import static io.crosslift.lift.ExperimentJoin.ARM;
import static io.crosslift.lift.ExperimentJoin.EXPERIMENT_ID;
import static io.crosslift.lift.ExperimentJoin.UNIT_ID;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sort_array;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Randomised experiments that run at the same time, a global holdout and the tests beside it. The arm that a unit has in one of them is
 * decided by chance whatever the other does, so it is a segment of the unit in the other: with four cells per pair the effect of one is
 * known with and without the other.
 */
final class ConcurrentArms {
    private static final String TYPE = "experiment ";
    private static final String OTHER = "other_experiment";
    private static final String OTHER_ARMS = "other_arms";
    private static final StructType PAIRS =
            new StructType().add(EXPERIMENT_ID, DataTypes.StringType).add(OTHER, DataTypes.StringType);

    private ConcurrentArms() {}

    /** The segment type of another experiment's arms. */
    private static String type(Experiment other) {
        return TYPE + other.id();
    }

    /** Control arms of the experiments that run beside one, by the segment type of their arms. */
    static Map<String, String> beside(Experiment experiment, Collection<Experiment> all) {
        Map<String, String> controls = new TreeMap<>();
        for (Experiment other : all) {
            if (!other.id().equals(experiment.id())
                    && experiment.randomised()
                    && other.randomised()
                    && other.startAt().isBefore(experiment.endAt())
                    && experiment.startAt().isBefore(other.endAt())) {
                controls.put(type(other), other.controlArm());
            }
        }
        return controls;
    }

    /**
     * Units with their outcomes to the same rows, with the arms of concurrent experiments among the segments.
     *
     * @param units one row per experiment and assigned unit
     */
    static Dataset<Row> with(Dataset<Row> outcomes, Dataset<Row> units, Collection<Experiment> experiments) {
        List<Row> pairs = new ArrayList<>();
        for (Experiment experiment : experiments) {
            Map<String, String> beside = beside(experiment, experiments);
            experiments.stream()
                    .filter(other -> beside.containsKey(type(other)))
                    .forEach(other -> pairs.add(RowFactory.create(experiment.id(), other.id())));
        }
        if (pairs.isEmpty()) {
            return outcomes;
        }
        Dataset<Row> others =
                units.select(col(UNIT_ID).as("other_unit"), col(EXPERIMENT_ID).as(OTHER), col(ARM).as("other_arm"));
        Dataset<Row> arms = others.join(broadcast(outcomes.sparkSession().createDataFrame(pairs, PAIRS)), OTHER)
                .groupBy(col(EXPERIMENT_ID).as("this_experiment"), col("other_unit"))
                .agg(array_join(
                                sort_array(collect_list(
                                        concat(lit(TYPE), col(OTHER), lit(UnitOutcomes.NAMES), col("other_arm")))),
                                UnitOutcomes.SEGMENT_END)
                        .as(OTHER_ARMS));
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
}
