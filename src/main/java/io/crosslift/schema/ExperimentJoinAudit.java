package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** How many units of each arm survived each step of the intention-to-treat join, with a sample-ratio test at every step. */
public final class ExperimentJoinAudit {
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String STEP = "step";
    public static final String ARM = "arm";
    public static final String UNITS = "units";
    public static final String SHARE = "share";
    public static final String EXPECTED = "expected";
    public static final String CHI_SQUARE = "chi_square";
    public static final String P = "p";
    public static final String MAX_SHARE_DEVIATION = "max_share_deviation";
    public static final String AS_OF_DATE = "as_of_date";
    public static final String RUN_ID = "run_id";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "experiment_join_audit",
                    "How many units of each arm survived each step of the intention-to-treat join, with a sample-ratio test at every step.")
            .required(EXPERIMENT_ID, STRING, "experiment")
            .required(
                    STEP,
                    STRING,
                    "assigned, matched, eligible, analysed, exposed; beside them multi_arm, exposed_before")
            .required(ARM, STRING, "arm")
            .required(UNITS, COUNT, "units at this step")
            .optional(
                    SHARE,
                    REAL,
                    "units / units of the arm at the step before; of multi_arm and exposed_before: of the assigned")
            .optional(EXPECTED, REAL, "units expected under the planned shares")
            .optional(CHI_SQUARE, REAL, "sample-ratio statistic of the step")
            .optional(P, REAL, "its p")
            .optional(MAX_SHARE_DEVIATION, REAL, "largest deviation of a share from plan, percentage points")
            .required(AS_OF_DATE, DAY, "last day included")
            .required(RUN_ID, STRING, "run")
            .key(EXPERIMENT_ID, STEP, ARM)
            .build();

    private ExperimentJoinAudit() {}
}
