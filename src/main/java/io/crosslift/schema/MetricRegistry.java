package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K23: every metric published, its formula and how to read it. */
public final class MetricRegistry {
    public static final String METRIC_ID = "metric_id";
    public static final String DEFINITION_VERSION = "definition_version";
    public static final String NAME = "name";
    public static final String TABLE_NAME = "table";
    public static final String FORMULA = "formula";
    public static final String NUMERATOR = "numerator";
    public static final String DENOMINATOR = "denominator";
    public static final String UNIT = "unit";
    public static final String ADDITIVE = "additive";
    public static final String CADENCE = "cadence";
    public static final String LEADING_OR_LAGGING = "leading_or_lagging";
    public static final String AAARRR_STAGE = "aaarrr_stage";
    public static final String OWNER_ROLE = "owner_role";
    public static final String CONTRIBUTOR_ROLES = "contributor_roles";
    public static final String WINDOWS = "windows";
    public static final String SCOPE = "scope";
    public static final String APPROVED_BY = "approved_by";
    public static final String APPROVED_AT = "approved_at";
    public static final String AS_OF_DATE = "as_of_date";
    public static final String RUN_ID = "run_id";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi", "metric_registry", "K23: every metric published, its formula and how to read it.")
            .required(METRIC_ID, STRING, "metric")
            .required(DEFINITION_VERSION, STRING, "version of the definition")
            .required(NAME, STRING, "name")
            .required(TABLE_NAME, STRING, "published table")
            .required(FORMULA, STRING, "formula")
            .optional(NUMERATOR, STRING, "numerator column or expression")
            .optional(DENOMINATOR, STRING, "denominator column or expression")
            .required(UNIT, STRING, "unit")
            .required(ADDITIVE, FLAG, "may be summed over periods and segments")
            .required(CADENCE, STRING, "monthly, weekly, quarterly, per_test")
            .required(LEADING_OR_LAGGING, STRING, "leading or lagging")
            .required(AAARRR_STAGE, STRING, "stage of the funnel")
            .required(OWNER_ROLE, STRING, "accountable role")
            .optional(CONTRIBUTOR_ROLES, STRING, "contributing roles")
            .optional(WINDOWS, STRING, "windows in force")
            .required(SCOPE, STRING, "existing_only, all")
            .optional(APPROVED_BY, STRING, "who approved it")
            .optional(APPROVED_AT, DAY, "when")
            .required(AS_OF_DATE, DAY, "last day included")
            .required(RUN_ID, STRING, "run")
            .key(METRIC_ID, DEFINITION_VERSION)
            .build();

    private MetricRegistry() {}
}
