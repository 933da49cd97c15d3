package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.lake.Slice;
import io.crosslift.recurring.PaidItems;
import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.Arpa;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.OwnershipMonths;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Products;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.Retention;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten accounts that pay 50.00 a month from November on, the one numbered 9 in euros. The even ones add an add-on of 10.00 on 10 January, two
 * days after an e-mail; in February account 0 upgrades to 80.00 and account 1 leaves.
 */
@ExtendWith(SparkSessionExtension.class)
class RecurringStageIT {
    @Test
    void subscriptionsBecomeMovementsBridgesAndConversionsThatTouchesEarn(SparkSession spark, @TempDir Path folder) {
        RunContext run = business(spark, folder);

        for (Stage stage : List.of(new RecurringStage(), new JourneyStage(), new KpiStage(), new ReconcileStage())) {
            stage.run(run);
        }

        // Opening: 9 x 50.00 + 50.00 EUR at 1.10 = 505.00; January + 5 x 10.00, the euro falls to 1.00;
        // February + 30.00 - 50.00.
        assertThat(bridge(run, "mrr"))
                .containsExactly(
                        "2024-11-01 0.00 505.00 0.00 0.00 0.00 0.00 505.00",
                        "2024-12-01 505.00 0.00 0.00 0.00 0.00 0.00 505.00",
                        "2025-01-01 505.00 0.00 50.00 0.00 0.00 -5.00 550.00",
                        "2025-02-01 550.00 0.00 0.00 30.00 50.00 0.00 530.00");
        assertThat(bridge(run, "arr")).contains("2025-02-01 6600.00 0.00 0.00 360.00 600.00 0.00 6360.00");
        assertThat(run.read(Conversions.TABLE)
                        .orderBy(Conversions.CONVERSION_ID)
                        .select(
                                Conversions.CONVERSION_ID,
                                Conversions.REASON,
                                Conversions.VALUE,
                                Conversions.VALUE_BASIS,
                                Conversions.CONVERTED_AT)
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .hasSize(6)
                .contains(
                        "a0|2025-01-10|cross_sell|extras add_on 120.00 arr_delta 2025-01-10 09:00:00.0",
                        "a0|2025-02-10|up_sell|core tier 360.00 arr_delta 2025-02-10 09:00:00.0");
        // The value of a journey is in cents.
        assertThat(run.read(Journeys.TABLE)
                        .filter(col(Journeys.GOAL)
                                .equalTo("cross_sell")
                                .and(col(Journeys.END_KIND).equalTo("converted")))
                        .selectExpr("account_id", "size(touches)", "value")
                        .orderBy("account_id")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly("a0 1 12000", "a2 1 12000", "a4 1 12000", "a6 1 12000", "a8 1 12000");
        assertThat(retention(run)).isEqualTo("10 9 550.00 530.00 500.00");
        // Account 0 pays 80.00 and 10.00 at the end of February; account 1 has left.
        assertThat(run.read(OwnershipMonths.TABLE)
                        .filter("month = DATE'2025-02-01' AND account_id IN ('a0', 'a1', 'a2')")
                        .selectExpr("account_id", "family", "since", "mrr", "is_active", "top_tier")
                        .orderBy("account_id", "family")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly(
                        "a0 core 2024-11-05 80.00 true 2",
                        "a0 extras 2025-01-10 10.00 true null",
                        "a2 core 2024-11-05 50.00 true 1",
                        "a2 extras 2025-01-10 10.00 true null");
        // 9 accounts pay 530.00, 10 paid 550.00.
        assertThat(run.read(Arpa.TABLE)
                        .filter(
                                "period_type = 'month' AND period_start = DATE'2025-02-01' AND basis = 'previous_period'")
                        .selectExpr("accounts_0", "accounts_1", "arpa_0", "arpa_1")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly("10 9 55.000000 58.888889");
        assertThat(PaidItems.of(
                                run.read(Subscriptions.TABLE),
                                run.read(SubscriptionItems.TABLE),
                                run.read(Products.TABLE),
                                run.settings().recurring(),
                                run.settings().reporting())
                        .filter("account_id IN ('a0', 'a1')")
                        .selectExpr(
                                "account_id",
                                "product_id",
                                "tier",
                                "timestamp_micros(paid_from_micros)",
                                "IF(paid_to_micros < 9223372036854775807, timestamp_micros(paid_to_micros), NULL)")
                        .orderBy("account_id", "product_id")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly(
                        "a0 addon null 2025-01-10 09:00:00.0 null",
                        "a0 basic 1 2024-11-05 09:00:00.0 2025-02-10 09:00:00.0",
                        "a0 pro 2 2025-02-10 09:00:00.0 null",
                        "a1 basic 1 2024-11-05 09:00:00.0 2025-02-20 00:00:00.0");
        List<Row> checks = run.read(IdentityChecks.TABLE)
                .select(IdentityChecks.IDENTITY_ID, IdentityChecks.PASSED)
                .collectAsList();
        assertThat(checks).allMatch(row -> row.getBoolean(1));
        assertThat(checks)
                .extracting(row -> row.getString(0))
                .contains("I1", "I2", "I3", "I4", "I5", "I15", "I16", "I17");
    }

    @Test
    void aBalanceThatMovementsDoNotMakeStopsThePublish(SparkSession spark, @TempDir Path folder) {
        RunContext run = business(spark, folder);
        new RecurringStage().run(run);
        var broken = run.read(AccountMrrMonths.TABLE)
                .drop("as_of_date", "run_id")
                .withColumn("closing", col("closing").plus(0.01).cast("decimal(18,2)"));
        run.write(AccountMrrMonths.TABLE, Slice.whole(), broken.localCheckpoint());

        assertThatThrownBy(() -> new ReconcileStage().run(run))
                .hasMessageContaining("I1 account months that close: left 0")
                .hasMessageContaining("I2")
                .hasMessageContaining("I3 closing mrr and items active, 2025-02-28: left 530.100000, right 530.000000");
    }

    private static List<String> bridge(RunContext run, String measure) {
        return run
                .read(MrrBridge.TABLE)
                .filter(col(MrrBridge.MEASURE)
                        .equalTo(measure)
                        .and(col(MrrBridge.FAMILY).equalTo("ALL"))
                        .and(col("period_type").equalTo("month")))
                .orderBy("period_start")
                .select(
                        "period_start",
                        MrrBridge.OPENING,
                        MrrBridge.NEW,
                        MrrBridge.CROSS_SELL,
                        MrrBridge.UP_SELL_TIER,
                        MrrBridge.CHURN,
                        MrrBridge.FX_EFFECT,
                        MrrBridge.CLOSING)
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    private static String retention(RunContext run) {
        return run.read(Retention.TABLE)
                .filter("window_months = 1 AND period_start = DATE'2025-02-01' AND cohort = 'ALL' AND family = 'ALL'")
                .select(
                        Retention.COHORT_ACCOUNTS,
                        Retention.ACCOUNTS_RETAINED,
                        Retention.OPENING,
                        Retention.CLOSING,
                        Retention.RETAINED_MIN)
                .head()
                .mkString(" ");
    }

    private static RunContext business(SparkSession spark, Path folder) {
        RunContext run = FirstRun.at(spark, folder, LocalDate.of(2025, 2, 28));
        write(
                run,
                Products.TABLE,
                "SELECT product_id, timestamp'2020-01-01' AS valid_from, family AS product_family, tier AS tier_rank, true AS is_recurring"
                        + " FROM VALUES ('basic', 'core', 1), ('pro', 'core', 2), ('addon', 'extras', NULL) AS t(product_id, family, tier)");
        write(
                run,
                ProductRelations.TABLE,
                "SELECT 'addon' AS from_product, 'basic' AS to_product, 'addon_of' AS relation");
        write(
                run,
                FxRates.TABLE,
                "SELECT 'EUR' AS currency, day AS rate_date, IF(day < DATE'2025-01-31', 1.1, 1.0) AS rate"
                        + " FROM VALUES (DATE'2024-10-31'), (DATE'2024-11-30'), (DATE'2024-12-31'), (DATE'2025-01-31'), (DATE'2025-02-28') AS t(day)");
        write(
                run,
                Subscriptions.TABLE,
                "SELECT 's' || id AS subscription_id, 'a' || id AS account_id, 'active' AS status, IF(id = 9, 'EUR', 'USD') AS currency,"
                        + " timestamp'2024-11-05 09:00:00' AS started_at, timestamp'2024-11-05 09:00:00' AS valid_from,"
                        + " IF(id = 1, timestamp'2025-02-20 00:00:00', NULL) AS ends_at FROM range(10)");
        write(
                run,
                SubscriptionItems.TABLE,
                "SELECT 'base' || id AS subscription_item_id, 's' || id AS subscription_id, 'a' || id AS account_id,"
                        + " IF(step = 1, 'basic', 'pro') AS product_id, 1 AS qty, IF(step = 1, 50, 80) AS unit_price, 'month' AS interval_unit,"
                        + " 1 AS interval_count, IF(step = 1, timestamp'2024-11-05 09:00:00', timestamp'2025-02-10 09:00:00') AS valid_from,"
                        + " IF(step = 1 AND id = 0, timestamp'2025-02-10 09:00:00', NULL) AS valid_to"
                        + " FROM range(10) CROSS JOIN VALUES (1), (2) AS t(step) WHERE step = 1 OR id = 0"
                        + " UNION ALL SELECT 'addon' || id, 's' || id, 'a' || id, 'addon', 1, 10, 'month', 1, timestamp'2025-01-10 09:00:00', NULL"
                        + " FROM range(10) WHERE id % 2 = 0");
        write(
                run,
                Touchpoints.TABLE,
                "SELECT 't' || id AS touchpoint_id, 'a' || id AS account_id, timestamp'2025-01-08 12:00:00' AS event_ts, 'campaign' AS touch_class,"
                        + " 'email' AS channel, array('extras') AS promoted_families, DATE'2025-01-01' AS event_month FROM range(10) WHERE id % 2 = 0");
        return run;
    }

    private static void write(RunContext run, TableSpec table, String query) {
        run.write(
                table,
                Slice.whole(),
                CoreRows.of(
                        table,
                        run.spark()
                                .sql(query)
                                .withColumn(ProvenanceColumns.INGESTED_AT, lit(Timestamp.from(Instant.EPOCH)))));
    }
}
