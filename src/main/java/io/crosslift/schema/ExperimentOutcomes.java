package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per experiment, unit and metric (R28): outcomes that no other table holds. */
public final class ExperimentOutcomes {
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String UNIT_ID = "unit_id";
    public static final String METRIC = "metric";
    public static final String VALUE = "value";
    public static final String MEASURED_FROM = "measured_from";
    public static final String MEASURED_TO = "measured_to";

    public static final TableSpec TABLE = TableSpec.define(
                    "core",
                    "experiment_outcomes",
                    "One row per experiment, unit and metric (R28): outcomes that no other table holds.")
            .required(EXPERIMENT_ID, STRING, "experiment")
            .required(UNIT_ID, STRING, "unit")
            .required(METRIC, STRING, "metric")
            .required(VALUE, REAL, "outcome")
            .required(MEASURED_FROM, INSTANT, "start of the measurement (UTC)")
            .required(MEASURED_TO, INSTANT, "end of the measurement (UTC)")
            .with(ProvenanceColumns.COLUMNS)
            .key(EXPERIMENT_ID, UNIT_ID, METRIC)
            .check("value_is_finite", "NOT isnan(value) AND abs(value) < 1e308")
            .build();

    private ExperimentOutcomes() {}
}
