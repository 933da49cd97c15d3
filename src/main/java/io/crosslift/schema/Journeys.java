package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRINGS;
import static io.crosslift.schema.ColumnTypes.TOUCH_LIST;

/** One row per journey: the ordered touches of one account and goal up to one end. */
public final class Journeys {
    public static final String JOURNEY_ID = "journey_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String GOAL = "goal";
    public static final String FAMILY = "family";
    public static final String END_KIND = "end_kind";
    public static final String START_TS = "start_ts";
    public static final String END_TS = "end_ts";
    public static final String END_MONTH = "end_month";
    public static final String SOURCE_ID = "source_id";
    public static final String CONVERSIONS = "conversions";
    public static final String CONVERSION_IDS = "conversion_ids";
    public static final String VALUE = "value";
    public static final String TOUCHES = "touches";
    public static final String CUT = "cut";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "journey",
                    "One row per journey: the ordered touches of one account and goal up to one end.")
            .required(JOURNEY_ID, STRING, "journey")
            .required(ACCOUNT_ID, STRING, "account")
            .required(GOAL, STRING, "cross_sell or up_sell")
            .optional(
                    FAMILY,
                    STRING,
                    "family at risk, or of the only conversion; NULL for unspecific journeys and several families")
            .required(END_KIND, STRING, "converted, churned, lapsed, open")
            .required(START_TS, INSTANT, "first touch, or the conversion where there is none (UTC)")
            .required(END_TS, INSTANT, "conversion, churn, or when it lapsed (UTC)")
            .required(END_MONTH, DAY, "local month of end_ts; 9999-12-01 for open journeys (partition)")
            .optional(SOURCE_ID, STRING, "order or change set of the conversions")
            .required(CONVERSIONS, COUNT, "conversions that share these touches")
            .required(CONVERSION_IDS, STRINGS, "their ids")
            .required(VALUE, COUNT, "their value in minor units of the reporting currency")
            .required(TOUCHES, TOUCH_LIST, "the touches, oldest first")
            .required(CUT, COUNT, "touches beyond the cap, oldest first, not kept")
            .key(JOURNEY_ID)
            .partitionedBy(END_MONTH)
            .check("end_kind_known", "end_kind IN ('converted', 'churned', 'lapsed', 'open')")
            .build();

    private Journeys() {}
}
