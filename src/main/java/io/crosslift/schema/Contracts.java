package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per contract or amendment as it was signed (R23). */
public final class Contracts {
    public static final String CONTRACT_ID = "contract_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String SIGNED_AT = "signed_at";
    public static final String TERM_MONTHS = "term_months";
    public static final String RECURRING_TCV = "recurring_tcv";
    public static final String ONE_OFF_TCV = "one_off_tcv";
    public static final String CURRENCY = "currency";
    public static final String KIND = "kind";
    public static final String NEXT_RENEWAL_DATE = "next_renewal_date";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "contracts", "One row per contract or amendment as it was signed (R23).")
            .required(CONTRACT_ID, STRING, "contract")
            .required(ACCOUNT_ID, STRING, "account")
            .required(SIGNED_AT, INSTANT, "when it was signed (UTC)")
            .required(TERM_MONTHS, INTEGER, "months it runs, above 0")
            .required(RECURRING_TCV, ORIGINAL_MONEY, "what recurs over the whole term, in its currency")
            .required(ONE_OFF_TCV, ORIGINAL_MONEY, "what is due once, in its currency")
            .required(CURRENCY, STRING, "ISO 4217 currency")
            .required(KIND, STRING, "new, expansion, renewal")
            .optional(NEXT_RENEWAL_DATE, DAY, "day it is up for renewal")
            .with(ProvenanceColumns.COLUMNS)
            .key(CONTRACT_ID)
            .check("kind_known", "kind IN ('new', 'expansion', 'renewal')")
            .check("term_above_zero", "term_months > 0")
            .build();

    private Contracts() {}
}
