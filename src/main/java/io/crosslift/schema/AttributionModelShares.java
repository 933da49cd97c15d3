package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** What each model itself gives every channel: its own share, removal effect and the credit of record beside it. */
public final class AttributionModelShares {
    public static final String MODEL = "model";
    public static final String MODEL_VERSION = "model_version";
    public static final String GOAL = "goal";
    public static final String CHANNEL = "channel";
    public static final String BASIS = "basis";
    public static final String WEIGHT = "weight";
    public static final String SHARE = "share";
    public static final String LOW = "low";
    public static final String HIGH = "high";
    public static final String REMOVAL_EFFECT = "removal_effect";
    public static final String REMOVAL_EFFECT_LOW = "removal_effect_low";
    public static final String REMOVAL_EFFECT_HIGH = "removal_effect_high";
    public static final String CREDIT_SHARE = "credit_share";
    public static final String DIFFERENCE = "difference";
    public static final String DRIFT = "drift";
    public static final String AGREEMENT = "agreement";
    public static final String N = "n";
    public static final String INSUFFICIENT = "insufficient";
    public static final String NOTE = "note";
    public static final String AS_OF_DATE = "as_of_date";
    public static final String RUN_ID = "run_id";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "attribution_model",
                    "What each model itself gives every channel: its own share, removal effect and the credit of record beside it.")
            .required(MODEL, STRING, "attribution model")
            .required(MODEL_VERSION, STRING, "goal, fit date and settings hash")
            .required(GOAL, STRING, "cross_sell or up_sell")
            .required(CHANNEL, STRING, "channel")
            .required(BASIS, STRING, "count or value")
            .optional(WEIGHT, REAL, "the model's own credit: conversions, or reporting currency")
            .optional(SHARE, REAL, "weight over all channels")
            .optional(LOW, REAL, "lower bound of share: 95 %, bootstrap over accounts; NULL without one")
            .optional(HIGH, REAL, "upper bound of share")
            .optional(REMOVAL_EFFECT, REAL, "share of conversions (value) lost without the channel")
            .optional(REMOVAL_EFFECT_LOW, REAL, "lower bound of removal_effect")
            .optional(REMOVAL_EFFECT_HIGH, REAL, "upper bound of removal_effect")
            .optional(CREDIT_SHARE, REAL, "share of the credit of record among attributed credit")
            .optional(DIFFERENCE, REAL, "share - credit_share")
            .optional(
                    DRIFT,
                    REAL,
                    "share - share of the same model fitted attribution.drift-window earlier; NULL for touch rules and without one")
            .optional(AGREEMENT, REAL, "how far the models agree on this channel, 0..1")
            .required(N, COUNT, "journeys with the channel")
            .required(INSUFFICIENT, FLAG, "below the minimum of journeys")
            .optional(NOTE, STRING, "why a figure is missing, or what was done instead")
            .required(AS_OF_DATE, DAY, "last day included")
            .required(RUN_ID, STRING, "run")
            .key(MODEL, MODEL_VERSION, GOAL, CHANNEL, BASIS)
            .check("share_finite", "share IS NULL OR (NOT isnan(share) AND abs(share) < 1e308)")
            .build();

    private AttributionModelShares() {}
}
