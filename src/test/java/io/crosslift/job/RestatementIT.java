package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.Runs;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a run changes of what earlier runs left: rulings H-3 and H-4, with a window of 60 days. */
@ExtendWith(SparkSessionExtension.class)
class RestatementIT {
    private static final String FIRST = "2025-06-10";
    private static final String SECOND = "2025-06-11";

    private static final Shop.Feeds BEFORE = new Shop.Feeds(
            List.of(
                    "o1,a,2025-01-05 10:00:00,basic,10.00",
                    "o2,b,2025-02-01 10:00:00,basic,10.00",
                    "o3,a,2025-04-20 10:00:00,filter,5.00",
                    "o4,a,2025-05-10 10:00:00,mug,8.00",
                    "o5,a,2025-06-05 10:00:00,pro,20.00",
                    "o6,b,2025-05-15 10:00:00,filter,5.00",
                    "o7,b,2025-05-20 10:00:00,mug,8.00"),
            List.of(
                    "t1,a,2025-03-10 10:00:00,email,filter",
                    "t2,a,2025-05-01 10:00:00,email,",
                    "t3,b,2025-05-05 10:00:00,ads,",
                    "t4,a,2025-06-01 10:00:00,ads,coffee",
                    "t5,b,2025-02-20 10:00:00,email,pan"),
            List.of("r0,o1-1,1.00,2025-01-10 10:00:00"),
            List.of(
                    "e1,i1,a,presented,2025-03-25 10:00:00,2025-04-20 00:00:00",
                    "e2,i1,a,accepted,2025-04-03 10:00:00,2025-04-20 00:00:00",
                    "e3,i2,b,presented,2025-05-18 10:00:00,2025-06-18 00:00:00"));

    private static Shop shop;

    @BeforeAll
    static void runOnce(SparkSession spark, @TempDir Path folder) {
        shop = new Shop(spark, folder);
        assertThat(shop.run(BEFORE, "first", FIRST)).contains("computes everything: no run was published here before");
    }

    /**
     * An order of April comes late: the mug of May is no first mug any more, and the mug offer of March was taken. A touch comes
     * late, a line of April is refunded, an order of May is gone, and there is a new one.
     */
    private static Shop.Feeds after() {
        Shop.Feeds feeds = BEFORE.copy();
        feeds.sales().add("o8,a,2025-04-05 10:00:00,mug,8.00");
        feeds.sales().add("o9,b,2025-06-11 10:00:00,pro,20.00");
        feeds.sales().removeIf(sale -> sale.startsWith("o7,"));
        feeds.touches().add("t6,b,2025-05-12 10:00:00,email,");
        feeds.refunds().add("r1,o3-1,2.00,2025-06-11 09:00:00");
        return feeds;
    }

    /** Orders, an amount and a refund of months that a run of June does not restate. */
    private static Shop.Feeds withOldChanges() {
        Shop.Feeds feeds = BEFORE.copy();
        feeds.sales().add("o0,b,2025-01-20 10:00:00,filter,7.00");
        feeds.sales()
                .replaceAll(sale ->
                        sale.replace("o2,b,2025-02-01 10:00:00,basic,10.00", "o2,b,2025-02-01 10:00:00,basic,11.00"));
        feeds.refunds().add("r2,o1-1,2.00,2025-06-10 09:00:00");
        return feeds;
    }

    @Test
    void whatComesLateInsideTheWindowIsRestatedAsIfItHadAlwaysBeenThere() {
        shop.copy("first", "both");
        leaveARunBroken(withOldChanges(), "both");
        String printed = shop.run(after(), "both", SECOND);
        shop.run(after(), "fresh", SECOND);

        assertThat(printed)
                .as("a run that broke down leaves no trace in the next one")
                .contains("undone")
                .contains("core.orders");
        assertThat(printed)
                .contains("restates from 2025-04-01 at the earliest: what changed since the run of 2025-06-10")
                .contains("changed from 2025-04-01 on: ");
        assertThat(shop.rows("both", "core", "fact", "kpi")).isEqualTo(shop.rows("fresh", "core", "fact", "kpi"));
        assertThat(shop.rows("both", "kpi")).isNotEqualTo(shop.rows("first", "kpi"));
        assertThat(shop.read("both", OfferJourneys.TABLE)
                        .filter(col(OfferJourneys.OFFER_INSTANCE_ID).equalTo("i1"))
                        .head()
                        .<Boolean>getAs(OfferJourneys.PURCHASED))
                .as("the offer of March was bought on with the late order")
                .isTrue();

        Map<String, Long> before = shop.versions("both", "core", "fact");
        assertThat(shop.run(after(), "both", SECOND)).contains("nothing has changed in the feeds");
        assertThat(shop.versions("both", "core", "fact"))
                .as("a second run writes nothing")
                .isEqualTo(before);
        assertThat(shop.rows("both", "core", "fact", "kpi")).isEqualTo(shop.rows("fresh", "core", "fact", "kpi"));
    }

    private static void leaveARunBroken(Shop.Feeds feeds, String lakehouse) {
        assertThatThrownBy(() -> shop.runUntil("attribution", feeds, lakehouse, SECOND, "run.from=2025-01-20"))
                .hasMessage("broken down after attribution");
        assertThat(shop.rows(lakehouse, "fact"))
                .as("what it wrote to facts is there")
                .isNotEqualTo(shop.rows("first", "fact"));
        assertThat(shop.rows(lakehouse, "kpi"))
                .as("readers see the last published run")
                .isEqualTo(shop.rows("first", "kpi"));
    }

