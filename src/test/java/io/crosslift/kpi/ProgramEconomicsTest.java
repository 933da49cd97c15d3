package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import io.crosslift.schema.ProgramEconomics;
import io.crosslift.schema.SupportTickets;
import io.crosslift.schema.Touchpoints;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** K09: what programmes cost and bring. */
@ExtendWith(SparkSessionExtension.class)
class ProgramEconomicsTest {
    private final TableRows costs = TableRows.of(CampaignCosts.TABLE);
    private final TableRows conversions = TableRows.of(Conversions.TABLE);
    private final TableRows credits = TableRows.of(AttributionCredits.TABLE);
    private final TableRows movements = TableRows.of(MrrMovements.TABLE);

    @Test
    void costsPaybackAndChangeAreThoseOfTheCase(SparkSession spark) {
        for (Map<String, String> line : Golden.rows("20_cost_payback/in_programs.csv")) {
            String program = line.get("program");
            spend(program, "media", line.get("media_cost"));
            spend(program, "success", line.get("success_cost"));
            spend(program, "tooling", line.get("tooling_cost"));
            credit(program, "2025-02-10", line.get("attributed_expansion_arr"), line.get("incremental_expansion_arr"));
            String prior = line.get("prior_cost_per_attributed_dollar");
            if (!prior.isEmpty()) {
                // Of 100 credited the month before.
                cost(program + "-prior", program, "media", percent(prior), "2025-01-01", "2025-01-31", "USD");
                credit(program, "2025-01-10", "100.00", "100.00");
            }
        }
        List<Row> rows = run(spark)
                .with(Experiments.TABLE, exposing("P1", "P2", "P3"))
                .with(Calibrations.TABLE, applied())
                .rows(new ProgramEconomicsTable(), Map.of("period_type", "month", "period_start", "2025-02-01"));

        List<Map<String, String>> expected = Golden.rows("20_cost_payback/expected.csv");
        for (Map<String, String> line : expected) {
            assertThat(cells(
                                    only(rows, line.get("program")),
                                    ProgramEconomics.TOTAL_COST,
                                    ProgramEconomics.COST_PER_ATTRIBUTED,
                                    ProgramEconomics.COST_PER_INCREMENTAL,
                                    ProgramEconomics.PAYBACK_ATTRIBUTED,
                                    ProgramEconomics.PAYBACK_INCREMENTAL,
                                    ProgramEconomics.CHANGE_VS_PRIOR)
                            .values())
                    .as(line.get("program"))
                    .containsExactly(
                            line.get("total_cost"),
                            line.get("cost_per_attributed_dollar"),
                            line.get("cost_per_incremental_dollar"),
                            line.get("payback_months_attributed"),
                            line.get("payback_months_incremental"),
                            line.get("change_vs_prior"));
        }
        assertThat(expected).hasSize(3);
        // 8000.00 of incremental ARR at a margin of 0.8 for 4000.00.
        assertThat(cells(only(rows, "P1"), "contribution", "roi", "incremental_share", "is_tested")
                        .values())
                .containsExactly("2400.00", "0.600000", "0.500000", "true");
        assertThat(cells(only(rows, "ALL"), "total_cost", "attributed").values())
                .containsExactly("4300.00", "16500.00");
    }

    @Test
    void aProgrammeWithoutATestHasNoIncrementalFigures(SparkSession spark) {
        spend("tested", "media", "10.00");
        spend("untested", "media", "10.00");
        credit("tested", "2025-02-10", "100.00", "60.00");
        credit("untested", "2025-02-10", "100.00", "60.00");
        List<Row> rows = run(spark)
                .with(Experiments.TABLE, exposing("tested"))
                .with(Calibrations.TABLE, applied())
                .rows(new ProgramEconomicsTable(), Map.of("period_type", "month"));

        String[] shown = {"is_tested", "attributed", "calibrated", "incremental", "roi", "contribution"};
        assertThat(cells(only(rows, "tested"), shown).values())
                .containsExactly("true", "100.00", "60.00", "60.00", "3.800000", "38.00");
        assertThat(cells(only(rows, "untested"), shown).values())
                .containsExactly("false", "100.00", "60.00", "", "", "");
        assertThat(cells(only(rows, "ALL"), shown).values()).containsExactly("false", "200.00", "120.00", "", "", "");
    }

    @Test
    void aTestOfAnotherValueBasisTestsNothingHere(SparkSession spark) {
        spend("tested", "media", "10.00");
        credit("tested", "2025-02-10", "100.00", "60.00");
        List<Row> rows = run(spark)
                .with(Experiments.TABLE, exposing("tested"))
                .with(Calibrations.TABLE, applied("line_net"))
                .rows(new ProgramEconomicsTable(), Map.of("period_type", "month"));

        assertThat(cells(only(rows, "tested"), "is_tested", "incremental").values())
                .containsExactly("false", "");
    }

