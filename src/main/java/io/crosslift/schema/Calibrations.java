package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRINGS;

/**
 * H12: what a credited unit of money was worth in experiments, one row per model, value basis, goal, channel and experiment, refused
 * ones included, and one per channel that no usable experiment measured.
 */
public final class Calibrations {
    /** {@link #EXPERIMENT_ID} of a factor that no experiment on the channel gave. */
    public static final String NO_EXPERIMENT = "(none)";

    /** {@link #MODEL}, {@link #VALUE_BASIS}, {@link #GOAL} and {@link #CHANNEL} of an experiment that has nothing to be compared with. */
    public static final String ALL = "(all)";

    /** The channel of conversions without a touch, which has no factor: no touch earned them, so they are baseline. */
    public static final String UNATTRIBUTED_CHANNEL = "unattributed";

    /** The channel of what would have been sold anyway: value less what the others are calibrated to. */
    public static final String BASELINE_CHANNEL = "baseline";

    public static final String SOURCE_EXPERIMENT = "experiment";
    public static final String SOURCE_PORTFOLIO = "portfolio";
    public static final String SOURCE_REFUSED = "refused";
    public static final String SOURCE_NONE = "none";

    public static final String MODEL = "model";
    public static final String VALUE_BASIS = AttributionKpi.VALUE_BASIS;
    public static final String GOAL = "goal";
    public static final String CHANNEL = "channel";
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String FAMILY = "family";
    public static final String SOURCE = "source";
    public static final String KAPPA = "kappa";
    public static final String LOW = "low";
    public static final String HIGH = "high";
    public static final String KAPPA_MEASURED = "kappa_measured";
    public static final String SHRINKAGE_WEIGHT = "shrinkage_weight";
    public static final String INCREMENTAL = "incremental";
    public static final String INCREMENTAL_SE = "incremental_se";
    public static final String CREDITED = "credited";
    public static final String CREDITED_SE = "credited_se";
    public static final String N = "n";
    public static final String N_CONTROL = "n_control";
    public static final String WINDOW_DAYS = "window_days";
    public static final String MEASURED_TO = "measured_to";
    public static final String AGE_DAYS = "age_days";
    public static final String VALID_FROM = "valid_from";
    public static final String VALID_TO = "valid_to";
    public static final String IS_APPLIED = "is_applied";
    public static final String FLAGS = "flags";
    public static final String AS_OF_DATE = RunStampColumns.AS_OF_DATE;
    public static final String RUN_ID = RunStampColumns.RUN_ID;

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "calibration",
                    "H12: incremental over credited revenue by model, value basis, goal, channel and experiment, refused experiments included.")
            .required(MODEL, STRING, "attribution model; (all) for an experiment that was compared with none")
            .required(
                    VALUE_BASIS,
                    STRING,
                    "line_net, arr_delta or mrr_delta: each has factors of its own; (all) likewise")
            .required(GOAL, STRING, "cross_sell or up_sell; (all) likewise")
            .required(CHANNEL, STRING, "channel of the experiment's touches; (all) where it has none")
            .required(EXPERIMENT_ID, STRING, "experiment, or (none) for a channel that no usable one measured")
            .optional(FAMILY, STRING, "family that the experiment is about, NULL for all")
            .required(
                    SOURCE,
                    STRING,
                    "experiment; portfolio: no usable one measured the channel; refused: a measurement that is not used; none")
            .optional(
                    KAPPA, REAL, "factor that credits of the channel are multiplied by: shrunk to the portfolio, aged")
            .optional(LOW, REAL, "lower bound of kappa, 95 %")
            .optional(HIGH, REAL, "upper bound of kappa, 95 %")
            .optional(KAPPA_MEASURED, REAL, "incremental / credited")
            .optional(
                    SHRINKAGE_WEIGHT,
                    REAL,
                    "weight of the channel's own measurement against the portfolio, 0..1: tau^2 / (tau^2 + s^2)")
            .optional(
                    INCREMENTAL,
                    MONEY,
                    "lift of the experiment's units in money of that basis, same units, family and window")
            .optional(INCREMENTAL_SE, REAL, "standard error of incremental")
            .optional(CREDITED, MONEY, "net credit of the experiment's touches, same units, family and window")
            .optional(CREDITED_SE, REAL, "standard error of credited")
            .optional(N, COUNT, "treated units")
            .optional(N_CONTROL, COUNT, "control units")
            .optional(WINDOW_DAYS, INTEGER, "days from assignment that are compared")
            .optional(MEASURED_TO, DAY, "last day of the last unit's window")
            .optional(AGE_DAYS, INTEGER, "days from measured_to to as_of")
            .optional(VALID_FROM, DAY, "first as-of date the measurement may be used on")
            .optional(VALID_TO, DAY, "last as-of date the measurement may be used on")
            .required(
                    IS_APPLIED,
                    FLAG,
                    "credits of the model, basis, goal and channel are multiplied by this row's kappa")
            .required(FLAGS, STRINGS, "why it is refused, or what the reader must know")
            .with(RunStampColumns.COLUMNS)
            .key(MODEL, VALUE_BASIS, GOAL, CHANNEL, EXPERIMENT_ID)
            .check("source_known", "source IN ('experiment', 'portfolio', 'refused', 'none')")
            .check("kappa_finite", "kappa IS NULL OR (NOT isnan(kappa) AND abs(kappa) < 1e308)")
            .check("only_factors_are_applied", "NOT is_applied OR source IN ('experiment', 'portfolio')")
            .build();

    private Calibrations() {}
}
