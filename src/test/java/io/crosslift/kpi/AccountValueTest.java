package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.AccountValue;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.IdentityMap;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.Orders;
import io.crosslift.schema.Referrals;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** K07 and K10 against the worked cases. */
@ExtendWith(SparkSessionExtension.class)
class AccountValueTest {
    @Test
    void revenuePerAccountFallsThoughEverySegmentPaysMore(SparkSession spark) {
        TableRows months = TableRows.of(AccountMrrMonths.TABLE);
        TableRows segments = TableRows.of(AccountSegments.TABLE);
        for (Map<String, String> line : Golden.rows("15_arpa_mix/in_segments.csv")) {
            spread(months, segments, line, "2025-01-01", "accounts_0", "mrr_0");
            spread(months, segments, line, "2025-02-01", "accounts_1", "mrr_1");
        }
        List<Row> rows = TestRun.asOf(spark, "2025-02-28")
                .with(AccountMrrMonths.TABLE, months)
                .with(AccountSegments.TABLE, segments)
                .rows(new ArpaTable(), Map.of("period_type", "month", "period_start", "2025-02-01"));

        Map<String, String> expected = Golden.rows("15_arpa_mix/expected.csv").get(0);
        Row bySize = only(rows, Map.of("basis", "previous_period", "segment_type", "size", "segment", "ALL"));
        assertThat(cells(bySize, "arpa_0", "arpa_1", "uplift", "rate_effect", "mix_effect", "uplift_ratio")
                        .values())
                .containsExactly(
                        expected.get("arpa_0"),
                        expected.get("arpa_1"),
                        expected.get("arpa_uplift"),
                        expected.get("rate_effect"),
                        expected.get("mix_effect"),
                        expected.get("uplift_ratio"));
        // All accounts as one group: what changes is what they pay.
        Row all = only(rows, Map.of("basis", "previous_period", "segment_type", "ALL"));
        assertThat(cells(all, "accounts_0", "accounts_1", "rate_effect", "mix_effect")
                        .values())
                .containsExactly("100", "140", expected.get("arpa_uplift"), "0.000000");
        // SMB: 50 then 55; 80 and 120 accounts.
        assertThat(cells(
                                only(rows, Map.of("basis", "previous_period", "segment", "SMB")),
                                "accounts_0",
                                "accounts_1",
                                "arpa_0",
                                "arpa_1")
                        .values())
                .containsExactly("80", "120", "50.000000", "55.000000");
        // The 100 accounts of January pay 80 x 55 + 20 x 520 = 14800 in February.
        assertThat(cells(
                                only(rows, Map.of("basis", "same_cohort", "segment_type", "size", "segment", "ALL")),
                                "accounts_1",
                                "revenue_1",
                                "uplift",
                                "rate_effect",
                                "mix_effect",
                                "constant_account_uplift")
                        .values())
                .containsExactly("100", "14800.00", "8.000000", "8.000000", "0.000000", "8.000000");
    }

    /** As many accounts as the case has, which pay the same each. */
    private static void spread(
            TableRows months,
            TableRows segments,
            Map<String, String> line,
            String month,
            String accounts,
            String revenue) {
        String segment = line.get("segment");
        long count = Long.parseLong(line.get(accounts));
        BigDecimal each = new BigDecimal(line.get(revenue)).divide(BigDecimal.valueOf(count));
        for (int i = 0; i < count; i++) {
            months.row("account_id", segment + i, "month", month, "orig_ccy", "USD", "closing", each.toPlainString());
            if (month.equals("2025-02-01")) {
                segments.row("account_id", segment + i, "segment_type", "size", "segment", segment);
            }
        }
    }

    @Test
    void accountsThatLeaveStayInTheirCohortWithNothing(SparkSession spark) {
        TableRows months = TableRows.of(AccountMrrMonths.TABLE)
                .row("account_id", "stays", "month", "2025-01-01", "closing", "100")
                .row("account_id", "stays", "month", "2025-02-01", "closing", "90", "orig_ccy", "USD")
                .row("account_id", "stays", "month", "2025-02-01", "closing", "40", "orig_ccy", "EUR")
                .row("account_id", "leaves", "month", "2025-01-01", "closing", "50")
                .row("account_id", "leaves", "month", "2025-02-01", "closing", "0")
                .row("account_id", "comes", "month", "2025-02-01", "closing", "10");
        List<Row> rows = TestRun.asOf(spark, "2025-02-28")
                .with(AccountMrrMonths.TABLE, months)
                .rows(new ArpaTable(), Map.of("period_type", "month", "period_start", "2025-02-01"));

        String[] shown = {"accounts_0", "accounts_1", "revenue_0", "revenue_1", "constant_accounts", "constant_gain"};
        assertThat(cells(only(rows, Map.of("basis", "previous_period")), shown).values())
                .containsExactly("2", "2", "150.00", "140.00", "1", "30.00");
        assertThat(cells(only(rows, Map.of("basis", "same_cohort")), shown).values())
                .containsExactly("2", "2", "150.00", "130.00", "1", "30.00");
    }

