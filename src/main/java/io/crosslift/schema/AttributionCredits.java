package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per conversion, model, touch and posting (F5): the credit of record, to the cent. */
public final class AttributionCredits {
    public static final String CONVERSION_ID = "conversion_id";
    public static final String MODEL = "model";
    public static final String TOUCHPOINT_ID = "touchpoint_id";
    public static final String POSTING_SEQ = "posting_seq";
    public static final String ACCOUNT_ID = "account_id";
    public static final String WEIGHT = "weight";
    public static final String CREDIT = "credit";
    public static final String CALIBRATED_CREDIT = "calibrated_credit";
    public static final String POSTING_KIND = "posting_kind";
    public static final String POSTED_ON = "posted_on";
    public static final String CHANNEL = "channel";
    public static final String CAMPAIGN_ID = "campaign_id";
    public static final String TEAM = "team";
    public static final String TOUCH_CLASS = "touch_class";
    public static final String IS_CAPTURE = "is_capture";
    public static final String SELL_TYPE = "sell_type";
    public static final String FAMILY = "family";
    public static final String VALUE_BASIS = "value_basis";
    public static final String FALLBACK = "fallback";
    public static final String MODEL_VERSION = "model_version";
    public static final String CONVERSION_MONTH = "conversion_month";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_attribution_credit",
                    "One row per conversion, model, touch and posting (F5): the credit of record, to the cent.")
            .required(CONVERSION_ID, STRING, "conversion")
            .required(MODEL, STRING, "attribution model")
            .required(TOUCHPOINT_ID, STRING, "touch, or (unattributed)")
            .required(POSTING_SEQ, INTEGER, "1 for the conversion, 2 and on for clawbacks")
            .required(ACCOUNT_ID, STRING, "account")
            .required(WEIGHT, decimal(20, 18), "share of the conversion this touch earned")
            .required(CREDIT, MONEY, "money posted, reporting currency")
            .optional(CALIBRATED_CREDIT, MONEY, "credit scaled by measured lift, NULL where no experiment exists")
            .required(POSTING_KIND, STRING, "conversion or clawback")
            .required(POSTED_ON, DAY, "local day of the posting: the ledger view")
            .required(CHANNEL, STRING, "channel of the touch, or unattributed")
            .required(CAMPAIGN_ID, STRING, "campaign of the touch, or (none)")
            .required(TEAM, STRING, "team of the touch class, or (none)")
            .required(TOUCH_CLASS, STRING, "touch class, or (none)")
            .required(IS_CAPTURE, FLAG, "the touch captures demand that exists already")
            .required(SELL_TYPE, STRING, "goal")
            .required(FAMILY, STRING, "family of the conversion")
            .required(VALUE_BASIS, STRING, "value basis of the conversion")
            .required(FALLBACK, FLAG, "the model had no weight inside the journey, so linear was used")
            .required(MODEL_VERSION, STRING, "goal, fit date and settings hash of the fit")
            .required(CONVERSION_MONTH, DAY, "local month of the conversion (partition)")
            .with(RunStampColumns.COLUMNS)
            .key(CONVERSION_ID, MODEL, TOUCHPOINT_ID, POSTING_SEQ)
            .partitionedBy(CONVERSION_MONTH)
            .check("posting_kind_known", "posting_kind IN ('conversion', 'clawback')")
            .build();

    private AttributionCredits() {}
}