    @Test
    void aCostOfSeveralMonthsCountsByDaysAndAddsUp(SparkSession spark) {
        // 100.00 over 3 of January, 28 of February and 1 of 31 March: 32 days; the last day is after as-of.
        cost("long", "P", "sales", "100.00", "2025-01-29", "2025-03-01", "USD");
        cost("euro", "P", "media", "10.00", "2025-02-03", "2025-02-03", "EUR");
        cost("pound", "Q", "media", "10.00", "2025-02-03", "2025-02-03", "GBP");
        credit("P", "2025-02-10", "50.00", null);
        List<Row> rows = run(spark)
                .with(
                        FxRates.TABLE,
                        TableRows.of(FxRates.TABLE).row("currency", "EUR", "rate_date", "2025-02-03", "rate", "1.2"))
                .rows(new ProgramEconomicsTable());

        String[] shown = {"sales_cost", "media_cost", "total_cost"};
        assertThat(rows.stream()
                        .filter(row -> text(row, "program").equals("P"))
                        .map(row -> text(row, "period_type") + " " + text(row, "period_start") + " "
                                + String.join(" ", cells(row, shown).values())))
                .containsExactlyInAnyOrder(
                        // 3 / 32, then 31 / 32, each rounded: 9.38 and 96.88.
                        "month 2025-01-01 9.38 0.00 9.38",
                        "month 2025-02-01 87.50 12.00 99.50",
                        "quarter 2025-01-01 96.88 12.00 108.88",
                        "all 1970-01-01 96.88 12.00 108.88");
        // No rate is known: neither are the costs, nor what they are divided by.
        assertThat(rows.stream()
                        .filter(row -> text(row, "program").equals("Q"))
                        .map(row -> text(row, "total_cost") + text(row, "cost_per_attributed")))
                .hasSize(3)
                .containsOnly("");
    }

    @Test
    void touchesOfAPlayAndTicketsAfterItsOffersCountForThePlay(SparkSession spark) {
        costs.row(
                "cost_id",
                "c",
                "play_id",
                "onboarding",
                "cost_type",
                "success",
                "amount",
                "20.00",
                "currency",
                "USD",
                "period_start",
                "2025-02-01",
                "period_end",
                "2025-02-28");
        credit("(none)", "2025-02-10", "100.00", "50.00");
        List<Row> rows = run(spark)
                .with(
                        Touchpoints.TABLE,
                        TableRows.of(Touchpoints.TABLE)
                                .row("touchpoint_id", "t-(none)-2025-02-10", "play_id", "onboarding"))
                .with(Experiments.TABLE, exposing("onboarding"))
                .with(Calibrations.TABLE, applied())
                .with(Offers.TABLE, TableRows.of(Offers.TABLE).row("offer_id", "o", "play_id", "onboarding"))
                .with(
                        OfferJourneys.TABLE,
                        TableRows.of(OfferJourneys.TABLE)
                                .row("offer_id", "o", "account_id", "a", "accepted", true, "accepted_at", "2025-02-01")
                                .row("offer_id", "o", "account_id", "b", "accepted", false))
                .with(
                        SupportTickets.TABLE,
                        TableRows.of(SupportTickets.TABLE)
                                .row(
                                        "ticket_id",
                                        "soon",
                                        "account_id",
                                        "a",
                                        "opened_at",
                                        "2025-02-02",
                                        "unit_cost",
                                        "4")
                                // 90 days after 1 February is 2 May.
                                .row(
                                        "ticket_id",
                                        "last",
                                        "account_id",
                                        "a",
                                        "opened_at",
                                        "2025-05-02",
                                        "unit_cost",
                                        "3")
                                .row(
                                        "ticket_id",
                                        "late",
                                        "account_id",
                                        "a",
                                        "opened_at",
                                        "2025-05-03",
                                        "unit_cost",
                                        "9")
                                .row(
                                        "ticket_id",
                                        "before",
                                        "account_id",
                                        "a",
                                        "opened_at",
                                        "2025-01-31",
                                        "unit_cost",
                                        "9")
                                .row(
                                        "ticket_id",
                                        "other",
                                        "account_id",
                                        "b",
                                        "opened_at",
                                        "2025-02-02",
                                        "unit_cost",
                                        "9"))
                .rows(new ProgramEconomicsTable(), Map.of("period_type", "month", "period_start", "2025-02-01"));

        // 50.00 x 0.8 - 20.00, less 7.00 of support.
        assertThat(cells(
                                only(rows, "onboarding"),
                                "attributed",
                                "contribution",
                                "tickets",
                                "ticket_cost",
                                "net_contribution")
                        .values())
                .containsExactly("100.00", "20.00", "2", "7.00", "13.00");
    }

