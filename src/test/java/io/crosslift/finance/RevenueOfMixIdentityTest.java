package io.crosslift.finance;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TransactionMix;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lines of 10.00 on 10 February, 7.00 on the 15th and 5.00 in March. */
@ExtendWith(SparkSessionExtension.class)
class RevenueOfMixIdentityTest {
    @Test
    void monthsHoldTheirLines(SparkSession spark) {
        assertThat(check(spark, "17.00", null))
                .containsExactly("2026-02-01 17.000000 17.000000 true", "2026-03-01 5.000000 5.000000 true");
    }

    @Test
    void aMonthInWhichHistoryBeginsHoldsTheLinesFromThatDayOn(SparkSession spark) {
        LocalDate begins = LocalDate.parse("2026-02-15");

        assertThat(check(spark, "7.00", begins)).startsWith("2026-02-01 7.000000 7.000000 true");
        assertThat(check(spark, "17.00", begins)).startsWith("2026-02-01 7.000000 17.000000 false");
    }

    private static List<String> check(SparkSession spark, String february, @Nullable LocalDate completeFrom) {
        Map<TableSpec, Dataset<Row>> tables = Map.of(
                ClassifiedLines.TABLE,
                CoreRows.of(
                        spark,
                        ClassifiedLines.TABLE,
                        "SELECT id AS line_id, day AS line_date, trunc(day, 'month') AS line_month, net FROM VALUES"
                                + " ('a', DATE '2026-02-10', 10.00), ('b', DATE '2026-02-15', 7.00),"
                                + " ('c', DATE '2026-03-01', 5.00) AS t(id, day, net)"),
                TransactionMix.TABLE,
                CoreRows.of(
                        spark,
                        TransactionMix.TABLE,
                        "SELECT 'month' AS period_type, start AS period_start, 'ALL' AS segment_type, 'ALL' AS segment, 'all' AS"
                                + " scope, 'net' AS view, total AS total_revenue FROM VALUES"
                                + " (DATE '2026-02-01', " + february
                                + "), (DATE '2026-03-01', 5.00) AS t(start, total)"));
        return Identities.of(tables::containsKey, tables::get, completeFrom)
                .orElseThrow()
                .filter("identity_id = 'I11'")
                .orderBy(IdentityChecks.SLICE)
                .select(IdentityChecks.SLICE, IdentityChecks.LEFT, IdentityChecks.RIGHT, IdentityChecks.PASSED)
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" ").replace("net revenue, ", ""))
                .toList();
    }
}
