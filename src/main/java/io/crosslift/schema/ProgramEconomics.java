package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

import java.util.List;

/** What a programme cost, what it is credited with, and what of that it brought about (K09). */
public final class ProgramEconomics {
    public static final String PROGRAM = "program";
    public static final String MODEL = AttributionKpi.MODEL;
    public static final String VALUE_BASIS = AttributionKpi.VALUE_BASIS;
    public static final String MEDIA_COST = "media_cost";
    public static final String SUCCESS_COST = "success_cost";
    public static final String SALES_COST = "sales_cost";
    public static final String TOOLING_COST = "tooling_cost";
    public static final String INCENTIVE_COST = "incentive_cost";
    public static final String TOTAL_COST = "total_cost";
    public static final String CONVERSIONS = AttributionKpi.TOUCHED_CONVERSIONS;
    public static final String ATTRIBUTED_CROSS_SELL = "attributed_cross_sell";
    public static final String ATTRIBUTED_UP_SELL = "attributed_up_sell";
    public static final String ATTRIBUTED = "attributed";
    public static final String CALIBRATED = AttributionKpi.CALIBRATED;
    public static final String INCREMENTAL = "incremental";
    public static final String IS_TESTED = "is_tested";
    public static final String ATTRIBUTED_MARGIN = "attributed_margin";
    public static final String INCREMENTAL_MARGIN = "incremental_margin";
    public static final String COST_PER_ATTRIBUTED = "cost_per_attributed";
    public static final String CHANGE_VS_PRIOR = "change_vs_prior";
    public static final String COST_PER_INCREMENTAL = "cost_per_incremental";
    public static final String PAYBACK_ATTRIBUTED = "payback_months_attributed";
    public static final String PAYBACK_INCREMENTAL = "payback_months_incremental";
    public static final String CONTRIBUTION = "contribution";
    public static final String ROI = "roi";
    public static final String INCREMENTAL_SHARE = "incremental_share";
    public static final String TICKETS = "tickets";
    public static final String TICKET_COST = "ticket_cost";
    public static final String NET_CONTRIBUTION = "net_contribution";
    public static final String ACQUISITION_COST = "acquisition_cost";
    public static final String NEW_ARR = "new_arr";
    public static final String NEW_BUSINESS_COST_RATIO = "new_business_cost_ratio";
    public static final String REACTIVATION_COST = "reactivation_cost";
    public static final String REACTIVATED_ACCOUNTS = "reactivated_accounts";
    public static final String COST_PER_REACTIVATION = "cost_per_reactivation";
    public static final String CHURNED_ACCEPTORS = "churned_acceptors";
    public static final String CHURNED_ACCEPTOR_COST = "churned_acceptor_cost";

    /** Costs of an expansion programme, by kind; their sum is the total. */
    public static final List<String> COSTS =
            List.of(MEDIA_COST, SUCCESS_COST, SALES_COST, TOOLING_COST, INCENTIVE_COST);

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_program_economics",
                    "K09: what a campaign or play cost in a period, what each model credits it with, and what of that it brought about.")
            .required(PROGRAM, STRING, "campaign or play that something was spent on to expand, or ALL of them")
            .required(MODEL, STRING, "attribution model")
            .required(VALUE_BASIS, STRING, "line_net, arr_delta or mrr_delta: never add them up")
            .optional(MEDIA_COST, MONEY, "media, by day; like every cost the same in the rows of all models and bases")
            .optional(SUCCESS_COST, MONEY, "customer success")
            .optional(SALES_COST, MONEY, "sales")
            .optional(TOOLING_COST, MONEY, "tooling")
            .optional(INCENTIVE_COST, MONEY, "incentives")
            .optional(
                    TOTAL_COST,
                    MONEY,
                    "all of them; NULL, like each, where a cost in another currency has no exchange rate on its first day")
            .required(CONVERSIONS, COUNT, "conversions with a touch of the programme (not additive)")
            .required(ATTRIBUTED_CROSS_SELL, MONEY, "net credit of its touches for cross-sell")
            .required(ATTRIBUTED_UP_SELL, MONEY, "net credit of its touches for up-sell")
            .required(ATTRIBUTED, MONEY, "net credit of its touches")
            .optional(
                    CALIBRATED,
                    MONEY,
                    "attributed, scaled by measured lift, tested or not; NULL where nothing was measured")
            .optional(INCREMENTAL, MONEY, "calibrated where the programme was tested, else NULL")
            .required(
                    IS_TESTED,
                    FLAG,
                    "a valid experiment that exposed the programme calibrates the model's credit; of ALL: every programme was tested")
            .optional(ATTRIBUTED_MARGIN, MONEY, "gross margin of attributed; NULL where a product's isn't known")
            .optional(INCREMENTAL_MARGIN, MONEY, "gross margin of incremental")
            .optional(COST_PER_ATTRIBUTED, FRACTION, "total_cost / attributed, NULL unless that is above 0")
            .optional(CHANGE_VS_PRIOR, FRACTION, "cost_per_attributed / that of the period before - 1")
            .optional(COST_PER_INCREMENTAL, FRACTION, "total_cost / incremental, NULL unless that is above 0")
            .optional(
                    PAYBACK_ATTRIBUTED,
                    decimal(9, 2),
                    "months: total_cost / (attributed MRR x gross margin); NULL where nothing recurs")
            .optional(PAYBACK_INCREMENTAL, decimal(9, 2), "months: total_cost / (incremental MRR x gross margin)")
            .optional(CONTRIBUTION, MONEY, "incremental_margin - total_cost")
            .optional(ROI, FRACTION, "contribution / total_cost")
            .optional(INCREMENTAL_SHARE, FRACTION, "incremental / attributed: what experiments leave of the credit")
            .optional(
                    TICKETS,
                    COUNT,
                    "support tickets of accounts within 90 days after they accepted an offer of the play")
            .optional(TICKET_COST, MONEY, "their cost; NULL where one's isn't known")
            .optional(NET_CONTRIBUTION, MONEY, "contribution - ticket_cost")
            .optional(ACQUISITION_COST, MONEY, "spent in the period to win new accounts, by all programmes")
            .optional(NEW_ARR, MONEY, "ARR of new accounts in the period")
            .optional(
                    NEW_BUSINESS_COST_RATIO,
                    FRACTION,
                    "cost_per_attributed / (acquisition_cost / new_arr), of arr_delta: below 1 expansion is cheaper")
            .optional(REACTIVATION_COST, MONEY, "spent in the period to win accounts back, by all programmes")
            .optional(REACTIVATED_ACCOUNTS, COUNT, "accounts that came back in the period")
            .optional(COST_PER_REACTIVATION, MONEY, "reactivation_cost / reactivated_accounts")
            .optional(CHURNED_ACCEPTORS, COUNT, "accounts that left in the period and had accepted an offer before")
            .optional(CHURNED_ACCEPTOR_COST, MONEY, "churned_acceptors x cost_per_reactivation: to win them back")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(PROGRAM, MODEL, VALUE_BASIS))
            .build();

    private ProgramEconomics() {}
}
