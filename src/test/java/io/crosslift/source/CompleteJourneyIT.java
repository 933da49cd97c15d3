package io.crosslift.source;

import static java.util.Map.entry;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.SourceSettings;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Orders;
import io.crosslift.schema.Products;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.Touchpoints;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bundled data through its source file; the control totals are those that the data set's own notes give. */
@ExtendWith(SparkSessionExtension.class)
class CompleteJourneyIT {
    private static MemoryLake lake;

    @BeforeAll
    static void takeIn(SparkSession spark) {
        SourceSettings source = SourceFiles.read("complete-journey", null);
        lake = new MemoryLake(spark).take(source, source.asOf(), MemoryLake.FIRST_RUN);
    }

    @Test
    void everyLineHasOneOutcomeAndTheControlTotalsAreMet() {
        assertThat(lake.rows("invoice_lines"))
                .containsOnly(
                        entry("produced/(all)", 184_753L),
                        entry("accepted/(all)", 183_237L),
                        entry("quarantined/ORPHAN_PRODUCT", 708L),
                        entry("excluded/zero_quantity", 505L),
                        entry("excluded/free", 303L));
        assertThat(lake.amounts("invoice_lines"))
                .containsEntry("produced/(all)", "585264.9600")
                .containsEntry("accepted/(all)", "585234.7500")
                .containsEntry("quarantined/ORPHAN_PRODUCT", "30.1600")
                .containsEntry("excluded/zero_quantity", "0.0500")
                .containsEntry("excluded/free", "0.0000");
    }

    @Test
    void basketsWithoutAnAcceptedLineAreNoOrders() {
        assertThat(lake.rows("orders"))
                .containsEntry("produced/(all)", 18_759L)
                .containsEntry("accepted/(all)", 18_693L)
                .containsEntry("excluded/no_lines", 66L);
    }

    @Test
    void repeatedTouchesAreCountedAndNotTakenIn() {
        assertThat(lake.rows("touchpoints"))
                .containsEntry("produced/(all)", 249_090L)
                .containsEntry("duplicate/DUPLICATE", 22_892L)
                .containsEntry("accepted/(all)", 226_198L);
        assertThat(lake.read(Touchpoints.TABLE)
                        .filter(col(Touchpoints.TOUCH_CLASS).equalTo("campaign"))
                        .count())
                .isEqualTo(842);
    }

    @Test
    void everyRowProducedIsInExactlyOneCount() {
        lake.counts().forEach((table, counts) -> assertThat(counts.get(0).rows())
                .as(table)
                .isEqualTo(counts.stream().skip(1).mapToLong(OutcomeCount::rows).sum()));
    }

    @Test
    void quarantineKeepsTheRowTheReasonAndTheMoney() {
        List<Row> rows = lake.read(Quarantine.TABLE).collectAsList();

        assertThat(rows).hasSize(708).allSatisfy(row -> {
            assertThat(row.<String>getAs(Quarantine.TABLE_NAME)).isEqualTo("core.invoice_lines");
            assertThat(row.<String>getAs(Quarantine.REASON)).isEqualTo("ORPHAN_PRODUCT");
            assertThat(row.<String>getAs(Quarantine.RAW_JSON)).contains("\"line_id\":", "\"product_id\":");
            assertThat(row.<Long>getAs(Quarantine.OCCURRENCES)).isEqualTo(1L);
        });
    }

    @Test
    void theLastReceiptsOfTheYearAreOfNextYearInUtcAndOfThisYearInTheStore() {
        Row last = lake.read(Orders.TABLE)
                .orderBy(col(Orders.ORDERED_AT).desc())
                .select(
                        col(Orders.ORDERED_AT).cast("string"),
                        col(Orders.ORDERED_MONTH).cast("string"))
                .head();

        assertThat(last.getString(0)).startsWith("2018-01-01");
        assertThat(last.getString(1)).isEqualTo("2017-12-01");
    }

