package io.crosslift.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.JourneySettings;
import io.crosslift.config.LifecycleSettings;
import io.crosslift.config.OrderSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Touchpoints;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class OfferSettingTest {
    private static final OfferSetting.Rules RULES = new OfferSetting.Rules(
            new LifecycleSettings(List.of(90), null, 90, 7, new BigDecimal("2")),
            new OrderSettings(null, 365),
            new JourneySettings(
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(1),
                    Duration.ofDays(90),
                    Duration.ofDays(90),
                    Duration.ofDays(30),
                    200,
                    20,
                    "touch",
                    List.of(),
                    List.of(),
                    1000),
            new ReportingSettings(ZoneOffset.UTC, "USD", 30));

    @Test
    void theStageFollowsTheFirstAndTheLastOrder(SparkSession spark) {
        Map<String, String> stages = states(
                spark,
                "stage",
                journeys("new", "established", "lapsed", "prospect", "returned", "unseen"),
                line("new", "o1", "2025-03-03", 10) // 90 days before
                        + line("established", "o1", "2025-03-02", 10)
                        + line("lapsed", "o1", "2024-05-31", 10) // 366 days before
                        + line("prospect", "o1", "2025-06-02", 10) // bought after the presentation
                        + " UNION ALL SELECT 'returned', 'o1', 'o1', timestamp'2025-05-01', date'2025-05-01', 'f', 0, 0");

        assertThat(stages)
                .containsEntry("new", "new")
                .containsEntry("established", "established")
                .containsEntry("lapsed", "lapsed")
                .containsEntry("prospect", "prospect")
                .containsEntry("returned", "prospect")
                .containsEntry("unseen", "null");
    }

    @Test
    void aCustomerCoolsOffAfterAnOrderTwiceTheUsualOrTheFirst(SparkSession spark) {
        Map<String, String> states = states(
                spark,
                "cooling_off",
                journeys("big", "usual", "old", "first", "prospect", "unseen"),
                line("big", "o1", "2025-01-01", 10)
                        + line("big", "o2", "2025-02-01", 20)
                        + line("big", "o3", "2025-05-25", 30) // the mean before it is 15
                        + line("usual", "o1", "2025-01-01", 10)
                        + line("usual", "o2", "2025-05-31", 19)
                        + line("old", "o1", "2025-01-01", 10)
                        + line("old", "o2", "2025-05-24", 20) // 8 days before
                        + line("first", "o1", "2025-05-31", 1));

        assertThat(states)
                .containsEntry("big", "true")
                .containsEntry("usual", "false")
                .containsEntry("old", "false")
                .containsEntry("first", "true")
                .containsEntry("prospect", "false")
                .containsEntry("unseen", "null");
    }

    @Test
    void theSecondReorderOfAFamilyIsATriggerWhileItIsRecent(SparkSession spark) {
        String thrice = line("third", "o1", "2025-01-01", 10)
                + line("third", "o2", "2025-02-01", 10)
                + line("third", "o3", "2025-05-20", 10);
        Map<String, String> triggers = states(
                spark,
                "trigger_code",
                journeys("third", "fourth", "second", "old", "twoLines"),
                thrice
                        + thrice.replace("third", "fourth")
                        + line("fourth", "o4", "2025-05-25", 10)
                        + line("second", "o1", "2025-01-01", 10)
                        + line("second", "o2", "2025-05-20", 10)
                        + thrice.replace("third", "old").replace("2025-05-20", "2025-05-01") // 31 days before
                        // three lines of two orders
                        + line("twoLines", "o1", "2025-01-01", 10)
                        + line("twoLines", "o2", "2025-05-20", 10)
                        + line("twoLines", "o2", "2025-05-20", 10));

        assertThat(triggers)
                .containsEntry("third", "second_reorder")
                .containsEntry("fourth", "null")
                .containsEntry("second", "null")
                .containsEntry("old", "null")
                .containsEntry("twoLines", "null");
    }

    @Test
    void thePathHoldsTheLastFiveStepsBeforeThePresentation(SparkSession spark) {
        Dataset<Row> touches = CoreRows.of(
                spark,
                Touchpoints.TABLE,
                "SELECT 't' touchpoint_id, 'nobody' account_id, timestamp'2025-01-01' event_ts, 'trial' touch_class"
                        + touch("long", "2025-04-01", "referral")
                        + touch("long", "2025-04-02", "trial")
                        + touch("long", "2025-04-03", "campaign")
                        + touch("long", "2025-04-04", "campaign")
                        + touch("long", "2025-04-05", "promotion")
                        + touch("long", "2025-04-06", "campaign")
                        + touch("long", "2025-04-07", "support")
                        // at the presentation, and before the lookback
                        + touch("edges", "2025-06-01 09:00:00", "paid_ad")
                        + touch("edges", "2025-03-03 08:59:59", "paid_ad")
                        + touch("edges", "2025-03-03 09:00:00", "trial"));
        Dataset<Row> journeys = CoreRows.of(spark, OfferJourneys.TABLE, journeys("long", "edges", "none"));

        Map<String, String> paths = column(OfferSetting.withPath(journeys, touches, RULES), "path");

        assertThat(paths)
                .containsEntry("long", "trial > campaign > promotion > campaign > support")
                .containsEntry("edges", "trial")
                .containsEntry("none", "null");
    }

    @Test
    void whoPaysForASubscriptionIsACustomerAndNoProspect(SparkSession spark) {
        Dataset<Row> items = spark.sql(
                        "SELECT account account_id, 'i' subscription_item_id, 'p' product_id, 'f' family, CAST(NULL AS INT) tier, unix_micros(since) paid_from_micros, IF(until IS NULL, 9223372036854775807, unix_micros(until)) paid_to_micros FROM VALUES"
                                + " ('fresh', timestamp'2025-05-01', CAST(NULL AS TIMESTAMP)), ('old', timestamp'2024-05-01', timestamp'2025-06-02'),"
                                + " ('gone', timestamp'2024-05-01', timestamp'2025-05-31'), ('starting', timestamp'2025-06-01 09:00:00', NULL),"
                                + " ('back', timestamp'2025-05-01', NULL), ('unseen', timestamp'2025-05-01', NULL) AS t(account, since, until)")
                .to(ItemSpan.SCHEMA);
        Dataset<Row> journeys = CoreRows.of(
                spark,
                OfferJourneys.TABLE,
                "SELECT *, account_id = 'back' is_existing, CASE WHEN account_id = 'back' THEN 'lapsed' WHEN account_id <> 'unseen' THEN 'prospect' END stage FROM ("
                        + journeys("fresh", "old", "gone", "starting", "back", "unseen") + ")");

        Dataset<Row> told = OfferSetting.withItems(journeys, items, RULES).persist();

        assertThat(column(told, "stage"))
                .containsEntry("fresh", "new")
                .containsEntry("old", "established")
                .containsEntry("gone", "lapsed")
                .containsEntry("starting", "prospect")
                .containsEntry("back", "established")
                .containsEntry("unseen", "null");
        assertThat(column(told, "is_existing"))
                .containsEntry("fresh", "true")
                .containsEntry("old", "true")
                .containsEntry("gone", "false")
                .containsEntry("starting", "false")
                .containsEntry("back", "true")
                .containsEntry("unseen", "false");
        told.unpersist();
    }

    /** One presentation per account, on 1 June 2025 at nine; {@code unseen} is never presented. */
    private static String journeys(String... accounts) {
        return Arrays.stream(accounts)
                .map(account -> "SELECT '" + account + "' offer_instance_id, '" + account
                        + "' account_id, 'cross_sell' sell_type, "
                        + (account.equals("unseen") ? "CAST(NULL AS TIMESTAMP)" : "timestamp'2025-06-01 09:00:00'")
                        + " presented_at")
                .collect(Collectors.joining(" UNION ALL "));
    }

    private static String line(String account, String order, String day, int net) {
        return " UNION ALL SELECT '" + account + "', '" + order + "', '" + order + "', timestamp'" + day + "', date'"
                + day + "', 'f', 1, " + net;
    }

    private static String touch(String account, String at, String touchClass) {
        return " UNION ALL SELECT '" + account + at + "', '" + account + "', timestamp'" + at + "', '" + touchClass
                + "'";
    }

    private static Map<String, String> states(SparkSession spark, String column, String journeys, String lines) {
        Dataset<Row> rows = CoreRows.of(spark, OfferJourneys.TABLE, journeys);
        Dataset<Row> bought = CoreRows.of(
                spark,
                ClassifiedLines.TABLE,
                "SELECT 'nobody' account_id, 'o' order_id, 'l' line_id, timestamp'2025-01-01' line_ts, date'2025-01-01' line_date, 'f' family, 1 qty_net, 1 net"
                        + lines);
        return column(OfferSetting.withState(rows, bought, RULES), column);
    }

    private static Map<String, String> column(Dataset<Row> journeys, String column) {
        return journeys.collectAsList().stream()
                .collect(Collectors.toMap(
                        row -> row.<String>getAs("offer_instance_id"),
                        row -> Objects.toString(row.<Object>getAs(column))));
    }
}
