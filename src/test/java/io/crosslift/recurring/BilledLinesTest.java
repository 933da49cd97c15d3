package io.crosslift.recurring;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.MrrMovements;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lines of March of an item that began in January, grew on 10 March, and ended on 20 April, and of others. */
@ExtendWith(SparkSessionExtension.class)
class BilledLinesTest {
    private static final String LINES = String.join(
            ", ",
            "('first', 'i', NULL, '2025-01-05', '2025-02-05', 10)",
            "('same', 'i', NULL, '2025-02-05', '2025-03-05', 10)",
            "('grown', 'i', NULL, '2025-03-05', '2025-04-05', 15)",
            "('credit', 'i', NULL, '2025-04-05', '2025-05-05', -7)",
            "('proration', 'i', NULL, '2025-03-05', '2025-04-05', -7)",
            "('named', 'i', 'a|2025-01-05', '2025-02-05', '2025-03-05', 10)",
            "('other-item', 'j', NULL, '2025-03-05', '2025-04-05', 3)",
            "('no-item', NULL, NULL, '2025-03-05', '2025-04-05', 4)");
    private static final String CHANGES = String.join(
            ", ",
            "('i', 'a|2025-01-05', '2025-01-05', 'new', 'first_purchase', 10)",
            "('i', 'a|2025-03-10', '2025-03-10', 'up_sell', 'seat', 5)",
            "('i', 'a|2025-03-10', '2025-03-10', 'cross_sell', 'swap_residual', 1)",
            "('i', 'a|2025-04-20', '2025-04-20', 'churn', 'account_zero', -16)",
            "('j', 'a|2025-03-05', '2025-03-05', 'renewal', 'renewal', 0)",
            "('j', 'a|2025-03-31', '2025-03-31', 'fx_effect', 'fx', 1)");

    @Test
    void aLineIsOfTheChangeItBillsAndARenewalWhereNothingChanged(SparkSession spark) {
        Dataset<Row> invoiceLines = CoreRows.of(
                spark,
                InvoiceLines.TABLE,
                "SELECT line_id, subscription_item_id, timestamp(day) AS service_start, timestamp(until) AS service_end,"
                        + " timestamp(day) AS posted_at FROM VALUES " + LINES
                        + " AS t(line_id, subscription_item_id, change_id, day, until, amount)");
        Dataset<Row> lines = CoreRows.of(
                spark,
                ClassifiedLines.TABLE,
                "SELECT line_id, change_id, amount AS orig_amount, 'one_off' AS movement_class, 'purchase' AS reason FROM VALUES "
                        + LINES + " AS t(line_id, subscription_item_id, change_id, day, until, amount)");
        Dataset<Row> movements = CoreRows.of(
                spark,
                MrrMovements.TABLE,
                "SELECT item AS subscription_item_id, change_set_id, date(day) AS effective_date, 1 AS seq, class AS movement_class, reason,"
                        + " amount AS mrr_delta FROM VALUES " + CHANGES
                        + " AS t(item, change_set_id, day, class, reason, amount)");

        Map<String, String> classes = BilledLines.classified(
                        lines, invoiceLines, movements, new ReportingSettings(ZoneOffset.UTC, "USD", 1))
                .collectAsList()
                .stream()
                .collect(Collectors.toMap(
                        row -> row.getAs("line_id"),
                        row -> row.getAs("movement_class") + " " + row.getAs("reason") + " " + row.getAs("change_id")));

        assertThat(classes)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "first", "new first_purchase a|2025-01-05",
                        "same", "renewal renewal null",
                        "grown", "cross_sell swap_residual a|2025-03-10",
                        "credit", "churn account_zero a|2025-04-20",
                        "proration", "cross_sell swap_residual a|2025-03-10",
                        "named", "new first_purchase a|2025-01-05",
                        "other-item", "renewal renewal null",
                        "no-item", "one_off purchase null"));
    }
}