    @Test
    void mailersHappenOnTheMondayOfTheirWeekAtLocalMidnight() {
        Row mailer = lake.read(Touchpoints.TABLE)
                .filter(col(Touchpoints.CHANNEL).equalTo("mailer"))
                .orderBy(Touchpoints.TOUCHPOINT_ID)
                .selectExpr(
                        "touchpoint_id",
                        "CAST(event_ts AS STRING)",
                        "CAST(from_utc_timestamp(event_ts, 'America/New_York') AS STRING) AS local",
                        "weekday(from_utc_timestamp(event_ts, 'America/New_York')) AS weekday",
                        "promoted_families")
                .head();

        assertThat(mailer.<String>getAs("local")).endsWith("00:00:00");
        assertThat(mailer.<Integer>getAs("weekday")).isZero();
        assertThat(mailer.<String>getAs("touchpoint_id")).startsWith("mailer-");
        assertThat(mailer.getList(4)).hasSize(1);
    }

    @Test
    void shelfValueIsWhatTheRetailerReceivedAndTheTwoDiscountsOnTop() {
        Row sums = lake.read(InvoiceLines.TABLE)
                .selectExpr("count(line_discount)", "min(line_discount) >= 0", "count(unit_price)", "count(offer_id)")
                .head();

        assertThat(sums.getLong(0)).isEqualTo(183_237L);
        assertThat(sums.getBoolean(1)).isTrue();
        assertThat(sums.getLong(2)).isZero();
        assertThat(sums.getLong(3)).isZero();
    }

    @Test
    void everyCampaignIsAnOfferAndEveryRedeemingHouseholdAcceptsOnce() {
        assertThat(lake.read(Offers.TABLE).count()).isEqualTo(27);
        assertThat(lake.read(OfferEvents.TABLE)
                        .groupBy(OfferEvents.EVENT_TYPE)
                        .count()
                        .collectAsList())
                .extracting(row -> row.getString(0) + " " + row.getLong(1))
                .containsExactlyInAnyOrder("presented 842", "accepted 114");
        assertThat(lake.read(OfferEvents.TABLE)
                        .filter("event_type = 'accepted' AND size(accepted_product_ids) > 0")
                        .count())
                .isEqualTo(114);
    }

    /** Receipts of the campaigns 8, 13 and 18 in the bundled file: 147, 145 and 148, of 306 households. */
    @Test
    void theCampaignComparisonsAreObservational() {
        assertThat(lake.read(Experiments.TABLE)
                        .select(Experiments.EXPERIMENT_ID, Experiments.DESIGN)
                        .collectAsList())
                .extracting(row -> row.getString(0) + " " + row.getString(1))
                .containsExactlyInAnyOrder(
                        "campaign-8 observational", "campaign-13 observational", "campaign-18 observational");
        assertThat(lake.read(ExperimentAssignments.TABLE)
                        .groupBy(ExperimentAssignments.EXPERIMENT_ID, ExperimentAssignments.ARM)
                        .count()
                        .collectAsList())
                .extracting(row -> row.getString(0) + " " + row.getString(1) + " " + row.getLong(2))
                .containsExactlyInAnyOrder(
                        "campaign-8 received 147",
                        "campaign-8 not_received 159",
                        "campaign-13 received 145",
                        "campaign-13 not_received 161",
                        "campaign-18 received 148",
                        "campaign-18 not_received 158");
    }

    @Test
    void aProductWithoutACategoryIsOfItsDepartment() {
        assertThat(lake.read(Products.TABLE)
                        .filter(col(Products.PRODUCT_FAMILY).isNull())
                        .count())
                .isZero();
        assertThat(lake.read(Products.TABLE)
                        .select(Products.TIER_RANK)
                        .distinct()
                        .collectAsList())
                .extracting(row -> row.getInt(0))
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void aDayEarlierTheLastDaysReceiptsAreOfTheFuture(SparkSession spark) {
        SourceSettings sales = SourceFiles.only(
                SourceFiles.read("complete-journey", null), "accounts", "products", "orders", "invoice_lines");
        MemoryLake earlier = new MemoryLake(spark).take(sales, LocalDate.parse("2017-12-30"), MemoryLake.FIRST_RUN);

        assertThat(earlier.rows("orders")).containsKey("future/FUTURE");
        assertThat(earlier.read(InvoiceLines.TABLE)
                        .filter("to_date(from_utc_timestamp(posted_at, 'America/New_York')) > DATE'2017-12-30'")
                        .count())
                .isZero();
        assertThat(earlier.rows("invoice_lines").get("produced/(all)")).isEqualTo(184_753L);
    }
}