    @Test
    void aQuarterIsWorthWhatItsLastMonthIs(SparkSession spark) {
        TableRows months = TableRows.of(AccountMrrMonths.TABLE)
                .row("account_id", "a", "month", "2024-12-01", "closing", "5")
                .row("account_id", "a", "month", "2025-01-01", "closing", "10")
                .row("account_id", "a", "month", "2025-02-01", "closing", "20")
                .row("account_id", "a", "month", "2025-03-01", "closing", "30")
                .row("account_id", "a", "month", "2025-04-01", "closing", "40");
        List<Row> rows = TestRun.asOf(spark, "2025-04-20")
                .with(AccountMrrMonths.TABLE, months)
                .rows(new ArpaTable(), Map.of("period_type", "quarter", "basis", "previous_period"));

        assertThat(rows.stream()
                        .map(row -> String.join(
                                " ",
                                cells(row, "period_start", "revenue_0", "revenue_1", "is_mature")
                                        .values()))
                        .sorted())
                .containsExactly(
                        "2024-10-01 0.00 5.00 true", "2025-01-01 5.00 30.00 true", "2025-04-01 30.00 40.00 false");
    }

    @Test
    void revenuePerUserCountsThoseWhoActed(SparkSession spark) {
        TableRows identities = TableRows.of(IdentityMap.TABLE);
        TableRows orders = TableRows.of(Orders.TABLE);
        for (String user : List.of("ann", "bob")) {
            identities.row("identity_type", "email", "identity_value", user, "account_id", "a", "user_id", user);
            orders.row(
                    "order_id",
                    user,
                    "account_id",
                    "a",
                    "identity_type",
                    "email",
                    "identity_value",
                    user,
                    "ordered_at",
                    "2025-01-10");
        }
        identities.row("identity_type", "email", "identity_value", "idle", "account_id", "a", "user_id", "idle");
        Row row = only(
                TestRun.asOf(spark, "2025-01-31")
                        .with(IdentityMap.TABLE, identities)
                        .with(Orders.TABLE, orders)
                        .with(
                                ClassifiedLines.TABLE,
                                TableRows.of(ClassifiedLines.TABLE)
                                        .row("account_id", "a", "line_date", "2025-01-10", "net", "30", "qty_net", "1")
                                        .row("account_id", "b", "line_date", "2025-01-11", "net", "70", "qty_net", "1"))
                        .rows(new ArpaTable(), Map.of("period_type", "month", "unit", "user")),
                Map.of("basis", "previous_period"));

        assertThat(cells(row, "accounts_1", "revenue_1", "arpa_1").values()).containsExactly("2", "30.00", "15.000000");
    }