    @Test
    void expansionIsComparedWithWinningAndWinningBackAccounts(SparkSession spark) {
        spend("P", "media", "100.00");
        credit("P", "2025-02-10", "400.00", null);
        purpose("ads", "acquisition", "600.00");
        purpose("letters", "reactivation", "90.00");
        movement("n", "new", "1200.00", "2025-02-03");
        movement("r1", "reactivation", "10.00", "2025-02-04");
        movement("r2", "reactivation", "10.00", "2025-02-05");
        movement("left", "churn", "-10.00", "2025-02-06");
        movement("left-without", "churn", "-10.00", "2025-02-06");
        List<Row> rows = run(spark)
                .with(
                        OfferJourneys.TABLE,
                        TableRows.of(OfferJourneys.TABLE)
                                .row(
                                        "offer_id",
                                        "o",
                                        "account_id",
                                        "left",
                                        "accepted",
                                        true,
                                        "accepted_at",
                                        "2025-01-05"))
                .rows(new ProgramEconomicsTable(), Map.of("period_type", "month", "period_start", "2025-02-01"));

        // 100 / 400 against 600 / 1200; 90 for two accounts, one that had accepted left.
        assertThat(cells(
                                only(rows, "P"),
                                "new_business_cost_ratio",
                                "reactivated_accounts",
                                "cost_per_reactivation",
                                "churned_acceptors",
                                "churned_acceptor_cost")
                        .values())
                .containsExactly("0.500000", "2", "45.00", "1", "45.00");
        assertThat(rows.stream().map(row -> text(row, "program"))).containsExactlyInAnyOrder("P", "ALL");
    }

    private void spend(String program, String type, String amount) {
        cost(program + "-" + type, program, type, amount, "2025-02-01", "2025-02-28", "USD");
    }

    private void cost(String id, String program, String type, String amount, String from, String to, String currency) {
        costs.row(
                "cost_id",
                id,
                "campaign_id",
                program,
                "cost_type",
                type,
                "amount",
                amount,
                "currency",
                currency,
                "period_start",
                from,
                "period_end",
                to);
    }

    private void purpose(String program, String purpose, String amount) {
        costs.row(
                "cost_id",
                program,
                "campaign_id",
                program,
                "cost_type",
                "media",
                "purpose",
                purpose,
                "amount",
                amount,
                "currency",
                "USD",
                "period_start",
                "2025-02-01",
                "period_end",
                "2025-02-28");
    }

    /** A recurring conversion of one touch; its product has a margin of 0.8. */
    private void credit(String program, String day, String attributed, String calibrated) {
        if (new BigDecimal(attributed).signum() == 0) {
            return;
        }
        String id = program + "-" + day;
        String conversion = id + "|cross_sell|F";
        conversions.row("conversion_id", conversion, "conversion_date", day);
        credits.row(
                "conversion_id",
                conversion,
                "touchpoint_id",
                "t-" + id,
                "campaign_id",
                program,
                "model",
                "linear",
                "sell_type",
                "cross_sell",
                "value_basis",
                "arr_delta",
                "posting_kind",
                "conversion",
                "channel",
                "email",
                "credit",
                attributed,
                "calibrated_credit",
                calibrated);
        movements.row(
                "account_id",
                id,
                "change_set_id",
                id,
                "movement_class",
                "cross_sell",
                "family",
                "F",
                "product_id",
                "p",
                "is_commercial",
                true,
                "effective_date",
                day,
                "effective_at",
                day,
                "arr_delta",
                attributed);
    }

    private void movement(String account, String movement, String arr, String day) {
        movements.row("account_id", account, "movement_class", movement, "effective_date", day, "arr_delta", arr);
    }

    private TestRun run(SparkSession spark) {
        return TestRun.asOf(spark, "2025-02-28")
                .with(CampaignCosts.TABLE, costs)
                .with(Conversions.TABLE, conversions)
                .with(AttributionCredits.TABLE, credits)
                .with(MrrMovements.TABLE, movements)
                .with(Products.TABLE, TableRows.of(Products.TABLE).row("product_id", "p", "gross_margin", "0.8"));
    }

    private static TableRows exposing(String... programs) {
        return TableRows.of(Experiments.TABLE)
                .row("experiment_id", "e", "exposure_refs", List.of(programs), "windows", List.of());
    }

    private static TableRows applied() {
        return applied("arr_delta");
    }

    private static TableRows applied(String basis) {
        return TableRows.of(Calibrations.TABLE)
                .row(
                        "model",
                        "linear",
                        "value_basis",
                        basis,
                        "goal",
                        "cross_sell",
                        "channel",
                        "email",
                        "experiment_id",
                        "e",
                        "source",
                        "experiment",
                        "is_applied",
                        true);
    }

    private static String percent(String fraction) {
        return new BigDecimal(fraction).movePointRight(2).setScale(2).toPlainString();
    }

    private static Row only(List<Row> rows, String program) {
        List<Row> found = rows.stream()
                .filter(row -> text(row, "program").equals(program))
                .toList();
        assertThat(found).as(program).hasSize(1);
        return found.get(0);
    }
}
