package io.crosslift.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.SourceSettings;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.ExperimentOutcomes;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Products;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The source files of the data sets that are not bundled, each over a few rows shaped like the real ones. */
@ExtendWith(SparkSessionExtension.class)
class OtherSourcesIT {
    @TempDir
    private Path folder;

    private MemoryLake take(SparkSession spark, String name) {
        SourceSettings source = SourceFiles.read(name, folder.toUri().toString());
        return new MemoryLake(spark).take(source, source.asOf(), MemoryLake.FIRST_RUN);
    }

    private static List<String> texts(MemoryLake lake, TableSpec table, String expression) {
        return lake.read(table).selectExpr(expression).collectAsList().stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }

    @Test
    void onlineRetailTurnsCancellationsIntoRefundsAndLeavesOutWhoIsNoCustomer(SparkSession spark) {
        spark.sql("""
                SELECT * FROM VALUES
                  ('536365', '22752', 'WHITE METAL LANTERN ', 6, TIMESTAMP_NTZ'2011-06-01 08:26:00', 3.39D, '17850', 'France'),
                  ('536365', '22752', 'WHITE METAL LANTERN', 6, TIMESTAMP_NTZ'2011-06-01 08:26:00', 3.39D, '17850', 'France'),
                  ('536365', 'POST', 'POSTAGE', 1, TIMESTAMP_NTZ'2011-06-01 08:26:00', 18.0D, '17850', 'France'),
                  ('536366', '84029E', 'SET OF 3 CAKE CASES PINK', 2, TIMESTAMP_NTZ'2011-06-02 09:00:00', 1.25D, NULL, 'France'),
                  ('536367', '84029E', 'SET OF 3 CAKE CASES PINK', 2, TIMESTAMP_NTZ'2011-06-02 09:00:00', 0.0D, '17850', 'France'),
                  ('C536368', '22752', 'WHITE METAL LANTERN', -8, TIMESTAMP_NTZ'2011-06-03 10:00:00', 3.39D, '17850', 'France'),
                  ('C536369', '84029E', 'SET OF 3 CAKE CASES PINK', -1, TIMESTAMP_NTZ'2011-06-03 10:00:00', 1.25D, '17850', 'France'),
                  ('C536370', '22752', 'WHITE METAL LANTERN', -1, TIMESTAMP_NTZ'2011-06-03 10:00:00', 3.39D, NULL, 'France')
                AS t(InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country)""")
                .coalesce(1)
                .write()
                .parquet(folder.resolve("online_retail.parquet").toString());

        MemoryLake lake = take(spark, "online-retail");

        assertThat(lake.amounts("invoice_lines"))
                .containsOnly(
                        entry("produced/(all)", "61.1800"),
                        entry("accepted/(all)", "58.6800"),
                        entry("excluded/no_customer", "2.5000"),
                        entry("excluded/free", "0.0000"));
        assertThat(lake.rows("orders"))
                .containsOnly(
                        entry("produced/(all)", 3L),
                        entry("accepted/(all)", 1L),
                        entry("excluded/no_customer", 1L),
                        entry("excluded/no_lines", 1L));
        assertThat(texts(lake, RefundsReturns.TABLE, "concat_ws(' ', line_id, int(qty), amount)"))
                .containsExactly("536365-22752-1 2 6.7800", "536365-22752-2 6 20.3400");
        assertThat(lake.rows("refunds_returns"))
                .containsEntry("quarantined/NO_ORIGINAL", 1L)
                .containsEntry("excluded/no_customer", 1L);
        assertThat(texts(lake, Products.TABLE, "concat_ws(' ', product_id, product_family)"))
                .containsExactly("22752 LANTERN", "84029E CASE", "POST POSTAGE");
        assertThat(texts(lake, InvoiceLines.TABLE, "concat_ws(' ', product_id, line_type, string(posted_at))"))
                .contains("POST shipping 2011-06-01 07:26:00");
    }

