package io.crosslift.kpi;

import io.crosslift.kpi.MetricCatalogue.Section;
import io.crosslift.schema.AccountValue;
import io.crosslift.schema.Arpa;
import io.crosslift.schema.ProgramEconomics;
import java.util.List;
import java.util.stream.Stream;

/** The metrics of what accounts pay, what they are worth, and what programmes on them cost: K07, K10, K09. */
final class AccountMetrics {
    private static final String MONEY = "money";
    private static final String DAYS = "days";
    private static final String MONTHS = "months";

    private AccountMetrics() {}

    static List<Metric> all() {
        return Stream.of(averages(), values(), programs()).flatMap(List::stream).toList();
    }

    private static List<Metric> averages() {
        Section section = new Section(Arpa.TABLE, MetricReadings.RECURRING);
        return List.of(
                section.moneyPer(Arpa.ARPA_0, "Revenue per account in the base", Arpa.REVENUE_0, Arpa.ACCOUNTS_0),
                section.moneyPer(Arpa.ARPA_1, "Revenue per account", Arpa.REVENUE_1, Arpa.ACCOUNTS_1),
                section.measure(Arpa.UPLIFT, "Uplift of revenue per account", MONEY, false)
                        .called("arpa_uplift"),
                section.ratio(Arpa.UPLIFT_RATIO, "Uplift of revenue per account, relative", Arpa.UPLIFT, Arpa.ARPA_0)
                        .called("arpa_uplift_ratio"),
                section.measure(Arpa.RATE_EFFECT, "Uplift by what segments pay", MONEY, false)
                        .called("arpa_rate_effect"),
                section.measure(Arpa.MIX_EFFECT, "Uplift by the mix of segments", MONEY, false)
                        .called("arpa_mix_effect"),
                section.moneyPer(
                        Arpa.CONSTANT_ACCOUNT_UPLIFT,
                        "Uplift of revenue per account of those that stay",
                        Arpa.CONSTANT_GAIN,
                        Arpa.CONSTANT_ACCOUNTS));
    }

    private static List<Metric> values() {
        return List.of(
                value("arpa", "Average revenue per account", MONEY, "closing MRR / paying accounts"),
                value(
                        "avg_revenue_per_expansion_account",
                        "Average revenue per expansion account",
                        MONEY,
                        "expansion / accounts with expansion in the period"),
                value(
                        "account_expansion_rate",
                        "Account expansion rate",
                        MetricCatalogue.FRACTION,
                        "accounts with expansion in the period / accounts that opened it with MRR"),
                value(
                        "average_acv",
                        "Average contract value",
                        MONEY,
                        "recurring value of new contracts signed in the period / years of their term, at least one each, on average"),
                value(
                        "average_acv_expansion",
                        "Average contract value of expansion amendments",
                        MONEY,
                        "as average_acv, of amendments that expand a contract"),
                value(
                        "average_acv_renewal",
                        "Average contract value of renewals",
                        MONEY,
                        "as average_acv, of renewals"),
                value(
                        "avg_days_referral_to_close",
                        "Average days from referral to close",
                        DAYS,
                        "calendar days from referral to close of the deals won in the period / those deals"),
                value(
                        "referral_quarantined",
                        "Referrals refused",
                        MetricCatalogue.COUNT,
                        "referrals that were closed before they were made"),
                value(
                        "referral_driven_expansion_revenue",
                        "Referral-driven expansion",
                        MONEY,
                        "expansion of accounts whose acquisition_source is referral"),
                value(
                        "referral_driven_expansion_share",
                        "Referral-driven share of expansion",
                        MetricCatalogue.FRACTION,
                        "expansion of accounts whose acquisition_source is referral / expansion"));
    }

    private static Metric value(String metric, String name, String unit, String formula) {
        return Metric.ratio(
                        AccountValue.TABLE,
                        AccountValue.VALUE,
                        name,
                        AccountValue.NUMERATOR,
                        AccountValue.DENOMINATOR,
                        unit,
                        MetricReadings.RECURRING)
                .called(metric)
                .formula(formula);
    }

    private static List<Metric> programs() {
        Section section = new Section(ProgramEconomics.TABLE, MetricReadings.CREDIT);
        String cost = ProgramEconomics.TOTAL_COST;
        return List.of(
                section.measure(cost, "Cost of the programme", MONEY, false).called("program_cost"),
                section.ratio(
                        ProgramEconomics.COST_PER_ATTRIBUTED,
                        "Cost per attributed expansion dollar",
                        cost,
                        ProgramEconomics.ATTRIBUTED),
                section.ratio(
                        ProgramEconomics.COST_PER_INCREMENTAL,
                        "Cost per incremental expansion dollar",
                        cost,
                        ProgramEconomics.INCREMENTAL),
                section.measure(
                        ProgramEconomics.CHANGE_VS_PRIOR,
                        "Change of the cost per attributed expansion dollar",
                        MetricCatalogue.FRACTION,
                        false),
                section.measure(ProgramEconomics.PAYBACK_ATTRIBUTED, "Payback on attributed expansion", MONTHS, false),
                section.measure(
                        ProgramEconomics.PAYBACK_INCREMENTAL, "Payback on incremental expansion", MONTHS, false),
                section.ratio(
                                ProgramEconomics.ROI,
                                "Return on the programme's cost",
                                ProgramEconomics.CONTRIBUTION,
                                cost)
                        .called("program_roi"),
                section.ratio(
                        ProgramEconomics.INCREMENTAL_SHARE,
                        "Incremental share of the credit",
                        ProgramEconomics.INCREMENTAL,
                        ProgramEconomics.ATTRIBUTED),
                section.measure(ProgramEconomics.NET_CONTRIBUTION, "Contribution less support", MONEY, false),
                section.measure(
                        ProgramEconomics.NEW_BUSINESS_COST_RATIO,
                        "Cost of expansion against that of new business",
                        MetricCatalogue.FRACTION,
                        false),
                section.measure(ProgramEconomics.COST_PER_REACTIVATION, "Cost per account won back", MONEY, false));
    }
}
