package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.assign.Allocation;
import io.crosslift.lift.assign.ClusterSpread;
import io.crosslift.lift.assign.SaltedHash;
import io.crosslift.lift.power.DesignEffect;
import io.crosslift.testing.SparkSessionExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class DealtUnitsTest {
    private static final Allocation TENTH = Allocation.parse("control=0.1,treated=0.9");

    @Test
    void theExpressionIsTheHash(SparkSession spark) {
        List<Row> rows = spark.range(3)
                .selectExpr("concat('ünit-', id) AS unit")
                .select(col("unit"), DealtUnits.position("salt", col("unit")).as("position"))
                .collectAsList();

        assertThat(rows).allSatisfy(row -> assertThat(row.getDouble(1))
                .isEqualTo(SaltedHash.position("salt", row.getString(0))));
    }

    @Test
    void everyStratumHoldsTheSharesToWithinOneUnitPerBlock(SparkSession spark) {
        Map<String, Long> counts = counts(DealtUnits.of(audience(spark, 5000), TENTH, "salt"));

        // strata of 4,900 in four blocks and of 100 in one
        assertThat(counts.get("large control")).isBetween(486L, 494L);
        assertThat(counts.get("small control")).isBetween(9L, 11L);
        assertThat(counts.values().stream().mapToLong(x -> x).sum()).isEqualTo(5000);
    }

    @Test
    void theSameAudienceGetsTheSameArmsInAnyOrder(SparkSession spark) {
        Dataset<Row> audience = audience(spark, 2000);

        Map<String, String> once = arms(DealtUnits.of(audience, TENTH, "salt"));
        Map<String, String> again = arms(DealtUnits.of(audience.orderBy(rand(3)).repartition(7), TENTH, "salt"));
        Map<String, String> otherSalt = arms(DealtUnits.of(audience, TENTH, "pepper"));

        assertThat(again).isEqualTo(once);
        long both = once.entrySet().stream()
                .filter(unit -> unit.getValue().equals("control")
                        && otherSalt.get(unit.getKey()).equals("control"))
                .count();
        assertThat(both).as("of 2,000 units a hundredth is in both controls").isBetween(8L, 34L);
    }

    @Test
    void accountsOfOneParentShareTheirArm(SparkSession spark) {
        Dataset<Row> audience = spark.range(900)
                .selectExpr(
                        "concat('unit-', id) AS unit_id",
                        "concat('parent-', id % 300) AS cluster_id",
                        "'all' AS stratum");

        Dataset<Row> dealt = DealtUnits.of(audience, Allocation.parse("a=1,b=1,c=1"), "salt");

        assertThat(dealt.groupBy("cluster_id")
                        .agg(countDistinct(col("arm")).as("arms"))
                        .filter("arms > 1")
                        .count())
                .isZero();
        assertThat(counts(dealt).values()).allSatisfy(units -> assertThat(units).isCloseTo(300, within(6L)));
    }

    @Test
    void theArmsOfAPastWithoutTreatmentAreMeasuredByTheStepsOfTheExperiment(SparkSession spark) {
        Business business = new Business()
                .asOf("2025-03-31")
                .arm("control", 2)
                .arm("treated", 2)
                .line("treated-0", "o1", "2025-03-01T00:00:00Z", "30.00", "1")
                .line("treated-0", "o2", "2025-02-01T00:00:00Z", "8.00", "1")
                .line("control-1", "o3", "2025-03-31T23:59:59Z", "10.00", "1")
                .line("control-1", "o4", "2025-02-28T23:59:59Z", "500.00", "1");
        LiftInputs inputs = business.inputs(spark);

        List<ExperimentHistory.Measure> history = ExperimentHistory.of(
                inputs.assignments(), inputs, List.of("net_revenue", "nonsense"), List.of(30), business.rules());

        // as-of less 30 days is 1 March; the 31 days before begin on 29 January
        assertThat(history).hasSize(1);
        ExperimentHistory.Measure measure = history.get(0);
        assertThat(measure.byArm().get("treated").mean(0)).isCloseTo(15, within(1e-12));
        assertThat(measure.byArm().get("treated").mean(1)).isCloseTo(4, within(1e-12));
        assertThat(measure.byArm().get("control").mean(0)).isCloseTo(5, within(1e-12));
        assertThat(measure.byArm().get("control").mean(1)).isCloseTo(250, within(1e-12));
    }

    @Test
    void theSpreadOfClustersIsThatOfTheirSums(SparkSession spark) {
        Business business = new Business()
                .asOf("2025-03-31")
                .arm("x", 4)
                .line("x-0", "o1", "2025-03-02T00:00:00Z", "3.00", "1")
                .line("x-1", "o2", "2025-03-03T00:00:00Z", "5.00", "1")
                .line("x-3", "o3", "2025-03-04T00:00:00Z", "2.00", "1");
        LiftInputs inputs = business.inputs(spark);
        Dataset<Row> units = inputs.assignments()
                .select("unit_id", "arm")
                .selectExpr("unit_id", "arm", "IF(unit_id IN ('x-0', 'x-1'), 'p', unit_id) AS cluster_id");

        Map<String, DesignEffect> effects =
                ExperimentHistory.clusters(units, inputs, List.of("net_revenue"), List.of(30), business.rules());

        // clusters {3, 5}, {0}, {2}
        assertThat(effects).containsOnlyKeys("net_revenue 30");
        assertThat(effects.get("net_revenue 30").correlation())
                .isEqualTo(new ClusterSpread(3, 4, 6, 10, 32 + 0 + 4, 38)
                        .designEffect()
                        .correlation());
    }

    private static Dataset<Row> audience(SparkSession spark, int units) {
        return spark.range(units)
                .selectExpr(
                        "concat('unit-', id) AS unit_id",
                        "concat('unit-', id) AS cluster_id",
                        "IF(id % 50 = 0, 'small', 'large') AS stratum");
    }

    private static Map<String, Long> counts(Dataset<Row> dealt) {
        Map<String, Long> counts = new HashMap<>();
        dealt.groupBy("stratum", "arm")
                .count()
                .collectAsList()
                .forEach(row -> counts.put(row.getString(0) + " " + row.getString(1), row.getLong(2)));
        return counts;
    }

    private static Map<String, String> arms(Dataset<Row> dealt) {
        Map<String, String> arms = new HashMap<>();
        dealt.select("unit_id", "arm").collectAsList().forEach(row -> arms.put(row.getString(0), row.getString(1)));
        return arms;
    }
}
