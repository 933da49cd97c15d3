package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** What touches of a channel cost beside what each model credits them with (M64, P15). */
public final class ChannelEconomics {
    public static final String MODEL = AttributionKpi.MODEL;
    public static final String GOAL = AttributionKpi.GOAL;
    public static final String CHANNEL = AttributionKpi.CHANNEL;
    public static final String TOUCHES = "touches";
    public static final String COST = "cost";
    public static final String CREDITED_CONVERSIONS = AttributionKpi.CREDITED_CONVERSIONS;
    public static final String NET_CREDIT = AttributionKpi.NET_CREDIT;
    public static final String COST_PER_CONVERSION = "cost_per_conversion";
    public static final String CREDIT_PER_COST = "credit_per_cost";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_channel_economics",
                    "What touches of a channel cost in a period, beside what each model credits them with for each goal.")
            .required(MODEL, STRING, "attribution model")
            .required(GOAL, STRING, "cross_sell or up_sell")
            .required(CHANNEL, STRING, "channel")
            .required(TOUCHES, COUNT, "touches in the period, of every goal")
            .optional(
                    COST,
                    MONEY,
                    "their cost: the same in the rows of all models and goals, never add it over them; NULL where none is known")
            .required(CREDITED_CONVERSIONS, decimal(28, 6), "sum of touch weights of conversions in the period")
            .required(NET_CREDIT, MONEY, "credit - clawback of conversions in the period")
            .optional(COST_PER_CONVERSION, MONEY, "cost / credited_conversions; NULL without cost or conversions")
            .optional(CREDIT_PER_COST, FRACTION, "net_credit / cost; NULL without cost")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(MODEL, GOAL, CHANNEL))
            .build();

    private ChannelEconomics() {}
}