    @Test
    void whatLiesBeyondTheWindowWaitsInQuarantineUntilItIsAskedFor() {
        shop.copy("first", "old");
        shop.run(withOldChanges(), "old", FIRST);

        assertThat(shop.rows("old", "core", "fact", "kpi")).isEqualTo(shop.rows("first", "core", "fact", "kpi"));
        assertThat(beyond("old"))
                .containsExactlyInAnyOrder(
                        "core.orders 1 0", "core.invoice_lines 2 18.00", "core.refunds_returns 1 2.00");
        List<Row> quarantine = shop.read("old", Quarantine.TABLE).collectAsList();
        assertThat(quarantine).hasSize(4).allSatisfy(row -> {
            assertThat(row.<String>getAs(Quarantine.REASON)).isEqualTo("BEYOND_WINDOW");
            assertThat(row.<String>getAs(Quarantine.DETAIL)).contains("before 2025-04-01", "--from");
        });
        assertThat(quarantine)
                .extracting(row -> row.<String>getAs(Quarantine.RAW_JSON))
                .anyMatch(json -> json.contains("\"line_id\":\"o0-1\""))
                .anyMatch(json -> json.contains("\"order_id\":\"o0\"") && json.contains("\"identity_value\":\"b\""))
                .anyMatch(json -> json.contains("\"line_id\":\"o2-1\"") && json.contains("11.0000"))
                .anyMatch(json -> json.contains("\"refund_id\":\"r2\""));

        shop.run(withOldChanges(), "old", FIRST, "run.from=2025-01-20");
        shop.run(withOldChanges(), "old-fresh", FIRST);

        assertThat(shop.rows("old", "core", "fact", "kpi")).isEqualTo(shop.rows("old-fresh", "core", "fact", "kpi"));
        assertThat(shop.rows("old", "kpi")).isNotEqualTo(shop.rows("first", "kpi"));
        assertThat(shop.read("old", Quarantine.TABLE).count()).isZero();
    }

    private static List<String> beyond(String lakehouse) {
        String newest = shop.read(lakehouse, Runs.TABLE)
                .orderBy(col(Runs.FINISHED_AT).desc())
                .head()
                .getAs(Runs.RUN_ID);
        return shop
                .read(lakehouse, IngestCounts.TABLE)
                .filter(col(IngestCounts.RUN_ID)
                        .equalTo(newest)
                        .and(col(IngestCounts.OUTCOME).equalTo("beyond_window")))
                .collectAsList()
                .stream()
                .map(row -> row.getAs(IngestCounts.TABLE_NAME) + " " + row.getAs(IngestCounts.ROWS) + " "
                        + money(row.getAs(IngestCounts.AMOUNT)))
                .toList();
    }

    private static String money(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.setScale(2).toPlainString();
    }

    @Test
    void otherSettingsComputeEverythingAnew() {
        shop.copy("first", "settings");

        String printed =
                shop.ingest(BEFORE, "settings", FIRST, "attribution.models-of-record=[last_touch, markov, linear]");

        assertThat(printed).contains("computes everything: settings have changed since the run of 2025-06-10");
    }

    @Test
    void anIncrementIsMergedByKeyAndARetriedRowIsTakenIn() {
        String[] appended = {"append", "quality.max-quarantined-revenue=1"};
        Shop.Feeds first = BEFORE.copy();
        first.sales().clear();
        first.sales().add("o1,a,2025-01-05 10:00:00,basic,10.00");
        first.sales().add("o2,a,2025-05-10 10:00:00,mug,8.00");
        first.sales().add("o3,c,2025-06-01 10:00:00,mug,9.00");
        shop.ingest(first, "increments", FIRST, appended);
        assertThat(amounts("increments")).containsExactlyInAnyOrder("o1-1 10.0000", "o2-1 8.0000");

        Shop.Feeds second = first.copy();
        second.sales().clear();
        second.sales().add("o2,a,2025-05-10 10:00:00,mug,7.00");
        second.sales().add("o4,a,2025-06-11 10:00:00,pro,20.00");
        second.sales().add("o1,a,2025-01-05 10:00:00,basic,11.00");
        second.touches().add("t9,c,2025-05-30 10:00:00,email,");
        shop.ingest(second, "increments", SECOND, appended);

        assertThat(amounts("increments"))
                .as("a row that stayed, one that came anew, a new one, and one of an account that was not known")
                .containsExactlyInAnyOrder("o1-1 10.0000", "o2-1 7.0000", "o4-1 20.0000", "o3-1 9.0000");
        assertThat(beyond("increments")).containsExactly("core.invoice_lines 1 11.00");
        assertThat(shop.read("increments", Quarantine.TABLE)
                        .filter(col(Quarantine.RESOLVED_AT).isNotNull())
                        .select(Quarantine.TABLE_NAME)
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("core.orders", "core.invoice_lines");

        Shop.Feeds none = second.copy();
        none.sales().clear();
        shop.ingest(none, "increments", SECOND, "append", appended[1], "run.from=2025-01-05");

        assertThat(amounts("increments"))
                .as("what lay beyond the window is taken in from quarantine")
                .containsExactlyInAnyOrder("o1-1 11.0000", "o2-1 7.0000", "o4-1 20.0000", "o3-1 9.0000");
    }

    private static List<String> amounts(String lakehouse) {
        return shop.read(lakehouse, InvoiceLines.TABLE).collectAsList().stream()
                .map(row -> row.getAs(InvoiceLines.LINE_ID) + " " + row.getAs(InvoiceLines.NET_AMOUNT))
                .toList();
    }
}
