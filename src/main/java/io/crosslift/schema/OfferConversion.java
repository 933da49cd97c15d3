package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K02: the offer funnel by offer, channel, placement and segment. */
public final class OfferConversion {
    public static final String SELL_TYPE = "sell_type";
    public static final String OFFER = "offer";
    public static final String CHANNEL = "channel";
    public static final String PLACEMENT = "placement";
    public static final String ELIGIBLE = "eligible";
    public static final String WITHHELD = "withheld";
    public static final String SENT = "sent";
    public static final String PRESENTED = "presented";
    public static final String CLICKED = "clicked";
    public static final String ACCEPTED = "accepted";
    public static final String PURCHASED = "purchased";
    public static final String KEPT = "kept";
    public static final String OBSERVED_ELIGIBLE = "observed_eligible";
    public static final String OBSERVED_SENT = "observed_sent";
    public static final String OBSERVED_CLICKED = "observed_clicked";
    public static final String CUSTOMERS_OFFERED = "customers_offered";
    public static final String CUSTOMERS_PURCHASED = "customers_purchased";
    public static final String CROSS_SELL_CONVERSION_RATE = "cross_sell_conversion_rate";
    public static final String OFFER_CUSTOMER_DAYS = "offer_customer_days";
    public static final String PURCHASE_CUSTOMER_DAYS = "purchase_customer_days";
    public static final String CUSTOMER_DAY_RATE = "customer_day_rate";
    public static final String OFFER_CONVERSION_RATE = "offer_conversion_rate";
    public static final String PURCHASED_NEW_FAMILY = "purchased_new_family";
    public static final String REVENUE = "revenue";
    public static final String REVENUE_PER_PRESENTED_CUSTOMER = "revenue_per_presented_customer";
    public static final String TREND = "trend";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi", "kpi_offer_conversion", "K02: the offer funnel by offer, channel, placement and segment.")
            .required(SELL_TYPE, STRING, "cross_sell or up_sell: the two are never added up")
            .required(OFFER, STRING, "offer, or ALL of the sell type")
            .required(CHANNEL, STRING, "channel, or ALL")
            .required(PLACEMENT, STRING, "placement, or ALL")
            .required(ELIGIBLE, COUNT, "instances eligible")
            .required(WITHHELD, COUNT, "instances withheld")
            .required(SENT, COUNT, "instances sent")
            .required(PRESENTED, COUNT, "instances presented")
            .required(CLICKED, COUNT, "instances clicked")
            .required(ACCEPTED, COUNT, "instances accepted inside the window")
            .required(PURCHASED, COUNT, "instances bought inside the window")
            .required(KEPT, COUNT, "instances bought and kept")
            .required(OBSERVED_ELIGIBLE, COUNT, "instances with an eligible event")
            .required(OBSERVED_SENT, COUNT, "instances with a sent event")
            .required(OBSERVED_CLICKED, COUNT, "instances with a click event")
            .required(CUSTOMERS_OFFERED, COUNT, "distinct accounts presented (not additive)")
            .required(CUSTOMERS_PURCHASED, COUNT, "distinct accounts that bought (not additive)")
            .optional(CROSS_SELL_CONVERSION_RATE, FRACTION, "customers_purchased / customers_offered")
            .required(OFFER_CUSTOMER_DAYS, COUNT, "account-days with a presentation (rows of K01)")
            .required(PURCHASE_CUSTOMER_DAYS, COUNT, "account-days with a purchase (K01)")
            .optional(CUSTOMER_DAY_RATE, FRACTION, "purchase_customer_days / offer_customer_days")
            .optional(OFFER_CONVERSION_RATE, FRACTION, "accepted / presented")
            .required(PURCHASED_NEW_FAMILY, COUNT, "instances bought that were cross_sell lines")
            .required(REVENUE, MONEY, "net revenue of purchases on the offers")
            .optional(REVENUE_PER_PRESENTED_CUSTOMER, MONEY, "revenue / customers_offered")
            .optional(TREND, STRING, "rising, flat, falling or insufficient against the previous period")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(SELL_TYPE, OFFER, CHANNEL, PLACEMENT))
            .build();

    private OfferConversion() {}
}
