package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per account, family and instant at which ownership of the family, or the highest tier owned, changes; the exact history behind F7. */
public final class OwnershipChanges {
    public static final String ACCOUNT_ID = "account_id";
    public static final String FAMILY = "family";
    public static final String CHANGED_AT = "changed_at";
    public static final String CHANGE_DATE = "change_date";
    public static final String CHANGE_MONTH = "change_month";
    public static final String OWNED = "owned";
    public static final String SINCE = "since";
    public static final String TIER = "tier";
    public static final String BELOW_TOP = "below_top";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_ownership_change",
                    "One row per account, family and instant at which ownership of the family, or the highest tier owned, changes; the exact history behind F7.")
            .required(ACCOUNT_ID, STRING, "account")
            .required(FAMILY, STRING, "product family")
            .required(CHANGED_AT, INSTANT, "when (UTC)")
            .required(CHANGE_DATE, DAY, "local day of changed_at")
            .required(CHANGE_MONTH, DAY, "local month of changed_at (partition)")
            .required(OWNED, FLAG, "owned from now on")
            .optional(SINCE, INSTANT, "first instant of the present ownership (UTC), NULL where not owned")
            .optional(TIER, INTEGER, "highest tier owned from now on, NULL where no product owned has one")
            .required(BELOW_TOP, FLAG, "owned, and below the highest tier the family has")
            .with(RunStampColumns.COLUMNS)
            .key(ACCOUNT_ID, FAMILY, CHANGED_AT)
            .partitionedBy(CHANGE_MONTH)
            .build();

    private OwnershipChanges() {}
}
