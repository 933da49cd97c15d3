package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRINGS;

/** K19: the measured effect of an arm on a metric, intention to treat, with its interval, checks and verdict. */
public final class ExperimentLift {
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String DESIGN = "design";
    public static final String METRIC = "metric";
    public static final String WINDOW_DAYS = "window_days";
    public static final String ESTIMATOR = "estimator";
    public static final String ARM = "arm";
    public static final String CONTROL_ARM = "control_arm";
    public static final String UNIT = "unit";
    public static final String METRIC_VERSION = "metric_version";
    public static final String N = "n";
    public static final String N_CONTROL = "n_control";
    public static final String MEAN = "mean";
    public static final String MEAN_CONTROL = "mean_control";
    public static final String DIFF = "diff";
    public static final String REL_LIFT = "rel_lift";
    public static final String REL_LOW = "rel_low";
    public static final String REL_HIGH = "rel_high";
    public static final String SE = "se";
    public static final String DF = "df";
    public static final String CI_LOW = "ci_low";
    public static final String CI_HIGH = "ci_high";
    public static final String P_VALUE = "p_value";
    public static final String P_ADJUSTED = "p_adjusted";
    public static final String P_FAMILY = "p_family";
    public static final String INCREMENTAL_TOTAL = "incremental_total";
    public static final String INCREMENTAL_LOW = "incremental_low";
    public static final String INCREMENTAL_HIGH = "incremental_high";
    public static final String NRR_LIFT_POINTS = "nrr_lift_points";
    public static final String NRR_LIFT_LOW = "nrr_lift_low";
    public static final String NRR_LIFT_HIGH = "nrr_lift_high";
    public static final String ALPHA = "alpha";
    public static final String SEQUENTIAL_RULE = "sequential_rule";
    public static final String MDE = "mde";
    public static final String PRE_PERIOD_DIFF = "pre_period_diff";
    public static final String VARIANCE_REDUCTION = "variance_reduction";
    public static final String MISSING_PRE = "missing_pre";
    public static final String CAP = "cap";
    public static final String CAP_REMOVED = "cap_removed";
    public static final String COST = "cost";
    public static final String PAIR_DISTANCE = "pair_distance";
    public static final String SHRUNK_DIFF = "shrunk_diff";
    public static final String HETEROGENEITY_P = "heterogeneity_p";
    public static final String INCONSISTENCY = "inconsistency";
    public static final String EXPOSED = "exposed";
    public static final String EXPOSED_CONTROL = "exposed_control";
    public static final String SRM_P = "srm_p";
    public static final String FLAGS = "flags";
    public static final String WARNINGS = "warnings";
    public static final String IS_VALID = "is_valid";
    public static final String IS_SIGNIFICANT = "is_significant";
    public static final String VERDICT = "verdict";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_experiment_lift",
                    "K19: the measured effect of an arm on a metric, intention to treat, with its interval, checks and verdict.")
            .required(EXPERIMENT_ID, STRING, "experiment")
            .required(DESIGN, STRING, "design")
            .required(METRIC, STRING, "metric")
            .required(WINDOW_DAYS, INTEGER, "days from assignment")
            .required(
                    ESTIMATOR,
                    STRING,
                    "welch, proportion, ratio: the primary one; anytime or msprt: it, valid at any time; group_sequential: it, at planned looks; stagewise: once these have stopped, the median-unbiased effect; synthetic_control, augmented_synthetic_control, synthetic_did, tbr, did: markets; matched_pairs, trimmed_match: pairs of markets, by the mean of their differences with the sign-flip test, and without the pairs unlike the others; wedge_tate (the headline), wedge_fe, wedge_mixed, wedge_within_period, wedge_naive: stepped wedges; cuped, cace; winsorised: outcomes up to a cap; quantile_p: the p quantile of an arm in place of its mean; roi: diff is (incremental metric - cost) / cost; cost_per_increment: diff is cost / incremental metric; concurrent_main, interaction: under the segment type of an experiment that runs beside it, the effect as the mean over that one's arms, and the effect with it less that without; post_stratified: under a segment type, its segments taken together; cannibalisation: net revenue and its parts; pull_forward, pull_forward_step: the effect by window, and between windows, intervals holding all at once")
            .required(ARM, STRING, "arm")
            .required(CONTROL_ARM, STRING, "arm compared with")
            .required(UNIT, STRING, "unit of randomisation")
            .required(METRIC_VERSION, STRING, "version of the metric's definition")
            .required(N, COUNT, "units analysed in the arm")
            .required(N_CONTROL, COUNT, "units analysed in the control arm")
            .optional(MEAN, REAL, "mean per unit in the arm")
            .optional(MEAN_CONTROL, REAL, "mean per unit in the control arm")
            .optional(DIFF, REAL, "mean - mean_control")
            .optional(REL_LIFT, REAL, "diff / |mean_control|")
            .optional(REL_LOW, REAL, "lower bound of rel_lift")
            .optional(REL_HIGH, REAL, "upper bound of rel_lift")
            .optional(SE, REAL, "standard error of diff")
            .optional(DF, REAL, "degrees of freedom of diff")
            .optional(CI_LOW, REAL, "lower bound of diff")
            .optional(CI_HIGH, REAL, "upper bound of diff")
            .optional(P_VALUE, REAL, "two-sided p")
            .optional(P_ADJUSTED, REAL, "p adjusted over the declared family")
            .required(P_FAMILY, STRING, "declared family that p_adjusted covers, and how")
            .optional(INCREMENTAL_TOTAL, MONEY, "diff x units of the arm")
            .optional(INCREMENTAL_LOW, MONEY, "lower bound")
            .optional(INCREMENTAL_HIGH, MONEY, "upper bound")
            .optional(
                    NRR_LIFT_POINTS,
                    REAL,
                    "percentage points of net revenue retention over the window, arm less control; NULL where neither subscriptions nor outcomes give recurring revenue, or an arm starts with none (NO_OPENING_REVENUE)")
            .optional(NRR_LIFT_LOW, REAL, "lower bound of nrr_lift_points, by the delta method over units")
            .optional(NRR_LIFT_HIGH, REAL, "upper bound of nrr_lift_points")
            .required(ALPHA, REAL, "two-sided error level")
            .optional(SEQUENTIAL_RULE, STRING, "declared sequential plan; NULL for a fixed horizon")
            .optional(MDE, REAL, "smallest effect found with 80 % power")
            .optional(PRE_PERIOD_DIFF, REAL, "difference of the same metric before assignment")
            .optional(VARIANCE_REDUCTION, REAL, "cuped: 1 - adjusted / unadjusted squared standard error")
            .optional(MISSING_PRE, REAL, "cuped: share of units of both arms of which a covariate isn't wholly known")
            .optional(CAP, REAL, "winsorised: value above which an outcome counts as this value, in every arm")
            .optional(CAP_REMOVED, REAL, "winsorised: share of the raw sum of both arms that the cap took away")
            .optional(COST, MONEY, "roi, cost_per_increment: what the programme cost while the experiment ran")
            .optional(
                    PAIR_DISTANCE,
                    REAL,
                    "matched_pairs, trimmed_match: how far apart the markets of a pair moved before the start, root mean square per day")
            .optional(
                    SHRUNK_DIFF,
                    REAL,
                    "segments: diff of the primary estimator, shrunk to what the segments have in common")
            .optional(HETEROGENEITY_P, REAL, "segments: p of Cochran's Q, whether the effect differs between them")
            .optional(INCONSISTENCY, REAL, "segments: I^2, share of the spread that isn't noise")
            .required(EXPOSED, COUNT, "units of the arm that were exposed")
            .required(EXPOSED_CONTROL, COUNT, "control units that were exposed")
            .optional(SRM_P, REAL, "smallest p of the sample-ratio tests")
            .required(FLAGS, STRINGS, "validity flags raised")
            .required(WARNINGS, STRINGS, "warnings")
            .required(IS_VALID, FLAG, "no validity flag")
            .required(IS_SIGNIFICANT, FLAG, "interval excludes zero and valid")
            .required(
                    VERDICT,
                    STRING,
                    "positive (more than control; the worse where warnings has MORE_IS_WORSE), negative, inconclusive, invalid; not_an_experiment for comparisons nobody randomised")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(EXPERIMENT_ID, METRIC, WINDOW_DAYS, ESTIMATOR, ARM, CONTROL_ARM))
            .check("estimate_finite", "diff IS NULL OR (NOT isnan(diff) AND abs(diff) < 1e308)")
            .check(
                    "interval_finite",
                    "(ci_low IS NULL OR (NOT isnan(ci_low) AND abs(ci_low) < 1e308)) AND (ci_high IS NULL OR (NOT isnan(ci_high) AND abs(ci_high) < 1e308))")
            .build();

    private ExperimentLift() {}
}