    @Test
    void accountsContractsAndReferralsHaveTheValuesOfTheCase(SparkSession spark) {
        TableRows months = TableRows.of(AccountMrrMonths.TABLE);
        TableRows accounts = TableRows.of(Accounts.TABLE);
        for (Map<String, String> line : Golden.rows("26_account_value/in_accounts.csv")) {
            String account = line.get("account_id");
            accounts.row("account_id", account, "acquisition_source", line.get("acquisition_source"));
            BigDecimal closing = new BigDecimal(line.get("mrr"));
            months.row(
                    "account_id",
                    account,
                    "month",
                    "2025-03-01",
                    // The case leaves openings out; all that matters is that all four accounts had one.
                    "opening",
                    closing.toPlainString(),
                    "cross_sell",
                    line.get("expansion_mrr"),
                    "contraction",
                    line.get("contraction_mrr"),
                    "closing",
                    closing.toPlainString());
        }
        TableRows contracts = TableRows.of(Contracts.TABLE);
        for (Map<String, String> line : Golden.rows("26_account_value/in_contracts.csv")) {
            contracts.row(
                    "contract_id",
                    line.get("contract_id"),
                    "account_id",
                    "a",
                    "signed_at",
                    "2025-03-10",
                    "term_months",
                    line.get("term_months"),
                    "recurring_tcv",
                    line.get("recurring_tcv"),
                    "one_off_tcv",
                    line.get("one_off_tcv"),
                    "currency",
                    "USD",
                    "kind",
                    "new");
        }
        // Referral f4, closed before it was made, is refused when it is taken in.
        TableRows referrals = TableRows.of(Referrals.TABLE);
        Golden.rows("26_account_value/in_referrals.csv").stream()
                .filter(line -> !line.get("referral_id").equals("f4"))
                .forEach(line -> referrals.row(
                        "referral_id",
                        line.get("referral_id"),
                        "referred_account_id",
                        "a",
                        "referred_at",
                        line.get("referred_date"),
                        "closed_at",
                        line.get("closed_date").isEmpty() ? null : line.get("closed_date"),
                        "status",
                        line.get("closed_date").isEmpty() ? "open" : "closed_won"));
        List<Row> rows = TestRun.asOf(spark, "2025-03-31")
                .with(AccountMrrMonths.TABLE, months)
                .with(Accounts.TABLE, accounts)
                .with(Contracts.TABLE, contracts)
                .with(Referrals.TABLE, referrals)
                .with(
                        IngestCounts.TABLE,
                        TableRows.of(IngestCounts.TABLE)
                                .row(
                                        "run_id",
                                        "run-1",
                                        "table",
                                        "core.referrals",
                                        "outcome",
                                        "quarantined",
                                        "reason",
                                        "NEGATIVE_DURATION",
                                        "rows",
                                        "1"))
                .rows(new AccountValueTable());

        Map<String, Map<String, String>> expected = Golden.rows("26_account_value/expected.csv").stream()
                .collect(Collectors.toMap(line -> line.get("metric"), line -> line));
        Map<String, String> periods = Map.of("referral_quarantined", "all", "avg_days_referral_to_close", "quarter");
        for (String metric : expected.keySet()) {
            String period = periods.getOrDefault(metric, "month");
            Row row = only(rows, Map.of("metric", metric, "period_type", period));
            assertSame(row, AccountValue.NUMERATOR, expected.get(metric).get("numerator"));
            assertSame(row, AccountValue.DENOMINATOR, expected.get(metric).get("denominator"));
            assertSame(row, AccountValue.VALUE, expected.get(metric).get("value"));
        }
        assertThat(expected).hasSize(8);
    }

    private static void assertSame(Row row, String column, String expected) {
        BigDecimal value = row.getAs(column);
        if (expected.isEmpty()) {
            assertThat(value).as(text(row, "metric") + " " + column).isNull();
        } else {
            assertThat(value).as(text(row, "metric") + " " + column).isEqualByComparingTo(expected);
        }
    }

    @Test
    void amendmentsAreApartAndForeignContractsCountAtTheRateOfTheirDay(SparkSession spark) {
        TableRows contracts = TableRows.of(Contracts.TABLE)
                .row("contract_id", "new", "signed_at", "2025-03-10", "term_months", "24", "recurring_tcv", "2400")
                .row("contract_id", "more", "signed_at", "2025-03-20", "term_months", "3", "recurring_tcv", "100");
        List<Row> rows = TestRun.asOf(spark, "2025-03-31")
                .with(
                        Contracts.TABLE,
                        contracts
                                .on(spark)
                                .selectExpr(
                                        "* EXCEPT (kind, currency, account_id)",
                                        "'a' AS account_id",
                                        "IF(contract_id = 'new', 'new', 'expansion') AS kind",
                                        "IF(contract_id = 'new', 'USD', 'EUR') AS currency"))
                .with(
                        FxRates.TABLE,
                        TableRows.of(FxRates.TABLE).row("currency", "EUR", "rate_date", "2025-03-20", "rate", "1.1"))
                .rows(new AccountValueTable(), Map.of("period_type", "month"));

        assertThat(rows.stream().map(row -> text(row, "metric") + " " + text(row, "value")))
                .containsExactlyInAnyOrder("average_acv 1200.000000", "average_acv_expansion 110.000000");
    }

    private static Row only(List<Row> rows, Map<String, String> where) {
        List<Row> found = rows.stream()
                .filter(row -> where.entrySet().stream()
                        .allMatch(cell -> cell.getValue().equals(text(row, cell.getKey()))))
                .toList();
        assertThat(found).as(where.toString()).hasSize(1);
        return found.get(0);
    }
}
