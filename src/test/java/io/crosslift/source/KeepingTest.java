package io.crosslift.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.config.SourceSettings;
import io.crosslift.config.SourceSettings.Feed;
import io.crosslift.failure.Failure;
import io.crosslift.schema.Instants;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Orders;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.Touchpoints;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an ingest does with rows over time: quarantine that is kept, touches that repeat, refunds that look for their lines. */
@ExtendWith(SparkSessionExtension.class)
class KeepingTest {
    private static final LocalDate AS_OF = LocalDate.parse("2025-03-31");
    private static final Instant LATER = MemoryLake.FIRST_RUN.plus(Duration.ofDays(1));

    @TempDir
    private Path folder;

    private static Constants withAccount(Constants source) {
        return source.rows("accounts", "account_id, created_at", "'a', TIMESTAMP'2020-01-01'");
    }

    private static Constants withProduct(Constants source) {
        return withAccount(source)
                .rows(
                        "products",
                        "product_id, valid_from, sku, product_family, business_model",
                        "'p', TIMESTAMP'2020-01-01', 'p', 'F', 'ecommerce'",
                        "'q', TIMESTAMP'2020-01-01', 'q', 'G', 'ecommerce'");
    }

    private static String touch(String id, String at, String channel, String campaign, String families) {
        return "'%s', TIMESTAMP'2025-03-10 %s', '%s', %s, %s".formatted(id, at, channel, campaign, families);
    }

    private static Constants touches(String... rows) {
        Constants source = withAccount(Constants.source());
        return source.table(
                "touchpoints",
                "SELECT id AS touchpoint_id, 'account' AS identity_type, 'a' AS identity_value, at AS event_ts, "
                        + "'campaign' AS touch_class, channel, campaign AS campaign_id, families AS promoted_families "
                        + "FROM VALUES (" + String.join("), (", rows) + ") AS t(id, at, channel, campaign, families)");
    }

    private static MemoryLake take(SparkSession spark, Constants source) {
        return new MemoryLake(spark).take(source.build(), AS_OF, MemoryLake.FIRST_RUN);
    }

    @Test
    void aFeedThatHasLostItsRowsIsRefusedAndOneThatNeverHadAnyIsNot(SparkSession spark) {
        MemoryLake lake = take(spark, touches(touch("t1", "12:00:00", "mail", "NULL", "array('F')")));
        Constants emptied = withAccount(Constants.source())
                .table(
                        "touchpoints",
                        "SELECT 't1' AS touchpoint_id, 'account' AS identity_type, 'a' AS identity_value, "
                                + "TIMESTAMP'2025-03-10' AS event_ts, 'campaign' AS touch_class, 'mail' AS channel WHERE false");

        assertThatThrownBy(() -> lake.take(emptied.build(), AS_OF, LATER))
                .isInstanceOf(Failure.class)
                .hasMessage(
                        "the feeds of core.touchpoints hold no row, but the last run found some: put the data back, or take its"
                                + " query out of the source");
        assertThatCode(() -> take(spark, emptied)).doesNotThrowAnyException();
    }

    @Test
    void salesWithoutARowAreRefusedInTheFirstRunToo(SparkSession spark) {
        Constants source = withAccount(Constants.source())
                .table(
                        "orders",
                        "SELECT 'o1' AS order_id, 'account' AS identity_type, 'a' AS identity_value, "
                                + "TIMESTAMP'2025-03-10' AS ordered_at, 'paid' AS status WHERE false");

        assertThatThrownBy(() -> take(spark, source))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("the feeds of core.orders hold no row, and without sales");
    }

