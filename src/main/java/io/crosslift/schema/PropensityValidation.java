package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRINGS;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** K20: how good a score is, on accounts that chance assigned. */
public final class PropensityValidation {
    public static final String MODEL_VERSION = "model_version";
    public static final String PRODUCT = "product";
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String ARM = "arm";
    public static final String CONTROL_ARM = "control_arm";
    public static final String WINDOW_DAYS = "window_days";
    public static final String SCORED_AT = "scored_at";
    public static final String TRAINED_BEFORE = "trained_before";
    public static final String N_TRAINING = "n_training";
    public static final String N = "n";
    public static final String N_CONTROL = "n_control";
    public static final String AUC = "auc";
    public static final String AUC_LOW = "auc_low";
    public static final String AUC_HIGH = "auc_high";
    public static final String AUC_CONTROL = "auc_control";
    public static final String BRIER = "brier";
    public static final String BRIER_CONSTANT = "brier_constant";
    public static final String QINI = "qini";
    public static final String QINI_LOW = "qini_low";
    public static final String QINI_HIGH = "qini_high";
    public static final String QINI_N2 = "qini_n2";
    public static final String QINI_N2_LOW = "qini_n2_low";
    public static final String QINI_N2_HIGH = "qini_n2_high";
    public static final String QINI_COEFFICIENT = "qini_coefficient";
    public static final String QINI_COEFFICIENT_LOW = "qini_coefficient_low";
    public static final String QINI_COEFFICIENT_HIGH = "qini_coefficient_high";
    public static final String QINI_DEFINITION = "qini_definition";
    public static final String RESAMPLES = "resamples";
    public static final String UPLIFT_AT_10 = "uplift_at_10";
    public static final String UPLIFT_AT_20 = "uplift_at_20";
    public static final String UPLIFT_AT_30 = "uplift_at_30";
    public static final String CALIBRATION_SLOPE = "calibration_slope";
    public static final String CALIBRATION_SLOPE_LOW = "calibration_slope_low";
    public static final String CALIBRATION_SLOPE_HIGH = "calibration_slope_high";
    public static final String DECILES = "deciles";
    public static final String WARNINGS = "warnings";

    /** One tenth of the ranking, the best first. */
    public static final StructType DECILE = new StructType(new StructField[] {
        DataTypes.createStructField("decile", INTEGER, false),
        DataTypes.createStructField("n", COUNT, false),
        DataTypes.createStructField("mean_score", REAL, false),
        DataTypes.createStructField("mean_outcome", REAL, false),
        DataTypes.createStructField("mean_outcome_control", REAL, true),
        DataTypes.createStructField("uplift", REAL, true),
        DataTypes.createStructField("uplift_low", REAL, true),
        DataTypes.createStructField("uplift_high", REAL, true)
    });

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_propensity_validation",
                    "K20: how good a score is, on accounts that chance assigned: discrimination, calibration, and what targeting by it gains.")
            .required(MODEL_VERSION, STRING, "model and what it was trained on")
            .required(PRODUCT, STRING, "product family, or ALL")
            .required(EXPERIMENT_ID, STRING, "randomised experiment")
            .required(ARM, STRING, "treated arm")
            .required(CONTROL_ARM, STRING, "untreated arm")
            .required(WINDOW_DAYS, INTEGER, "days within which buying counts")
            .required(SCORED_AT, INSTANT, "latest instant that features lie before (UTC)")
            .required(TRAINED_BEFORE, INSTANT, "end of the outcomes that the model saw (UTC)")
            .required(N_TRAINING, COUNT, "accounts that the model was trained on")
            .required(N, COUNT, "treated accounts")
            .required(N_CONTROL, COUNT, "untreated accounts")
            .optional(AUC, REAL, "chance that a buyer scores above another, ties half; both arms")
            .optional(AUC_LOW, REAL, "lower bound, 95 % (DeLong)")
            .optional(AUC_HIGH, REAL, "upper bound")
            .optional(AUC_CONTROL, REAL, "auc of the untreated alone")
            .optional(BRIER, REAL, "mean squared distance of score and outcome; both arms")
            .optional(BRIER_CONSTANT, REAL, "what scoring everybody with the mean outcome gives")
            .optional(QINI, REAL, "area between the Qini curve and its chord, units x outcomes")
            .optional(QINI_LOW, REAL, "lower bound, 95 % bootstrap")
            .optional(QINI_HIGH, REAL, "upper bound")
            .optional(QINI_N2, REAL, "qini / (n + n_control)^2")
            .optional(QINI_N2_LOW, REAL, "lower bound")
            .optional(QINI_N2_HIGH, REAL, "upper bound")
            .optional(QINI_COEFFICIENT, REAL, "qini over that of the perfect order")
            .optional(QINI_COEFFICIENT_LOW, REAL, "lower bound")
            .optional(QINI_COEFFICIENT_HIGH, REAL, "upper bound")
            .required(QINI_DEFINITION, STRING, "what the numbers of Qini mean")
            .required(RESAMPLES, INTEGER, "bootstrap resamples")
            .optional(UPLIFT_AT_10, REAL, "difference of the arms among the best tenth")
            .optional(UPLIFT_AT_20, REAL, "difference of the arms among the best fifth")
            .optional(UPLIFT_AT_30, REAL, "difference of the arms among the best three tenths")
            .optional(CALIBRATION_SLOPE, REAL, "rise of the difference per unit of score, over deciles")
            .optional(CALIBRATION_SLOPE_LOW, REAL, "lower bound, 95 %")
            .optional(CALIBRATION_SLOPE_HIGH, REAL, "upper bound")
            .required(DECILES, DataTypes.createArrayType(DECILE, false), "tenths of the ranking, the best first")
            .required(WARNINGS, STRINGS, "warnings")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(MODEL_VERSION, PRODUCT, EXPERIMENT_ID, ARM))
            .check("auc_in_range", "auc IS NULL OR (auc >= 0 AND auc <= 1)")
            .check("qini_finite", "qini IS NULL OR (NOT isnan(qini) AND abs(qini) < 1e308)")
            .build();

    private PropensityValidation() {}
}
