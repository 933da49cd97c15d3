package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per refund, return or chargeback and line it reduces (R08). */
public final class RefundsReturns {
    public static final String REFUND_ID = "refund_id";
    public static final String LINE_ID = "line_id";
    public static final String KIND = "kind";
    public static final String QTY = "qty";
    public static final String AMOUNT = "amount";
    public static final String REFUNDED_AT = "refunded_at";
    public static final String REASON = "reason";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "refunds_returns", "One row per refund, return or chargeback and line it reduces (R08).")
            .required(REFUND_ID, STRING, "refund")
            .required(LINE_ID, STRING, "original line it reduces")
            .required(KIND, STRING, "refund, return, chargeback, credit_note")
            .optional(QTY, decimal(18, 6), "quantity returned")
            .required(AMOUNT, ORIGINAL_MONEY, "amount given back, positive, in the line's currency")
            .required(REFUNDED_AT, INSTANT, "when (UTC)")
            .optional(REASON, STRING, "the source's reason")
            .with(ProvenanceColumns.COLUMNS)
            .key(REFUND_ID, LINE_ID)
            .check("kind_known", "kind IN ('refund', 'return', 'chargeback', 'credit_note')")
            .build();

    private RefundsReturns() {}
}
