package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per contract: the recurring revenue that was signed against what it brought (K21 of contracts, M33). */
public final class Bookings {
    public static final String CONTRACT_ID = "contract_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String KIND = "kind";
    public static final String SIGNED_ON = "signed_on";
    public static final String EFFECTIVE_ON = "effective_on";
    public static final String SIGNED_ARR = "signed_arr";
    public static final String ARR_DELTA = "arr_delta";
    public static final String DIFFERENCE = "difference";
    public static final String REASON_CODE = "reason_code";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_bookings",
                    "One row per contract: the recurring revenue that was signed against what it brought (K21 of contracts, M33).")
            .required(CONTRACT_ID, STRING, "contract")
            .with(KpiColumns.COLUMNS)
            .required(ACCOUNT_ID, STRING, "account")
            .required(KIND, STRING, "new, expansion, renewal")
            .required(SIGNED_ON, DAY, "local day of signing; period_start is its month")
            .optional(EFFECTIVE_ON, DAY, "day of the movements that brought it, NULL where none did")
            .required(SIGNED_ARR, MONEY, "what recurs in a year, at the rate of the day of signing")
            .required(
                    ARR_DELTA,
                    MONEY,
                    "sum of arr_delta of those movements (F2); of a renewal the ARR that goes on, the sum of all until then, or that less other contracts")
            .required(DIFFERENCE, MONEY, "signed_arr - arr_delta")
            .optional(
                    REASON_CODE,
                    STRING,
                    "NULL where they agree; TIMING_CUTOFF: it came in another month, or may still come; FX_RATE; ROUNDING; QUARANTINED: a subscription of the account is; UNEXPLAINED")
            .key(KpiColumns.key(CONTRACT_ID))
            .check("difference_adds_up", "signed_arr - arr_delta = difference")
            .check("difference_has_a_reason", "difference = 0 OR reason_code IS NOT NULL")
            .check(
                    "reason_known",
                    "reason_code IS NULL OR reason_code IN ('TIMING_CUTOFF', 'FX_RATE', 'ROUNDING', 'QUARANTINED', 'UNEXPLAINED')")
            .build();

    private Bookings() {}
}
