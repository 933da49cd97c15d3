package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K11: net revenue per customer of a cohort, months after its index date; customers without revenue included. */
public final class Revenue12m {
    public static final String COHORT = "cohort";
    public static final String GRP = "grp";
    public static final String OFFER = "offer";
    public static final String MONTH_N = "month_n";
    public static final String CUSTOMERS = "customers";
    public static final String IMMATURE = "immature";
    public static final String NET_REVENUE = "net_revenue";
    public static final String REVENUE_PER_CUSTOMER = "revenue_per_customer";
    public static final String EXCL_OFFER_REVENUE = "excl_offer_revenue";
    public static final String MARGIN = "margin";
    public static final String MARGIN_TO_DATE = "margin_to_date";
    public static final String ACQUISITION_COST = "acquisition_cost";
    public static final String RETURN_ON_ACQUISITION = "return_on_acquisition";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_revenue_12m",
                    "K11: net revenue per customer of a cohort, months after its index date; customers without revenue included.")
            .required(COHORT, STRING, "ALL or the index month")
            .required(GRP, STRING, "acceptor, non_acceptor, or ALL")
            .required(OFFER, STRING, "offer, or ALL")
            .required(MONTH_N, INTEGER, "months after the index date")
            .required(CUSTOMERS, COUNT, "customers whose window has elapsed")
            .required(IMMATURE, COUNT, "customers whose window has not")
            .required(NET_REVENUE, MONEY, "net revenue of mature customers inside the window")
            .optional(REVENUE_PER_CUSTOMER, MONEY, "net_revenue / customers")
            .required(EXCL_OFFER_REVENUE, MONEY, "the same without the offered products")
            .optional(MARGIN, MONEY, "gross margin of net_revenue, NULL where that of a product isn't known")
            .optional(
                    MARGIN_TO_DATE,
                    MONEY,
                    "gross margin of all that these customers bought until then, their first sale and all before the window included")
            .optional(
                    ACQUISITION_COST,
                    MONEY,
                    "acquisition cost of the mature customers, NULL where that of one isn't known")
            .optional(RETURN_ON_ACQUISITION, FRACTION, "margin_to_date / acquisition_cost")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(COHORT, GRP, OFFER, MONTH_N))
            .build();

    private Revenue12m() {}
}
