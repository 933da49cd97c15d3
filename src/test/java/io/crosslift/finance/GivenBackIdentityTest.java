package io.crosslift.finance;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two touches share a conversion of 10.00 that is given back in full; another of 10.00 is kept. */
@ExtendWith(SparkSessionExtension.class)
class GivenBackIdentityTest {
    @Test
    void nothingIsLeftOfCreditThatWasTakenBack(SparkSession spark) {
        assertThat(check(spark, "-5.00", "-5.00")).containsExactly("2.000000 2.000000 true");
    }

    @Test
    void aCentThatOneTouchKeepsForAnotherIsFound(SparkSession spark) {
        assertThat(check(spark, "-4.99", "-5.01")).containsExactly("0.000000 2.000000 false");
    }

    private static List<String> check(SparkSession spark, String fromFirst, String fromSecond) {
        Map<TableSpec, Dataset<Row>> tables = Map.of(
                Conversions.TABLE,
                CoreRows.of(
                        spark,
                        Conversions.TABLE,
                        "SELECT id AS conversion_id, 'cross_sell' AS sell_type, 10.00 AS value, refunded FROM VALUES ('back', 10.00), ('kept', 0.00) AS t(id, refunded)"),
                AttributionCredits.TABLE,
                CoreRows.of(
                        spark,
                        AttributionCredits.TABLE,
                        "SELECT id AS conversion_id, 'linear' AS model, touch AS touchpoint_id, seq AS posting_seq, credit FROM VALUES"
                                + " ('back', 'x', 1, 5.00), ('back', 'y', 1, 5.00), ('kept', 'x', 1, 10.00),"
                                + " ('back', 'x', 2, " + fromFirst + "), ('back', 'y', 2, " + fromSecond
                                + ") AS t(id, touch, seq, credit)"));
        return Identities.of(tables::containsKey, tables::get, null)
                .orElseThrow()
                .filter("identity_id = 'I8'")
                .select(IdentityChecks.LEFT, IdentityChecks.RIGHT, IdentityChecks.PASSED)
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();
    }
}
