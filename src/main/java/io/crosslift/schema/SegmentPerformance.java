package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K17: the segments in which a programme works, fails, or may do either. */
public final class SegmentPerformance {
    public static final String BASIS = "basis";
    public static final String OFFER = "offer";
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String METRIC = "metric";
    public static final String WINDOW_DAYS = "window_days";
    public static final String ARM = "arm";
    public static final String N = "n";
    public static final String CONVERTED = "converted";
    public static final String MEAN = "mean";
    public static final String N_CONTROL = "n_control";
    public static final String CONVERTED_CONTROL = "converted_control";
    public static final String MEAN_CONTROL = "mean_control";
    public static final String EFFECT = "effect";
    public static final String CI_LOW = "ci_low";
    public static final String CI_HIGH = "ci_high";
    public static final String P_VALUE = "p_value";
    public static final String Q_VALUE = "q_value";
    public static final String Q_FAMILY = "q_family";
    public static final String SEGMENTS_TESTED = "segments_tested";
    public static final String GUARDRAIL_STATUS = "guardrail_status";
    public static final String IS_VALID = "is_valid";
    public static final String VERDICT = "verdict";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_segment_performance",
                    "K17: the segments in which a programme works, fails, or may do either, over all segments together (Benjamini-Hochberg).")
            .required(
                    BASIS,
                    STRING,
                    "experiment: randomised, from kpi_experiment_lift; conversion_rate: no test, the segment against the offer's other customers, descriptive")
            .required(OFFER, STRING, "offer, or ALL; (none) for an experiment")
            .required(EXPERIMENT_ID, STRING, "experiment, or (none)")
            .required(METRIC, STRING, "metric of the experiment, or cross_sell_conversion, up_sell_conversion")
            .required(WINDOW_DAYS, INTEGER, "days from assignment, or of the purchase window")
            .required(ARM, STRING, "treated arm, or (none)")
            .required(N, COUNT, "units of the arm in the segment, or customers offered in it")
            .optional(CONVERTED, COUNT, "conversion_rate: of n, customers that accepted, bought and kept something")
            .optional(MEAN, REAL, "mean per unit in the arm, or converted / n")
            .required(N_CONTROL, COUNT, "units of the control arm in the segment, or customers offered outside of it")
            .optional(CONVERTED_CONTROL, COUNT, "conversion_rate: of n_control, customers that converted")
            .optional(MEAN_CONTROL, REAL, "mean per unit in control, or converted_control / n_control")
            .optional(EFFECT, REAL, "mean - mean_control, in the unit of the metric or as a fraction")
            .optional(CI_LOW, REAL, "lower bound of effect, not adjusted for the number of segments")
            .optional(CI_HIGH, REAL, "upper bound of effect")
            .optional(P_VALUE, REAL, "two-sided p")
            .optional(Q_VALUE, REAL, "p adjusted over the family: share of false finds among those as clear")
            .required(Q_FAMILY, STRING, "segments that q_value covers")
            .required(SEGMENTS_TESTED, INTEGER, "segments in the family")
            .required(
                    GUARDRAIL_STATUS,
                    STRING,
                    "returns of what was bought on the offer against the same products without it: pass, warn, breach, insufficient; not_measured")
            .required(IS_VALID, FLAG, "the experiment passed its checks; true without one")
            .required(
                    VERDICT,
                    STRING,
                    "works: q_value <= 0.05 and effect > 0; fails: q_value <= 0.05 and effect < 0, or a breach; else unknown, always so while invalid, insufficient or immature")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(BASIS, OFFER, EXPERIMENT_ID, METRIC, WINDOW_DAYS, ARM))
            .check("effect_finite", "effect IS NULL OR (NOT isnan(effect) AND abs(effect) < 1e308)")
            .check("q_in_range", "q_value IS NULL OR (q_value >= 0 AND q_value <= 1)")
            .check("verdict_known", "verdict IN ('works', 'fails', 'unknown')")
            .build();

    private SegmentPerformance() {}
}
