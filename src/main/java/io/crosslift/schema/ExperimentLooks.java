package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** The looks that were made at group sequential tests, each as it was on its day: what a later look may still spend depends on them. */
public final class ExperimentLooks {
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String METRIC = "metric";
    public static final String WINDOW_DAYS = "window_days";
    public static final String ARM = "arm";
    public static final String LOOK = "look";
    public static final String LOOK_DATE = "look_date";
    public static final String PLAN = "plan";
    public static final String N = "n";
    public static final String N_CONTROL = "n_control";
    public static final String DIFF = "diff";
    public static final String SE = "se";
    public static final String CI_LOW = "ci_low";
    public static final String CI_HIGH = "ci_high";
    public static final String P_VALUE = "p_value";
    public static final String VERDICT = "verdict";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "experiment_look",
                    "The looks that were made at group sequential tests, each as it was on its day: what a later look may still spend depends on them.")
            .required(EXPERIMENT_ID, STRING, "experiment")
            .required(METRIC, STRING, "metric")
            .required(WINDOW_DAYS, INTEGER, "days from assignment")
            .required(ARM, STRING, "arm compared with control")
            .required(LOOK, INTEGER, "number of the look, from 1")
            .required(LOOK_DATE, DAY, "last day that the look saw")
            .required(PLAN, STRING, "the plan as it was when the look was made; it must not change")
            .required(N, COUNT, "units analysed in the arm")
            .required(N_CONTROL, COUNT, "units analysed in the control arm")
            .optional(DIFF, REAL, "difference of the primary estimator")
            .optional(SE, REAL, "its standard error")
            .optional(CI_LOW, REAL, "lower bound that holds at every look")
            .optional(CI_HIGH, REAL, "upper bound that holds at every look")
            .optional(P_VALUE, REAL, "p that holds at every look")
            .required(VERDICT, STRING, "positive and negative stop the test")
            .key(EXPERIMENT_ID, METRIC, WINDOW_DAYS, ARM, LOOK)
            .build();

    private ExperimentLooks() {}
}