    @Test
    void hillstromIsAnExperimentWithOutcomesAndSegments(SparkSession spark) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("hillstrom.csv.gz")))) {
            out.write("""
                    recency,history_segment,history,mens,womens,zip_code,newbie,channel,segment,visit,conversion,spend
                    10,2) $100 - $200,142.44,1,0,Surburban,0,Phone,Womens E-Mail,1,1,29.99
                    6,3) $200 - $350,329.08,1,1,Rural,1,Web,No E-Mail,0,0,0.0
                    6,3) $200 - $350,329.08,1,1,Rural,1,Web,No E-Mail,0,0,0.0
                    """.getBytes(UTF_8));
        }

        MemoryLake lake = take(spark, "hillstrom");

        assertThat(lake.rows("accounts")).containsEntry("accepted/(all)", 3L);
        assertThat(texts(lake, ExperimentAssignments.TABLE, "concat(arm, ' ', string(assigned_at))"))
                .containsExactly(
                        "No E-Mail 2008-03-01 05:00:00",
                        "No E-Mail 2008-03-01 05:00:00",
                        "Womens E-Mail 2008-03-01 05:00:00");
        assertThat(texts(lake, ExperimentOutcomes.TABLE, "concat_ws(' ', metric, value, date(measured_to))"))
                .contains(
                        "conversion 1.0 2008-03-15",
                        "history 142.44 2008-03-01",
                        "spend 29.99 2008-03-15",
                        "visit 1.0 2008-03-15")
                .hasSize(12);
        assertThat(texts(lake, AccountSegments.TABLE, "concat_ws(' ', segment_type, segment)"))
                .contains("bought mens only", "bought mens and womens", "newbie older")
                .hasSize(15);
        assertThat(texts(lake, ExperimentAssignments.TABLE, "unit_id"))
                .as("ids agree between queries")
                .isEqualTo(texts(lake, AccountSegments.TABLE, "account_id").stream()
                        .distinct()
                        .toList());
    }

    private void parquet(SparkSession spark, String table, String columns, String... rows) {
        spark.sql("SELECT * FROM VALUES (" + String.join("), (", rows) + ") AS t(" + columns + ")")
                .coalesce(1)
                .write()
                .parquet(folder.resolve(table + ".parquet").toString());
    }

    @Test
    void theWholeCompleteJourneyDerivesWhatAHouseholdCouldSeeWhereItShopped(SparkSession spark) {
        String at = "TIMESTAMP'2017-04-04 01:00:00'"; // the evening of 3 April in New York, week 15
        parquet(
                spark,
                "transactions",
                "household_id, store_id, basket_id, product_id, quantity, sales_value, retail_disc, coupon_disc, coupon_match_disc, week, transaction_timestamp",
                "7L, 3L, 100L, 1L, 1L, 1.5D, 0.5D, 0.0D, 0.0D, 15L, " + at,
                "7L, 3L, 100L, 2L, 1L, 2.220446e-16D, 0.0D, 0.0D, 0.0D, 15L, " + at);
        parquet(
                spark,
                "products",
                "product_id, manufacturer_id, department, brand, product_category, product_type, package_size",
                "1L, 1L, 'GROCERY', 'National', 'BAGS', 't', 's'",
                "2L, 1L, 'GROCERY', 'Private', 'BAGS', 't', 's'",
                "3L, 1L, 'GROCERY', 'Private', 'SOAP', 't', 's'");
        parquet(
                spark,
                "promotions",
                "product_id, store_id, display_location, mailer_location, week",
                "1L, 3L, '1', '0', 15L",
                "2L, 3L, '1', 'D', 15L",
                "2L, 3L, '1', 'A', 15L",
                "3L, 3L, '2', 'A', 15L",
                "3L, 3L, '1', 'D', 16L",
                "3L, 4L, '1', 'D', 15L");
        parquet(spark, "campaigns", "campaign_id, household_id", "18L, 7L");
        parquet(
                spark,
                "campaign_descriptions",
                "campaign_id, campaign_type, start_date, end_date",
                "18L, 'Type A', DATE'2017-10-30', DATE'2017-12-24'");
        parquet(spark, "coupons", "coupon_upc, product_id, campaign_id", "5L, 1L, 18L");
        parquet(
                spark,
                "coupon_redemptions",
                "household_id, coupon_upc, campaign_id, redemption_date",
                "7L, 5L, 18L, DATE'2017-11-02'",
                "7L, 5L, 18L, DATE'2017-11-09'");
        parquet(
                spark,
                "demographics",
                "household_id, age, income, home_ownership, marital_status, household_size, household_comp, kids_count",
                "7L, '65+', CAST(NULL AS STRING), 'x', 'x', '1', 'x', '0'");

        MemoryLake lake = take(spark, "complete-journey-full");

        assertThat(texts(lake, Touchpoints.TABLE, "concat_ws(' ', touchpoint_id, string(event_ts), touch_class)"))
                .containsExactly(
                        "campaign-18-7 2017-10-30 04:00:00 campaign",
                        "display-7-15-3-BAGS 2017-04-03 04:00:00 promotion",
                        "mailer-7-15-3-BAGS 2017-04-03 04:00:00 promotion");
        assertThat(lake.rows("touchpoints")).containsEntry("produced/(all)", 3L);
        assertThat(lake.amounts("invoice_lines"))
                .containsEntry("accepted/(all)", "1.5000")
                .containsEntry("excluded/free", "0.0000");
        assertThat(texts(lake, OfferEvents.TABLE, "concat_ws(' ', event_id, string(event_ts), accepted_product_ids)"))
                .containsExactly("accepted-18-7 2017-11-02 04:00:00 1", "presented-18-7 2017-10-30 04:00:00");
        assertThat(texts(lake, AccountSegments.TABLE, "concat_ws(' ', segment_type, segment)"))
                .containsExactly("age 65+");
    }

    @Test
    void theBankSellsCardsAndLoansToAccountsThatCameWithTheirStandingOrders(SparkSession spark) throws IOException {
        tabs("fin_account", "1|18|2015-03-24|M", "2|1|2015-05-01|M");
        tabs("fin_disp", "1|1|1|O", "2|2|2|O", "3|3|2|D");
        tabs("fin_card", "1|2|G|2018-10-16", "2|1|J|2018-03-13");
        tabs("fin_loan", "4959|2|2016-01-05|8095.20|24|337.30|A");
        tabs("fin_order", "1|1|YZ|87144583|245.20|HH", "2|2|ST|89597016|337.30|LO", "3|2|QR|13943797|726.60|  ");
        tabs(
                "fin_district",
                "1|Praha|Prague|1|0|0|0|1|1|100.0|1.0|.2|.4|1|8|9",
                "18|Pisek|South Bohemia|1|0|0|0|1|1|100.0|1.0|?|.4|1|?|9");

        MemoryLake lake = take(spark, "berka-bank");

        assertThat(texts(
                        lake,
                        InvoiceLines.TABLE,
                        "concat_ws(' ', line_id, order_id, account_id, product_id, string(posted_at))"))
                .containsExactly(
                        "account-1 account-1 1 current account 2015-03-23 23:00:00",
                        "account-2 account-2 2 current account 2015-04-30 22:00:00",
                        "card-1 card-1 2 gold card 2018-10-15 22:00:00",
                        "card-2 card-2 1 junior card 2018-03-12 23:00:00",
                        "loan-4959 loan-4959 2 loan 2016-01-04 23:00:00",
                        "order-1 account-1 1 household order 2015-03-23 23:00:00",
                        "order-3 account-2 2 other order 2015-04-30 22:00:00");
        assertThat(lake.rows("invoice_lines")).containsEntry("excluded/loan_payment", 1L);
        assertThat(texts(lake, Products.TABLE, "concat_ws(' ', product_family, tier_rank, product_id)"))
                .contains("card 1 classic card", "card 2 gold card", "card junior card", "loan loan");
        assertThat(texts(lake, AccountSegments.TABLE, "concat_ws(' ', account_id, segment)"))
                .containsExactly("1 South Bohemia", "2 Prague");
    }

    /** A compressed file without a header, its bars as tabs. */
    private void tabs(String name, String... lines) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".tsv.gz")))) {
            out.write((String.join("\n", lines) + "\n").replace('|', '\t').getBytes(UTF_8));
        }
    }
}
