package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.OfferJourneys;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
final class InteractionTest {
    private static final InteractionTable TABLE = new InteractionTable();

    @Test
    void theWorkedFactorialIsReproduced(SparkSession spark) {
        Map<String, BigDecimal> expected = new HashMap<>();
        Golden.rows("27_interaction/expected.csv")
                .forEach(row -> expected.put(row.get("metric"), new BigDecimal(row.get("value"))));

        List<Row> rows = worked(spark).rows(TABLE, slice("framing", "ALL"));

        for (String timing : List.of("post_purchase", "post_use")) {
            assertThat(number(rows, "rate", "ALL", timing, "ALL"))
                    .isEqualByComparingTo(expected.get("main_timing_" + timing));
        }
        for (String channel : List.of("email", "in_app")) {
            assertThat(number(rows, "rate", "ALL", "ALL", channel))
                    .isEqualByComparingTo(expected.get("main_channel_" + channel));
        }
        for (String offer : List.of("X", "Y")) {
            assertThat(number(rows, "contrast_2way", offer, "post_use", "in_app"))
                    .isEqualByComparingTo(expected.get("contrast_timing_x_channel_offer_" + offer));
        }
        assertThat(number(rows, "contrast_3way", "Y", "post_use", "in_app"))
                .isEqualByComparingTo(expected.get("three_way_contrast_Y_minus_X"));
        List<BigDecimal> cellRates = rows.stream()
                .filter(row -> Stream.of("offer", "timing", "channel")
                        .noneMatch(column -> text(row, column).equals("ALL")))
                .map(row -> row.<BigDecimal>getAs("rate"))
                .sorted()
                .toList();
        assertThat(cellRates).hasSize(8);
        assertThat(cellRates.get(0)).isEqualByComparingTo(expected.get("worst_cell_rate"));
        assertThat(cellRates.get(7)).isEqualByComparingTo(expected.get("best_cell_rate"));
        assertThat(cells(
                                row(rows, "Y", "post_use", "in_app"),
                                "reference_offer",
                                "reference_timing",
                                "reference_channel")
                        .values())
                .containsExactly("X", "post_purchase", "email");
    }

    @Test
    void theContrastsErrorAddsUpOverItsCells(SparkSession spark) {
        Row cell = row(worked(spark).rows(TABLE, slice("framing", "ALL")), "X", "post_use", "in_app");

        double se = Math.sqrt((0.1 * 0.9 + 0.04 * 0.96 + 0.08 * 0.92 + 0.2 * 0.8) / 49);
        assertThat(cell.<Double>getAs("contrast_2way_low"))
                .isCloseTo(0.18 - 1.959963984540054 * se, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(cell.<Double>getAs("contrast_2way_high"))
                .isCloseTo(0.18 + 1.959963984540054 * se, org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void rowsSayWhyTheyHaveNoContrast(SparkSession spark) {
        List<Row> rows = worked(spark).minimumObservations(60).rows(TABLE, slice("framing", "ALL"));

        assertThat(text(row(rows, "X", "post_use", "in_app"), "flag")).isEqualTo("small_cell");
        assertThat(text(row(rows, "X", "post_use", "email"), "flag")).isEqualTo("reference");
        assertThat(text(row(rows, "ALL", "post_use", "ALL"), "flag")).isEqualTo("marginal");
        assertThat(text(row(rows, "X", "post_use", "in_app"), "insufficient")).isEqualTo("true");
        assertThat(text(row(rows, "ALL", "post_use", "ALL"), "insufficient")).isEqualTo("false");
    }

    @Test
    void aCustomerCountsOncePerSettingAndOnlyWhenTheWindowsHaveElapsed(SparkSession spark) {
        TableRows journeys = TableRows.of(OfferJourneys.TABLE)
                .row(instance("1", "a", "X", "later", "email", "2025-01-01", false))
                .row(instance("2", "a", "X", "later", "email", "2025-02-01", true))
                .row(instance("3", "b", "X", null, "email", "2025-02-01", false))
                // the return window of this one is open on the last day
                .row(instance("4", "c", "X", "later", "email", "2025-12-20", true));

        List<Row> rows = TestRun.asOf(spark, "2025-12-31")
                .with(OfferJourneys.TABLE, journeys)
                .rows(TABLE, slice("framing", "ALL"));

        assertThat(cells(row(rows, "X", "later", "email"), "presented", "converted", "immature", "flag")
                        .values())
                .containsExactly("1", "1", "1", "one_level");
        assertThat(cells(row(rows, "X", "(none)", "email"), "presented", "converted", "rate")
                        .values())
                .containsExactly("1", "0", "0.000000");
        assertThat(cells(row(rows, "ALL", "ALL", "ALL"), "presented", "converted")
                        .values())
                .containsExactly("2", "1");
    }

    @Test
    void framingsAreTheirOwnFactorials(SparkSession spark) {
        List<Row> rows = worked(spark).rows(TABLE, slice("framing", "(none)"));

        assertThat(number(rows, "contrast_2way", "X", "post_use", "in_app")).isEqualByComparingTo("0.18");
        assertThat(number(rows, "presented", "ALL", "ALL", "ALL")).isEqualByComparingTo("400");
    }

    private static TestRun worked(SparkSession spark) {
        TableRows journeys = TableRows.of(OfferJourneys.TABLE);
        int customer = 0;
        for (Map<String, String> cell : Golden.rows("27_interaction/in_cells.csv")) {
            int converted = Integer.parseInt(cell.get("converted"));
            for (int i = 0; i < Integer.parseInt(cell.get("presented")); i++) {
                String id = "c" + customer++;
                journeys.row(instance(
                        id,
                        id,
                        cell.get("offer"),
                        cell.get("timing"),
                        cell.get("channel"),
                        "2025-01-01",
                        i < converted));
            }
        }
        return TestRun.asOf(spark, "2025-12-31").with(OfferJourneys.TABLE, journeys);
    }

    private static Object[] instance(
            String instance, String account, String offer, String timing, String channel, String day, boolean bought) {
        return new Object[] {
            "offer_instance_id",
            instance,
            "account_id",
            account,
            "offer_id",
            offer,
            "sell_type",
            "cross_sell",
            "is_existing",
            true,
            "offer_date",
            day,
            "presented_at",
            day + " 09:00:00",
            "timing",
            timing,
            "channel",
            channel,
            "placement",
            "cart",
            "presented",
            true,
            "accepted",
            bought,
            "purchased",
            bought,
            "purchased_at",
            bought ? day + " 10:00:00" : null,
            "revenue",
            bought ? "5" : "0",
            "is_mature",
            true
        };
    }

    private static Map<String, String> slice(String column, String value) {
        return Map.of(
                column,
                value,
                "period_type",
                "all",
                "scope",
                "existing_only",
                "segment",
                "ALL",
                "sell_type",
                "cross_sell");
    }

    private static BigDecimal number(List<Row> rows, String column, String offer, String timing, String channel) {
        return new BigDecimal(text(row(rows, offer, timing, channel), column));
    }

    private static Row row(List<Row> rows, String offer, String timing, String channel) {
        List<Row> found = rows.stream()
                .filter(row -> text(row, "offer").equals(offer)
                        && text(row, "timing").equals(timing)
                        && text(row, "channel").equals(channel))
                .toList();
        assertThat(found).as(offer + " " + timing + " " + channel).hasSize(1);
        return found.get(0);
    }
}
