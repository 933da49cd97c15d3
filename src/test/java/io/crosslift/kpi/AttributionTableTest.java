package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ChannelEconomics;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.TouchClassCredit;
import io.crosslift.schema.Touchpoints;
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

    @Test
    void theModelsOwnShareOfAChannelStandsBesideItsCredit(SparkSession spark) {
        List<Row> rows = run(spark)
                .with(
                        AttributionModelShares.TABLE,
                        TableRows.of(AttributionModelShares.TABLE)
                                .row(share("linear", "cross_sell", "email", "value", "0.7", "0.6", "0.8"))
                                .row(share("linear", "cross_sell", "email", "count", "0.1", "0.0", "0.2"))
                                .row(share("linear", "up_sell", "email", "value", "0.2", "0.1", "0.3")))
                .rows(K08, Map.of("period_type", "month", "model", "linear"));

        assertThat(rows)
                .extracting(row -> String.join(
                        " ",
                        text(row, AttributionKpi.CHANNEL),
                        text(row, AttributionKpi.MODEL_SHARE),
                        text(row, AttributionKpi.MODEL_SHARE_LOW),
                        text(row, AttributionKpi.MODEL_SHARE_HIGH),
                        text(row, AttributionKpi.NOTE)))
                .containsExactlyInAnyOrder("email 0.7 0.6 0.8 as asked", "display    ", "(unattributed)    ");
    }

    @Test
    void calibratedCreditAndItsBaselineAddUpToNetCreditAndNameTheirFactor(SparkSession spark) {
        TestRun run = run(spark)
                .with(
                        AttributionCredits.TABLE,
                        TableRows.of(AttributionCredits.TABLE)
                                .row(calibrated("c1", "t1", "100.00", "email", "120.00"))
                                .row(calibrated("c1", "(baseline)", "0.00", "baseline", "-20.00"))
                                .row(calibrated("c2", "(unattributed)", "5.00", "unattributed", "0.00"))
                                .row(calibrated("c2", "(baseline)", "0.00", "baseline", "5.00")))
                .with(
                        Calibrations.TABLE,
                        TableRows.of(Calibrations.TABLE)
                                .row(factor("line_net", "email", "experiment", "1.2", true))
                                .row(factor("arr_delta", "email", "experiment", "0.3", true))
                                .row(factor("line_net", "email", "refused", null, false)));

        assertThat(run.rows(K08, Map.of("period_type", "month")))
                .extracting(row -> String.join(
                        " ",
                        text(row, AttributionKpi.CHANNEL),
                        text(row, AttributionKpi.NET_CREDIT),
                        text(row, AttributionKpi.CALIBRATED),
                        text(row, AttributionKpi.KAPPA),
                        text(row, AttributionKpi.CALIBRATION),
                        text(row, AttributionKpi.NOTE)))
                .containsExactlyInAnyOrder(
                        "email 100.00 120.00 1.2 experiment ",
                        "baseline 0.00 -15.00   OVER_ONE",
                        "unattributed 5.00 0.00   ");
        assertThat(run.rows(new TouchClassCreditTable(), Map.of("period_type", "month", "team", "(none)")))
                .as("the baseline was credited nothing, so it isn't counted among teams")
                .extracting(row -> text(row, TouchClassCredit.TOUCHED_CONVERSIONS))
                .containsExactly("1");
    }

    @Test
    void creditByTouchClassAddsUpToTheSameTotals(SparkSession spark) {
        List<Row> rows =
                run(spark).rows(new TouchClassCreditTable(), Map.of("period_type", "month", "model", "linear"));

        assertThat(rows)
                .extracting(row -> String.join(
                        " ",
                        text(row, TouchClassCredit.TEAM),
                        text(row, TouchClassCredit.TOUCH_CLASS),
                        text(row, TouchClassCredit.NET_CREDIT),
                        text(row, TouchClassCredit.SHARE)))
                .containsExactlyInAnyOrder("marketing campaign 60.00 0.545455", "(none) (none) 50.00 0.454545");
    }

    @Test
    void whatAChannelCostStandsBesideItsCreditEvenIfItEarnedNothing(SparkSession spark) {
        List<Row> rows = run(spark)
                .with(
                        Touchpoints.TABLE,
                        TableRows.of(Touchpoints.TABLE)
                                .row(
                                        "touchpoint_id",
                                        "t1",
                                        "event_ts",
                                        "2025-05-02 10:00:00",
                                        "channel",
                                        "email",
                                        "cost",
                                        "4.00")
                                .row(
                                        "touchpoint_id",
                                        "t2",
                                        "event_ts",
                                        "2025-05-03 10:00:00",
                                        "channel",
                                        "email",
                                        "cost",
                                        "6.00")
                                .row("touchpoint_id", "t3", "event_ts", "2025-05-04 10:00:00", "channel", "display")
                                .row(
                                        "touchpoint_id",
                                        "t9",
                                        "event_ts",
                                        "2025-05-05 10:00:00",
                                        "channel",
                                        "radio",
                                        "cost",
                                        "8.00"))
                .rows(new ChannelEconomicsTable(), Map.of("period_type", "month", "model", "linear"));

        assertThat(rows)
                .extracting(row -> String.join(
                        " ",
                        text(row, ChannelEconomics.CHANNEL),
                        text(row, ChannelEconomics.TOUCHES),
                        text(row, ChannelEconomics.COST),
                        text(row, ChannelEconomics.NET_CREDIT),
                        text(row, ChannelEconomics.COST_PER_CONVERSION),
                        text(row, ChannelEconomics.CREDIT_PER_COST)))
                .containsExactlyInAnyOrder(
                        // 10.00 / 0.666667 conversions, 40.00 / 10.00
                        "email 2 10.00 40.00 15.00 4.000000",
                        "display 1  20.00  ",
                        "radio 1 8.00 0.00  0.000000",
                        "(unattributed) 0  50.00  ");
    }

    private static Object[] calibrated(
            String conversion, String touch, String credit, String channel, String calibrated) {
        Object[] posting = credit(conversion, "markov", touch, 1, "1", credit, channel);
        Object[] row = java.util.Arrays.copyOf(posting, posting.length + 4);
        row[posting.length] = "calibrated_credit";
        row[posting.length + 1] = calibrated;
        row[posting.length + 2] = "team";
        row[posting.length + 3] = channel.equals("email") ? "marketing" : "(none)";
        return row;
    }

    private static Object[] factor(String basis, String channel, String source, String kappa, boolean applied) {
        return new Object[] {
            "model", "markov",
            "value_basis", basis,
            "goal", "cross_sell",
            "channel", channel,
            "experiment_id", source,
            "source", source,
            "kappa", kappa,
            "is_applied", applied,
            "flags", List.of()
        };
    }

    private static Object[] share(
            String model, String goal, String channel, String basis, String share, String low, String high) {
        return new Object[] {
            "model", model,
            "goal", goal,
            "channel", channel,
            "basis", basis,
            "share", share,
            "low", low,
            "high", high,
            "note", "as asked"
        };
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
            "conversion_id",
            conversion,
            "model",
            model,
            "touchpoint_id",
            touch,
            "posting_seq",
            posting,
            "posting_kind",
            posting == 1 ? "conversion" : "clawback",
            "posted_on",
            posting == 1 ? "2025-05-10" : "2025-07-01",
            "weight",
            weight,
            "credit",
            credit,
            "channel",
            channel,
            "campaign_id",
            "(none)",
            "team",
            channel.startsWith("(") ? "(none)" : "marketing",
            "touch_class",
            channel.startsWith("(") ? "(none)" : "campaign",
            "sell_type",
            "cross_sell",
            "value_basis",
            "line_net"
        };
    }
}
