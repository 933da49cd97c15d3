package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

import java.util.List;
import org.apache.spark.sql.types.StructField;

/** K08: credit by model, goal, channel, campaign and team; unattributed is a channel, so totals are equal across models. */
public final class AttributionKpi {
    public static final String MODEL = "model";
    public static final String GOAL = "goal";
    public static final String VALUE_BASIS = "value_basis";
    public static final String CHANNEL = "channel";
    public static final String CAMPAIGN = "campaign";
    public static final String TEAM = "team";
    public static final String CREDITED_CONVERSIONS = "credited_conversions";
    public static final String TOUCHED_CONVERSIONS = "touched_conversions";
    public static final String CREDIT = "credit";
    public static final String CLAWBACK = "clawback";
    public static final String NET_CREDIT = "net_credit";
    public static final String CALIBRATED = "calibrated";
    public static final String KAPPA = "kappa";
    public static final String CALIBRATION = "calibration";
    public static final String SHARE = "share";
    public static final String MODEL_SHARE = "model_share";
    public static final String MODEL_SHARE_LOW = "model_share_low";
    public static final String MODEL_SHARE_HIGH = "model_share_high";
    public static final String NOTE = "note";
    public static final String IS_CAPTURE = "is_capture";

    /** What rows of credit add up, whatever they are told apart by. */
    static final List<StructField> SUMS = List.of(
            TableSpec.required(CREDITED_CONVERSIONS, decimal(28, 6), "sum of touch weights"),
            TableSpec.required(
                    TOUCHED_CONVERSIONS, COUNT, "conversions with a touch of this row (not additive over rows)"),
            TableSpec.required(CREDIT, MONEY, "credit of conversions"),
            TableSpec.required(CLAWBACK, MONEY, "credit taken back for refunds, negative"),
            TableSpec.required(NET_CREDIT, MONEY, "credit + clawback"));

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_attribution",
                    "K08: credit by model, goal, channel, campaign and team; unattributed is a channel, so totals are equal across models.")
            .required(MODEL, STRING, "attribution model")
            .required(GOAL, STRING, "cross_sell or up_sell")
            .required(VALUE_BASIS, STRING, "line_net, arr_delta or mrr_delta")
            .required(CHANNEL, STRING, "channel; unattributed; or baseline, which was credited nothing")
            .required(CAMPAIGN, STRING, "campaign, or (none)")
            .required(TEAM, STRING, "team, or (none)")
            .with(SUMS)
            .optional(
                    CALIBRATED,
                    MONEY,
                    "net_credit scaled by measured lift; with the channel baseline, what would have been sold anyway, it adds up to net_credit; NULL where nothing was measured")
            .optional(KAPPA, REAL, "factor that net_credit was scaled by, newest: of the whole channel (not additive)")
            .optional(
                    CALIBRATION,
                    STRING,
                    "whose kappa it is: experiment on the channel, or portfolio for a channel that no valid one tested")
            .optional(SHARE, FRACTION, "net_credit over the net_credit of the model, goal, basis, period and segment")
            .optional(
                    MODEL_SHARE,
                    REAL,
                    "the model's own share of the channel on value, newest fit: of the whole channel, whatever the row (not additive)")
            .optional(MODEL_SHARE_LOW, REAL, "lower bound of model_share, 95 %")
            .optional(MODEL_SHARE_HIGH, REAL, "upper bound of model_share, 95 %")
            .optional(
                    NOTE,
                    STRING,
                    "what the newest fit did otherwise than its name says, such as falling back; OVER_ONE on a negative baseline")
            .required(IS_CAPTURE, FLAG, "demand-capture touches")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(MODEL, GOAL, VALUE_BASIS, CHANNEL, CAMPAIGN, TEAM))
            .build();

    private AttributionKpi() {}
}
