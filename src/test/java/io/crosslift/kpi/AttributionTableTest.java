package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Conversions;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
final class AttributionTableTest {
    private static final KpiTable K08 = new AttributionTable();

    @Test
    void everyModelAddsUpToTheNetValueWithTheUnattributedInside(SparkSession spark) {
        List<Row> rows = run(spark).rows(K08, Map.of("period_type", "month", "period_start", "2025-05-01"));

        Map<String, BigDecimal> totals = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> text(row, AttributionKpi.MODEL),
                        Collectors.reducing(
                                BigDecimal.ZERO, row -> row.getAs(AttributionKpi.NET_CREDIT), BigDecimal::add)));
        assertThat(totals)
                .containsOnly(
                        Map.entry("last_touch", new BigDecimal("110.00")),
                        Map.entry("linear", new BigDecimal("110.00")));
    }

    @Test
    void aClawbackStandsInTheMonthOfTheConversion(SparkSession spark) {
        List<Row> rows = run(spark).rows(K08, Map.of("period_type", "month", "model", "linear"));

        assertThat(rows)
                .extracting(row -> String.join(
                        " ",
                        text(row, AttributionKpi.CHANNEL),
                        text(row, "period_start"),
                        text(row, AttributionKpi.CREDITED_CONVERSIONS),
                        text(row, AttributionKpi.TOUCHED_CONVERSIONS),
                        text(row, AttributionKpi.CREDIT),
                        text(row, AttributionKpi.CLAWBACK),
                        text(row, AttributionKpi.NET_CREDIT),
                        text(row, AttributionKpi.SHARE)))
                .containsExactlyInAnyOrder(
                        "email 2025-05-01 0.666667 1 66.67 -26.67 40.00 0.363636",
                        "display 2025-05-01 0.333333 1 33.33 -13.33 20.00 0.181818",
                        "(unattributed) 2025-05-01 1.000000 1 50.00 0.00 50.00 0.454545");
    }

    private static TestRun run(SparkSession spark) {
        String third = "0.333333333333333333";
        return TestRun.asOf(spark, "2025-07-31")
                .with(
                        Conversions.TABLE,
                        TableRows.of(Conversions.TABLE)
                                .row("conversion_id", "c1", "account_id", "a", "conversion_date", "2025-05-10")
                                .row("conversion_id", "c2", "account_id", "b", "conversion_date", "2025-05-20"))
                .with(
                        AttributionCredits.TABLE,
                        TableRows.of(AttributionCredits.TABLE)
                                .row(credit("c1", "linear", "t1", 1, third, "33.34", "email"))
                                .row(credit("c1", "linear", "t2", 1, third, "33.33", "email"))
                                .row(credit("c1", "linear", "t3", 1, third, "33.33", "display"))
                                .row(credit("c1", "linear", "t1", 2, third, "-13.34", "email"))
                                .row(credit("c1", "linear", "t2", 2, third, "-13.33", "email"))
                                .row(credit("c1", "linear", "t3", 2, third, "-13.33", "display"))
                                .row(credit("c2", "linear", "(unattributed)", 1, "1", "50.00", "(unattributed)"))
                                .row(credit("c1", "last_touch", "t3", 1, "1", "100.00", "display"))
                                .row(credit("c1", "last_touch", "t3", 2, "1", "-40.00", "display"))
                                .row(credit("c2", "last_touch", "(unattributed)", 1, "1", "50.00", "(unattributed)")));
    }

    private static Object[] credit(
            String conversion, String model, String touch, int posting, String weight, String credit, String channel) {
        return new Object[] {
            "conversion_id", conversion,
            "model", model,
            "touchpoint_id", touch,
            "posting_seq", posting,
            "posting_kind", posting == 1 ? "conversion" : "clawback",
            "posted_on", posting == 1 ? "2025-05-10" : "2025-07-01",
            "weight", weight,
            "credit", credit,
            "channel", channel,
            "campaign_id", "(none)",
            "team", "marketing",
            "sell_type", "cross_sell",
            "value_basis", "line_net"
        };
    }
}
