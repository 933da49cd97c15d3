package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ExperimentOutcomes;
import io.crosslift.testing.SparkSessionExtension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
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

    @Test
    void outcomesOfAnySizeKeepTheirMomentsToTwelveDigits(SparkSession spark) {
        Business business = new Business().metrics("minutes");
        Random random = new Random(11);
        MomentAccumulator expected = new MomentAccumulator(1);
        for (int i = 0; i < UNITS; i++) {
            double minutes = 1e6 + Math.exp(random.nextGaussian());
            expected.add(minutes);
            business.account("unit-" + i)
                    .assigned("unit-" + i, "treated", Business.START.toString(), null)
                    .outcome("unit-" + i, "minutes", minutes)
                    .segment("unit-" + i, "size", "large", "2020-01-01T00:00:00Z", null);
        }

        Map<String, List<Double>> cells = moments(spark, business.inputs(spark), business.rules(), 2);

        // n, means of exposure and minutes, products, cubes: [2, n, m0, m1, c00, c10, c11, t0, t1]
        List<Double> found = cells.get("/treated/ALL/ALL");
        assertThat(found.get(3)).isCloseTo(expected.moments().mean(0), withinPercentage(1e-10));
        assertThat(found.get(6)).isCloseTo(expected.moments().product(0, 0), withinPercentage(1e-6));
    }

    @Test
    void theMomentsAreThoseOfSparksOwnAggregates(SparkSession spark) {
        Dataset<Row> units = SeededUnits.of(spark, 3000).cache();
        String metric = SeededUnits.metric(3);
        String covariate = SeededUnits.covariate(1);
        Map<String, Moments> byCell = new TreeMap<>();
        List<Row> byBucket = SeededUnits.moments(units, 16).collectAsList();
        byBucket.stream()
                .filter(row -> !row.isNullAt(row.fieldIndex(ArmMoments.MOMENTS)))
                .forEach(row -> byCell.merge(cell(row), read(row), Moments::merge));

        List<Row> expected = units.groupBy(ExperimentJoin.ARM, UnitOutcomes.SEGMENTS)
                .agg(
                        functions.count("*"),
                        functions.avg(metric),
                        functions.var_samp(metric),
                        functions.covar_samp(metric, covariate),
                        functions.skewness(metric))
                .collectAsList();

        assertThat(expected).hasSize(12);
        for (Row row : expected) {
            Moments found =
                    byCell.get("/" + row.getString(0) + "/" + row.getString(1).replace(UnitOutcomes.NAMES, "/"));
            assertThat(found.count()).isEqualTo(row.getLong(2));
            assertThat(found.mean(4)).isCloseTo(row.getDouble(3) / 100, withinPercentage(1e-10));
            assertThat(found.variance(4)).isCloseTo(row.getDouble(4) / 10_000, withinPercentage(1e-10));
            assertThat(found.covariance(4, 14)).isCloseTo(row.getDouble(5) / 10_000, withinPercentage(1e-8));
            assertThat(found.skewness(4)).isCloseTo(row.getDouble(6), within(1e-9));
        }
        assertThat(byBucket).hasSizeGreaterThan(3 * 16 * 4);
        assertThat(SeededUnits.counted(byBucket)).isEqualTo(3000);
        units.unpersist();
    }

    @Test
    void groupsThatOutgrowTheirMemoryAreGivenAwayAndCountOnce(SparkSession spark) {
        List<Row> units = ArmMoments.grouped(SeededUnits.of(spark, 300), 1).collectAsList();
        Map<String, ExperimentPlan> plans = Map.of(SeededUnits.EXPERIMENT, SeededUnits.plan());

        List<Row> atOnce = new ArrayList<>();
        new UnitCells(units.iterator(), plans, 1, Long.MAX_VALUE).forEachRemaining(atOnce::add);
        List<Row> often = new ArrayList<>();
        new UnitCells(units.iterator(), plans, 1, 1).forEachRemaining(often::add);

        // Three arms, each with three steps reached, all units and four segments.
        assertThat(atOnce).hasSize(3 * (3 + 1 + 4));
        assertThat(often).hasSizeGreaterThan(10 * atOnce.size());
        assertThat(cells(often, plans)).isEqualTo(cells(atOnce, plans));
    }

    private static Map<String, String> cells(List<Row> parts, Map<String, ExperimentPlan> plans) {
        Map<String, String> cells = new TreeMap<>();
        ArmMoments.merged(parts.iterator(), plans)
                .forEachRemaining(row -> cells.put(
                        row.toSeq().take(8).mkString("/"),
                        row.get(8) + " " + (row.isNullAt(9) ? "" : Arrays.toString((Object[]) row.get(9)))));
        return cells;
    }

    private static Moments read(Row row) {
        return Moments.fromArray(row.<Double>getList(row.fieldIndex(ArmMoments.MOMENTS)).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    private static Map<String, List<Double>> moments(
            SparkSession spark, LiftInputs inputs, LiftRules rules, int partitions) {
        String before = spark.conf().get(PARTITIONS);
        spark.conf().set(PARTITIONS, partitions);
        // Adaptive execution would put all of so few rows into one partition.
        spark.conf().set(ADAPTIVE, false);
        try {
            LiftInputs cut = LiftInputs.of(
                            inputs.experiments(),
                            shuffled(inputs.assignments(), partitions),
                            shuffled(inputs.accounts(), partitions))
                    .with(ExperimentOutcomes.TABLE, shuffled(inputs.outcomes(), partitions))
                    .with(AccountSegments.TABLE, shuffled(inputs.accountSegments(), partitions));
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
