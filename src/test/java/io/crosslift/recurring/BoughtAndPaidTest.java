package io.crosslift.recurring;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.OrderSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.Products;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.Subscriptions;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Accounts that buy once and subscribe. */
@ExtendWith(SparkSessionExtension.class)
class BoughtAndPaidTest {
    private static final ReportingSettings REPORTING = new ReportingSettings(ZoneOffset.UTC, "USD", 30);

    @Test
    void aFamilyIsOwnedWhileItWasBoughtOrIsPaidForAtTheHigherTier(SparkSession spark) {
        // Account a buys tier 1 in January, pays for tier 2 from March to May, gives back what it bought in April, and
        // has it again in June.
        Dataset<Row> bought = changes(
                spark,
                "('a', 'F', timestamp'2025-01-05', true, 1, true), ('a', 'F', timestamp'2025-04-10', false, NULL, false),"
                        + " ('a', 'F', timestamp'2025-06-01', true, 1, true), ('a', 'G', timestamp'2025-01-05', true, NULL, false),"
                        + " ('b', 'F', timestamp'2025-01-05', true, NULL, false)");
        Dataset<Row> paid = changes(
                spark,
                "('a', 'F', timestamp'2025-03-01', true, 2, false), ('a', 'F', timestamp'2025-05-01', false, NULL, false),"
                        + " ('a', 'F', timestamp'2025-06-01', true, 1, true), ('b', 'G', timestamp'2025-02-05', true, 1, true)");

        assertThat(OwnershipUnion.of(bought, paid)
                        .orderBy("account_id", "family", "changed_at")
                        .selectExpr("account_id", "family", "change_date", "owned", "date(since)", "tier", "below_top")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly(
                        "a F 2025-01-05 true 2025-01-05 1 true",
                        "a F 2025-03-01 true 2025-01-05 2 false",
                        "a F 2025-05-01 false null null false",
                        "a F 2025-06-01 true 2025-06-01 1 true",
                        "a G 2025-01-05 true 2025-01-05 null false",
                        "b F 2025-01-05 true 2025-01-05 null false",
                        "b G 2025-02-05 true 2025-02-05 1 true");
    }

    @Test
    void subscribersOwnWhatTheyBoughtFromTheFirstOrderUntilAllOfALineIsReturned(SparkSession spark) {
        assertThat(bought(spark, null)).containsExactly("a kept 2025-01-05 null", "a returned 2025-01-07 2025-02-03");
        assertThat(bought(spark, 30))
                .containsExactly(
                        "a kept 2025-01-05 2025-02-04",
                        "a kept 2025-03-01 2025-03-31",
                        "a returned 2025-01-07 2025-02-03");
    }

    private static List<String> bought(SparkSession spark, @Nullable Integer expiresAfter) {
        Dataset<Row> lines = CoreRows.of(
                spark,
                ClassifiedLines.TABLE,
                "SELECT * FROM VALUES ('l1', 'a', 'kept', timestamp'2025-01-05', 1), ('l2', 'a', 'kept', timestamp'2025-03-01', 1),"
                        + " ('l3', 'a', 'returned', timestamp'2025-01-07', 0), ('l4', 'a', 'rented', timestamp'2025-01-07', 1),"
                        + " ('l5', 'a', 'billed', timestamp'2025-01-07', 1), ('l6', 'nobody', 'kept', timestamp'2025-01-05', 1)"
                        + " AS t(line_id, account_id, product_id, line_ts, qty_net)");
        BoughtProducts.Inputs inputs = new BoughtProducts.Inputs(
                lines,
                CoreRows.of(
                        spark,
                        InvoiceLines.TABLE,
                        "SELECT line_id, IF(line_id = 'l5', 'i', NULL) subscription_item_id FROM VALUES ('l1'), ('l3'), ('l5') AS t(line_id)"),
                CoreRows.of(
                        spark,
                        RefundsReturns.TABLE,
                        "SELECT * FROM VALUES ('l3', timestamp'2025-01-20'), ('l3', timestamp'2025-02-03') AS t(line_id, refunded_at)"),
                CoreRows.of(
                        spark,
                        Products.TABLE,
                        "SELECT product_id, product_id = 'rented' is_recurring FROM VALUES ('kept'), ('returned'), ('rented'), ('billed') AS t(product_id)"));
        Dataset<Row> subscriptions = CoreRows.of(
                spark, Subscriptions.TABLE, "SELECT explode(array('s1', 's2')) subscription_id, 'a' account_id");
        return BoughtProducts.of(inputs, subscriptions, new OrderSettings(expiresAfter, 365), REPORTING)
                .orderBy("product_id", "from_day")
                .select("account_id", "product_id", "from_day", "to_day")
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    private static Dataset<Row> changes(SparkSession spark, String rows) {
        return CoreRows.of(
                        spark,
                        OwnershipChanges.TABLE,
                        "SELECT *, date(changed_at) change_date, trunc(changed_at, 'month') change_month, IF(owned, changed_at, NULL) since FROM VALUES "
                                + rows + " AS t(account_id, family, changed_at, owned, tier, below_top)")
                .drop("as_of_date", "run_id");
    }
}
