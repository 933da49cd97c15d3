package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per experiment, unit and validity (R16): who was in which arm, as known then. */
public final class ExperimentAssignments {
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String UNIT_ID = "unit_id";
    public static final String VALID_FROM = "valid_from";
    public static final String ARM = "arm";
    public static final String ASSIGNED_AT = "assigned_at";
    public static final String VALID_TO = "valid_to";
    public static final String STRATUM = "stratum";
    public static final String EXPOSED_AT = "exposed_at";
    public static final String CROSSOVER_DATE = "crossover_date";
    public static final String CLUSTER_ID = "cluster_id";
    public static final String PAIR_ID = "pair_id";

    public static final TableSpec TABLE = TableSpec.define(
                    "core",
                    "experiment_assignments",
                    "One row per experiment, unit and validity (R16): who was in which arm, as known then.")
            .required(EXPERIMENT_ID, STRING, "experiment")
            .required(UNIT_ID, STRING, "unit: an account, market or cluster")
            .required(VALID_FROM, INSTANT, "first instant of validity (UTC, inclusive)")
            .required(ARM, STRING, "arm")
            .required(ASSIGNED_AT, INSTANT, "when the unit was assigned (UTC)")
            .optional(VALID_TO, INSTANT, "end of validity (UTC, exclusive)")
            .optional(STRATUM, STRING, "stratum of the randomisation")
            .optional(EXPOSED_AT, INSTANT, "first exposure as the source knows it (UTC)")
            .optional(CROSSOVER_DATE, DAY, "date the unit crosses over (stepped wedge)")
            .optional(CLUSTER_ID, STRING, "cluster")
            .optional(PAIR_ID, STRING, "matched pair")
            .with(ProvenanceColumns.COLUMNS)
            .key(EXPERIMENT_ID, UNIT_ID, VALID_FROM)
            .build();

    private ExperimentAssignments() {}
}
