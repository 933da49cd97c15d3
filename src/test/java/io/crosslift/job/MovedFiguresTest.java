package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.Reconciliation;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Figures that two runs tell differently. */
@ExtendWith(SparkSessionExtension.class)
class MovedFiguresTest {
    /** What is sold and what is billed are reconciled apart: a month has both. */
    @Test
    void whatIsBilledIsComparedWithWhatWasBilled(SparkSession spark) {
        assertThat(MovedFigures.of(
                        Reconciliation.TABLE, reconciled(spark, "0.00", "41.50"), reconciled(spark, "0.00", "43.00")))
                .containsExactly(new MovedFigures.Moved(
                        "reconciled revenue, billed",
                        LocalDate.of(2025, 11, 1),
                        new BigDecimal("41.50"),
                        new BigDecimal("43.00")));
    }

    private static Dataset<Row> reconciled(SparkSession spark, String sold, String billed) {
        return spark.sql("SELECT 'month' AS period_type, 'ALL' AS segment_type, 'ALL' AS segment, 'ALL' AS gl_account,"
                + " DATE'2025-11-01' AS period_start, measure, CAST(total AS DECIMAL(18,2)) AS kpi_total"
                + " FROM VALUES ('net_revenue', " + sold + "), ('billed_revenue', " + billed
                + ") AS v(measure, total)");
    }
}
