package io.crosslift.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.attribution.AccountWeights;
import io.crosslift.attribution.ResampledSums;
import io.crosslift.config.JourneySettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.Touchpoints;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class JourneyStepsTest {
    private static final ReportingSettings REPORTING = new ReportingSettings(ZoneOffset.UTC, "USD", 30);
    private static final long END =
            LocalDate.of(2025, 12, 31).atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000L;

    @Test
    void journeysAreTheSameWhateverThePartitioning(SparkSession spark) {
        List<Row> few = journeys(spark, 1).orderBy("journey_id").collectAsList();

        assertThat(journeys(spark, 7).orderBy("journey_id").collectAsList()).isEqualTo(few);
        assertThat(few)
                .extracting(row -> row.getAs("journey_id") + " " + row.getAs("end_kind") + " " + row.getAs("end_month"))
                .containsExactly(
                        "a|cross_sell|lamps|t4 lapsed 2025-06-01",
                        "b|cross_sell|*|t5 open 9999-12-01",
                        "c1 converted 2025-02-01");
    }

    @Test
    void aTouchKeepsItsInstantAndSession(SparkSession spark) {
        Row converted = journeys(spark, 2).filter("end_kind = 'converted'").head();

        assertThat(converted.<Row>getList(converted.fieldIndex("touches")))
                .extracting(row -> row.mkString(" "))
                .containsExactly(
                        "t1 2025-02-01 10:00:00.0 email campaign 1",
                        "t2 2025-02-01 10:10:00.0 email campaign 1",
                        "t3 2025-02-01 12:00:00.0 sales campaign 2");
        assertThat(converted.<Long>getAs("value")).isEqualTo(1250);
    }

    @Test
    void aPathIsTheChannelsOfAllTouchesUnlessSettingsWantOnePerSessionAndChannel(SparkSession spark) {
        assertThat(paths(spark, "touch")).contains("cross_sell email > email > sales 1 1250 0", "cross_sell ads 0 0 1");
        assertThat(paths(spark, "session-channel")).contains("cross_sell email > sales 1 1250 0");
    }

    @Test
    void transformsRewritePathsAndAddUpWhatBecameTheSame(SparkSession spark) {
        assertThat(paths(spark, "touch", "exposure", "trim 1"))
                .contains("cross_sell sales 1 1250 0", "cross_sell ads 0 0 1");
    }

    @Test
    void everyResampleCountsAnAccountsJourneysAsOftenAsItDrawsTheAccount(SparkSession spark) {
        int[] ofA = new int[20];
        new AccountWeights(20, 7).into(hash(spark, "a"), ofA);
        long[] journeys = Arrays.stream(ofA).asLongStream().toArray();
        long[] value = Arrays.stream(ofA).mapToLong(weight -> weight * 1250L).toArray();
        long[] none = new long[20];

        for (int partitions : List.of(1, 7)) {
            Map<String, Row> paths =
                    PathResampleStep.of(journeys(spark, partitions), settings("touch"), 20, 7).collectAsList().stream()
                            .collect(Collectors.toMap(row -> row.getString(1), row -> row));

            assertThat(paths).containsOnlyKeys("email > email > sales", "ads");
            Row bought = paths.get("email > email > sales");
            assertThat(bought.mkString(" ")).startsWith("cross_sell email > email > sales 1 1250 0 ");
            ResampledSums converted = PathResampleStep.read(bought.getAs(5), 20);
            assertThat(List.of(converted.of(0), converted.of(1), converted.of(2)))
                    .containsExactly(journeys, value, none);
            ResampledSums lapsed = PathResampleStep.read(paths.get("ads").getAs(5), 20);
            assertThat(List.of(lapsed.of(0), lapsed.of(1), lapsed.of(2))).containsExactly(none, none, journeys);
        }
    }

    @Test
    void resampledSumsAreTheSameHoweverOftenAPartitionHandsThemOn(SparkSession spark) {
        Dataset<Row> journeys = spark.range(400)
                .selectExpr(
                        "concat('a', id % 37) account_id",
                        "'cross_sell' goal",
                        "IF(id % 3 = 0, 'converted', 'lapsed') end_kind",
                        "id value",
                        "array(named_struct('channel', concat('c', id % 5), 'session_no', 1)) touches");
        long[] drawn = new long[3];
        int[] weights = new int[1];
        AccountWeights ofFirst = new AccountWeights(1, 11);
        for (int id = 0; id < 400; id += 5) { // channel c0
            ofFirst.into(hash(spark, "a" + id % 37), weights);
            drawn[0] += id % 3 == 0 ? weights[0] : 0;
            drawn[1] += id % 3 == 0 ? (long) weights[0] * id : 0;
            drawn[2] += id % 3 == 0 ? 0 : weights[0];
        }

        for (int mostPaths : List.of(1, 2, 100)) {
            Row first = PathResampleStep.of(journeys.repartition(3), settings("touch"), 1, 11, mostPaths)
                    .filter("path = 'c0'")
                    .collectAsList()
                    .get(0);
            ResampledSums sums = PathResampleStep.read(first.getAs(5), 1);
            assertThat(first.mkString(" ")).startsWith("cross_sell c0 27 5265 53 ");
            assertThat(new long[] {sums.of(0)[0], sums.of(1)[0], sums.of(2)[0]}).containsExactly(drawn);
        }
    }

    private static long hash(SparkSession spark, String account) {
        return spark.sql("SELECT xxhash64('" + account + "')").head().getLong(0);
    }

    @Test
    void openJourneysAreInNoPath(SparkSession spark) {
        assertThat(paths(spark, "touch")).hasSize(2);
    }

    private static List<String> paths(SparkSession spark, String step, String... transforms) {
        return PathCountStep.of(journeys(spark, 2), settings(step, transforms)).collectAsList().stream()
                .map(row -> row.mkString(" ").replace(" null", ""))
                .toList();
    }

    private static JourneySettings settings(String step, String... transforms) {
        return new JourneySettings(
                Duration.ofMinutes(30),
                Duration.ofMinutes(1),
                Duration.ofDays(90),
                Duration.ofDays(90),
                Duration.ofDays(90),
                200,
                20,
                step,
                List.of(transforms),
                List.of("direct"),
                1000);
    }

    private static Dataset<Row> journeys(SparkSession spark, int partitions) {
        Dataset<Row> touches = CoreRows.of(
                spark,
                Touchpoints.TABLE,
                "SELECT *, 'campaign' touch_class FROM VALUES"
                        + " ('t3','a',timestamp'2025-02-01 12:00:00','sales',array('cases')),"
                        + " ('t1','a',timestamp'2025-02-01 10:00:00','email',array('cases', 'phones')),"
                        + " ('t2','a',timestamp'2025-02-01 10:10:00','email',array('cases')),"
                        + " ('t4','a',timestamp'2025-03-20 10:00:00','ads',array('lamps')),"
                        + " ('t5','b',timestamp'2025-12-20 10:00:00','ads',CAST(NULL AS ARRAY<STRING>))"
                        + " AS t(touchpoint_id, account_id, event_ts, channel, promoted_families)");
        Dataset<Row> conversions = CoreRows.of(
                spark,
                Conversions.TABLE,
                "SELECT 'c1' conversion_id, 'a' account_id, 'cross_sell' sell_type, 'cases' family, timestamp'2025-02-03' converted_at, 'o2' source_id, 12.50 value");
        Dataset<Row> ownership = CoreRows.of(
                spark,
                OwnershipChanges.TABLE,
                "SELECT *, timestamp'2025-01-01' changed_at, true owned, false below_top FROM VALUES ('a','phones'),('b','phones') AS t(account_id, family)");
        JourneyRules rules = new JourneyRules(1_800_000_000L, days(90), days(90), days(90), 200, Long.MIN_VALUE, END);
        Dataset<Row> events = JourneyEvents.of(touches, conversions, ownership).repartition(partitions);
        return JourneyStep.journeys(JourneyStep.build(events, rules), REPORTING);
    }

    private static long days(int days) {
        return days * 86_400_000_000L;
    }
}
