package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.testing.SparkSessionExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The aggregate must not depend on how Spark cuts its rows: floating point sums do. */
@ExtendWith(SparkSessionExtension.class)
class ArmMomentsTest {
    private static final String PARTITIONS = "spark.sql.shuffle.partitions";
    private static final String ADAPTIVE = "spark.sql.adaptive.enabled";
    private static final int UNITS = 400;

    @Test
    void theSameBitsForOneThreeAndEightPartitions(SparkSession spark) {
        Business business = new Business().metrics("minutes");
        Random random = new Random(7);
        for (int i = 0; i < UNITS; i++) {
            String arm = i % 2 == 0 ? "treated" : "control";
            business.account("unit-" + i)
                    .assigned("unit-" + i, arm, Business.START.toString(), null)
                    .outcome("unit-" + i, "minutes", Math.exp(12 * random.nextDouble()))
                    .segment("unit-" + i, "size", i % 3 == 0 ? "large" : "small", "2020-01-01T00:00:00Z", null);
        }
        LiftInputs inputs = business.inputs(spark);

        Map<String, List<Double>> one = moments(spark, inputs, business.rules(), 1);
        Map<String, List<Double>> three = moments(spark, inputs, business.rules(), 3);
        Map<String, List<Double>> eight = moments(spark, inputs, business.rules(), 8);

        // Two arms in all, small and large; each sums over its units, exactly.
        assertThat(one).hasSize(6);
        assertThat(one.values().stream().mapToDouble(moments -> moments.get(1)).sum())
                .isEqualTo(2.0 * UNITS);
        assertThat(three).isEqualTo(one);
        assertThat(eight).isEqualTo(one);
    }

    private static Map<String, List<Double>> moments(
            SparkSession spark, LiftInputs inputs, LiftRules rules, int partitions) {
        String before = spark.conf().get(PARTITIONS);
        spark.conf().set(PARTITIONS, partitions);
        // Adaptive execution would put all of so few rows into one partition.
        spark.conf().set(ADAPTIVE, false);
        try {
            LiftInputs cut = new LiftInputs(
                    inputs.experiments(),
                    shuffled(inputs.assignments(), partitions),
                    shuffled(inputs.accounts(), partitions),
                    shuffled(inputs.outcomes(), partitions),
                    shuffled(inputs.accountSegments(), partitions),
                    null,
                    null,
                    null,
                    null,
                    null);
            Map<Experiment, ExperimentPlan> plans = LiftStep.plans(cut, rules, new ArrayList<>());
            Dataset<Row> units = ExperimentJoin.units(cut, plans.keySet(), rules);
            Map<String, List<Double>> byCell = new TreeMap<>();
            LiftStep.moments(units, plans, cut, rules).collectAsList().stream()
                    .filter(row -> !row.isNullAt(row.fieldIndex(ArmMoments.MOMENTS)))
                    .forEach(row -> byCell.put(cell(row), new ArrayList<>(row.getList(row.fieldIndex("moments")))));
            return byCell;
        } finally {
            spark.conf().set(PARTITIONS, before);
            spark.conf().unset(ADAPTIVE);
        }
    }

    private static Dataset<Row> shuffled(Dataset<Row> rows, int partitions) {
        return rows.repartition(partitions);
    }

    private static String cell(Row row) {
        return Stream.of(ArmMoments.ARM, ArmMoments.SEGMENT_TYPE, ArmMoments.SEGMENT)
                .map(row::<String>getAs)
                .reduce("", (one, other) -> one + "/" + other);
    }
}
