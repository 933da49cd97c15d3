package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per support ticket (R20). */
public final class SupportTickets {
    public static final String TICKET_ID = "ticket_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String PRODUCT_ID = "product_id";
    public static final String OPENED_AT = "opened_at";
    public static final String UNIT_COST = "unit_cost";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "support_tickets", "One row per support ticket (R20).")
            .required(TICKET_ID, STRING, "ticket")
            .required(ACCOUNT_ID, STRING, "account")
            .optional(PRODUCT_ID, STRING, "product it is about")
            .required(OPENED_AT, INSTANT, "when it was opened (UTC)")
            .optional(UNIT_COST, ORIGINAL_MONEY, "what it cost, reporting currency; NULL where that is not known")
            .with(ProvenanceColumns.COLUMNS)
            .key(TICKET_ID)
            .build();

    private SupportTickets() {}
}