    @Test
    void aChainOfTouchesIsMeasuredFromTheLastOneKept(SparkSession spark) {
        MemoryLake lake = take(
                spark,
                touches(
                        touch("t1", "12:00:00", "mail", "NULL", "array('F')"),
                        touch("t2", "12:00:40", "mail", "NULL", "array('F')"),
                        touch("t3", "12:01:00", "mail", "NULL", "array('F')"),
                        touch("t4", "12:01:20", "mail", "NULL", "array('F')"),
                        touch("t5", "12:02:20", "mail", "NULL", "array('F')"),
                        touch("t6", "12:02:21", "mail", "NULL", "array('F')")));

        assertThat(lake.read(Touchpoints.TABLE).select("touchpoint_id").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("t1", "t4", "t6");
        assertThat(lake.rows("touchpoints")).containsEntry("duplicate/DUPLICATE", 3L);
    }

    @Test
    void touchesThatDifferInChannelCampaignOrFamiliesAreNoRepeats(SparkSession spark) {
        MemoryLake lake = take(
                spark,
                touches(
                        touch("a", "12:00:00", "mail", "NULL", "array('F', 'G')"),
                        touch("same-set", "12:00:01", "mail", "NULL", "array('G', 'F', 'G')"),
                        touch("channel", "12:00:02", "web", "NULL", "array('F', 'G')"),
                        touch("campaign", "12:00:03", "mail", "'c'", "array('F', 'G')"),
                        touch("families", "12:00:04", "mail", "NULL", "array('F')"),
                        touch("unspecific", "12:00:05", "mail", "NULL", "NULL"),
                        touch("no-family", "12:00:06", "mail", "NULL", "array()"),
                        touch(
                                "too-many",
                                "12:00:07",
                                "web",
                                "'c'",
                                "array('" + String.join("', '", "abcdefghijklmnopqrstu".split("")) + "')")));

        assertThat(lake.outcome("touchpoints", "same-set")).isEqualTo("duplicate DUPLICATE");
        assertThat(lake.outcome("touchpoints", "no-family")).isEqualTo("duplicate DUPLICATE");
        assertThat(lake.rows("touchpoints")).containsEntry("accepted/(all)", 6L);
        assertThat(lake.read(Touchpoints.TABLE)
                        .filter("touchpoint_id = 'too-many'")
                        .head()
                        .<Object>getAs("promoted_families"))
                .isNull();
    }

    @Test
    void ofTouchesWithOneIdTheFirstStays(SparkSession spark) {
        MemoryLake lake = take(
                spark,
                touches(touch("t", "18:00:00", "mail", "NULL", "NULL"), touch("t", "12:00:00", "web", "NULL", "NULL")));

        assertThat(lake.read(Touchpoints.TABLE).collectAsList())
                .extracting(row -> row.<String>getAs("channel"))
                .containsExactly("web");
    }

    private static Constants sold(String lines, String refunds) {
        return withProduct(Constants.source())
                .rows(
                        "invoice_lines",
                        "line_id, invoice_id, account_id, product_id, qty, net_amount, posted_at",
                        lines.split(";"))
                .rows(
                        "refunds_returns",
                        "refund_id, identity_type, identity_value, product_id, kind, qty, amount, refunded_at",
                        refunds.split(";"));
    }

    private static String line(String id, String product, String day, String qty, String net) {
        return "'%s', 'i', 'a', '%s', %s, %s, TIMESTAMP'2025-03-%s'".formatted(id, product, qty, net, day);
    }

    private static String refund(String id, String product, String day, String qty, String amount) {
        return "'%s', 'account', 'a', '%s', 'return', %s, %s, TIMESTAMP'2025-03-%s'"
                .formatted(id, product, qty, amount, day);
    }

    @Test
    void aRefundWithoutALineReducesTheLatestEarlierLinesAndTheRestHasNoOriginal(SparkSession spark) {
        MemoryLake lake = take(
                spark,
                sold(
                        String.join(
                                ";",
                                line("old", "p", "01", "2.0", "20.00"),
                                line("new", "p", "05", "1.0", "10.00"),
                                line("after", "p", "20", "9.0", "90.00"),
                                line("other", "q", "05", "9.0", "90.00")),
                        String.join(
                                ";",
                                refund("r1", "p", "10", "2.0", "15.00"),
                                refund("r2", "p", "11", "3.0", "40.00"))));

        assertThat(lake.read(RefundsReturns.TABLE).collectAsList())
                .extracting(row -> row.getAs("refund_id") + " " + row.getAs("line_id") + " " + row.getAs("qty") + " "
                        + row.getAs("amount"))
                .containsExactlyInAnyOrder(
                        "r1 new 1.000000 10.0000", "r1 old 1.000000 5.0000", "r2 old 1.000000 15.0000");
        assertThat(lake.rows("refunds_returns"))
                .containsEntry("accepted/(all)", 1L)
                .containsEntry("quarantined/NO_ORIGINAL", 1L);
        assertThat(lake.amounts("refunds_returns"))
                .containsEntry("produced/(all)", "55.0000")
                .containsEntry("accepted/(all)", "30.0000")
                .containsEntry("quarantined/NO_ORIGINAL", "25.0000");
        assertThat(lake.read(Quarantine.TABLE).head().<BigDecimal>getAs("amount"))
                .isEqualByComparingTo("25");
    }

    @Test
    void firstSeenIsKeptWhileASnapshotsQuarantineIsRebuilt(SparkSession spark) {
        Constants two = withAccount(Constants.source())
                .rows(
                        "orders",
                        "order_id, identity_type, identity_value, ordered_at, status",
                        "'o1', 'account', 'nobody', TIMESTAMP'2025-03-01', 'unpaid'",
                        "'o2', 'account', 'nobody', TIMESTAMP'2025-03-01', 'unpaid'");
        Constants oneAndNew = withAccount(Constants.source())
                .rows(
                        "orders",
                        "order_id, identity_type, identity_value, ordered_at, status",
                        "'o2', 'account', 'nobody', TIMESTAMP'2025-03-01', 'unpaid'",
                        "'o3', 'account', 'nobody', TIMESTAMP'2025-03-01', 'unpaid'");

        MemoryLake lake = take(spark, two).take(oneAndNew.build(), AS_OF, LATER);

        assertThat(lake.read(Quarantine.TABLE).collectAsList())
                .extracting(row -> row.<String>getAs("raw_json").replaceAll(".*\"order_id\":\"(o.)\".*", "$1") + " "
                        + Instants.at(row, row.fieldIndex("first_seen")))
                .containsExactlyInAnyOrder("o2 " + MemoryLake.FIRST_RUN, "o3 " + LATER);
    }

    private SourceSettings appended(String accounts, String orders) throws IOException {
        Files.writeString(folder.resolve("accounts.csv"), "id\n" + accounts);
        Files.writeString(folder.resolve("orders.csv"), "id,who,at\n" + orders);
        return Constants.in(folder)
                .feed("people", csv("accounts.csv", "id STRING", "snapshot"))
                .feed("sales", csv("orders.csv", "id STRING, who STRING, at TIMESTAMP", "append"))
                .table("accounts", "SELECT id AS account_id, TIMESTAMP'2020-01-01' AS created_at FROM people")
                .table(
                        "orders",
                        "SELECT id AS order_id, 'account' AS identity_type, who AS identity_value, at AS ordered_at, at AS paid_at, 'paid' AS status FROM sales")
                .build();
    }

    private static Feed csv(String path, String schema, String mode) {
        return new Feed("csv", path, null, schema, new TreeMap<>(), ZoneId.of("UTC"), mode, false);
    }

    @Test
    void anAppendedFeedTriesItsQuarantineAgainAndMarksWhatIsResolved(SparkSession spark) throws IOException {
        MemoryLake lake = new MemoryLake(spark)
                .take(
                        appended(
                                "a\n",
                                "o1,a,2025-03-01 10:00:00.123456\no2,b,2025-03-01 10:00:00.123456\no3,c,2025-03-01 10:00:00\nbroken\n"),
                        AS_OF,
                        MemoryLake.FIRST_RUN);
        assertThat(lake.rows("orders")).containsEntry("quarantined/UNRESOLVED", 2L);

        lake.take(appended("a\nb\n", "o4,a,2025-03-02 10:00:00\no3,c,2025-03-01 10:00:00\n"), AS_OF, LATER);

        assertThat(lake.read(Orders.TABLE)
                        .selectExpr("concat(order_id, ' ', CAST(ordered_at AS STRING))")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder(
                        "o1 2025-03-01 10:00:00.123456", "o2 2025-03-01 10:00:00.123456", "o4 2025-03-02 10:00:00");
        List<Row> quarantine = lake.read(Quarantine.TABLE)
                .selectExpr(
                        "get_json_object(raw_json, '$.order_id')",
                        "first_seen = TIMESTAMP'2026-01-01 00:00:00'",
                        "resolved_at IS NOT NULL",
                        "occurrences",
                        "`table`")
                .collectAsList();
        assertThat(quarantine)
                .extracting(Row::mkString)
                .containsExactlyInAnyOrder(
                        "o2truetrue1core.orders", "o3truefalse2core.orders", "nulltruefalse1feed.sales");
    }

    @Test
    void anIncrementReplacesRowsThatComeAgainAndLeavesTheOthers(SparkSession spark) throws IOException {
        MemoryLake lake = new MemoryLake(spark)
                .take(
                        appended(
                                "a\n",
                                "o1,a,2025-03-01 10:00:00\no2,a,2025-03-02 10:00:00\no3,a,2025-03-03 10:00:00\n"),
                        AS_OF,
                        MemoryLake.FIRST_RUN);

        lake.take(
                appended("a\n", "o2,a,2025-03-12 10:00:00\no3,nobody,2025-03-13 10:00:00\no4,a,2025-03-14 10:00:00\n"),
                AS_OF,
                LATER);

        assertThat(lake.read(Orders.TABLE)
                        .selectExpr("concat(order_id, ' ', CAST(ordered_at AS DATE))")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("o1 2025-03-01", "o2 2025-03-12", "o3 2025-03-03", "o4 2025-03-14");
    }

    private static OutcomeCount count(String outcome, String reason, String amount) {
        BigDecimal money = new BigDecimal(amount);
        Instant newest = Instant.parse("2025-03-29T00:00:00Z");
        return new OutcomeCount("core.invoice_lines", outcome, reason, 1, money, money.abs(), newest);
    }

    @Test
    void quarantinedRevenueAboveTheGateFailsWithTheNumbers() {
        List<OutcomeCount> counts = List.of(
                count("produced", "(all)", "1000"),
                count("quarantined", "ORPHAN_PRODUCT", "-4"),
                count("quarantined", "FX_MISSING", "1.01"));

        assertThatCode(() -> RevenueGate.check(counts, new BigDecimal("0.00501")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RevenueGate.check(counts, new BigDecimal("0.005")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                .hasMessage("quarantined revenue is 5.01 of 1000.00 produced by core.invoice_lines, 0.501 % where"
                        + " quality.max-quarantined-revenue allows 0.5 % (ORPHAN_PRODUCT 4.00, FX_MISSING 1.01): mend the"
                        + " feed or its source file, or raise the setting");
    }

    @Test
    void aFeedThatIsLateFailsWithItsNewestEvent() {
        List<OutcomeCount> counts = List.of(count("produced", "(all)", "1"), count("accepted", "(all)", "1"));
        Instant end = Instant.parse("2025-04-01T00:00:00Z");

        assertThatCode(() -> {
                    Freshness.check(InvoiceLines.TABLE, counts, end, null);
                    Freshness.check(InvoiceLines.TABLE, counts, end, Duration.ofDays(3));
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Freshness.check(InvoiceLines.TABLE, counts, end, Duration.ofDays(2)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                .hasMessageContainingAll("core.invoice_lines is late", "2025-03-29T00:00:00Z");
    }
}
