package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.STRING;

/** Credit by model, goal, team and touch class (H07, H08): who moved customers, and by what kind of touch. */
public final class TouchClassCredit {
    public static final String MODEL = AttributionKpi.MODEL;
    public static final String GOAL = AttributionKpi.GOAL;
    public static final String VALUE_BASIS = AttributionKpi.VALUE_BASIS;
    public static final String TEAM = AttributionKpi.TEAM;
    public static final String TOUCH_CLASS = "touch_class";
    public static final String CREDITED_CONVERSIONS = AttributionKpi.CREDITED_CONVERSIONS;
    public static final String TOUCHED_CONVERSIONS = AttributionKpi.TOUCHED_CONVERSIONS;
    public static final String CREDIT = AttributionKpi.CREDIT;
    public static final String CLAWBACK = AttributionKpi.CLAWBACK;
    public static final String NET_CREDIT = AttributionKpi.NET_CREDIT;
    public static final String SHARE = AttributionKpi.SHARE;

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_attribution_touch_class",
                    "Credit by model, goal, team and touch class; the class (none) is what no touch earned, so totals are equal across models.")
            .required(MODEL, STRING, "attribution model")
            .required(GOAL, STRING, "cross_sell or up_sell")
            .required(VALUE_BASIS, STRING, "line_net, arr_delta or mrr_delta")
            .required(TEAM, STRING, "team of the touch class, or (none)")
            .required(TOUCH_CLASS, STRING, "touch class, or (none)")
            .with(AttributionKpi.SUMS)
            .optional(SHARE, FRACTION, "net_credit over the net_credit of the model, goal, basis, period and segment")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(MODEL, GOAL, VALUE_BASIS, TEAM, TOUCH_CLASS))
            .build();

    private TouchClassCredit() {}
}
