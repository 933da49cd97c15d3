package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGERS;
import static io.crosslift.schema.ColumnTypes.SHARE_MAP;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRINGS;
import static io.crosslift.schema.ColumnTypes.STRING_MAP;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per experiment (R15). */
public final class Experiments {
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String DESIGN = "design";
    public static final String UNIT_TYPE = "unit_type";
    public static final String CONTROL_ARM = "control_arm";
    public static final String ALLOCATION = "allocation";
    public static final String FAMILY = "family";
    public static final String EXPOSURE_REFS = "exposure_refs";
    public static final String PRIMARY_METRIC = "primary_metric";
    public static final String METRICS = "metrics";
    public static final String WINDOWS = "windows";
    public static final String ALPHA = "alpha";
    public static final String SEQUENTIAL_PLAN = "sequential_plan";
    public static final String SALT = "salt";
    public static final String START_AT = "start_at";
    public static final String END_AT = "end_at";
    public static final String REGISTERED_AT = "registered_at";
    public static final String FACTORS = "factors";

    public static final TableSpec TABLE = TableSpec.define("core", "experiments", "One row per experiment (R15).")
            .required(EXPERIMENT_ID, STRING, "experiment")
            .required(
                    DESIGN,
                    STRING,
                    "holdout, ab, geo, matched, stepped_wedge; observational: a comparison that nobody randomised")
            .required(UNIT_TYPE, STRING, "account, geo_market, cluster")
            .required(CONTROL_ARM, STRING, "arm the others are compared with")
            .optional(ALLOCATION, SHARE_MAP, "planned share of each arm")
            .optional(FAMILY, STRING, "product family the experiment is about")
            .optional(EXPOSURE_REFS, STRINGS, "offers, campaigns and plays that count as exposure")
            .required(PRIMARY_METRIC, STRING, "metric the verdict is given on")
            .required(METRICS, STRINGS, "metrics measured")
            .required(WINDOWS, INTEGERS, "days from assignment over which metrics are measured")
            .required(ALPHA, decimal(9, 8), "two-sided error level")
            .optional(SEQUENTIAL_PLAN, STRING, "sequential plan, NULL for a fixed horizon")
            .optional(SALT, STRING, "salt of the assignment hash")
            .required(START_AT, INSTANT, "start (UTC)")
            .required(END_AT, INSTANT, "end (UTC)")
            .required(REGISTERED_AT, INSTANT, "when the plan was registered (UTC)")
            .optional(FACTORS, STRING_MAP, "factor levels")
            .with(ProvenanceColumns.COLUMNS)
            .key(EXPERIMENT_ID)
            .check("design_known", "design IN ('holdout', 'ab', 'geo', 'matched', 'stepped_wedge', 'observational')")
            .build();

    private Experiments() {}
}
