package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** What accounts are worth: revenue per account, per expansion account and per contract, and what referrals bring (K10). */
public final class AccountValue {
    public static final String METRIC = "metric";
    public static final String UNIT = "unit";
    public static final String NUMERATOR = "numerator";
    public static final String DENOMINATOR = "denominator";
    public static final String VALUE = "value";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_account_value",
                    "K10: revenue per account, per expansion account and per contract, days from referral to close, and what referrals bring.")
            .required(
                    METRIC,
                    STRING,
                    "arpa, avg_revenue_per_expansion_account, account_expansion_rate, average_acv (new contracts), average_acv_expansion, average_acv_renewal, avg_days_referral_to_close, referral_quarantined, referral_driven_expansion_revenue, referral_driven_expansion_share")
            .required(UNIT, STRING, "money (reporting currency), fraction, days or count")
            .required(NUMERATOR, MONEY, "sum above the line")
            .optional(DENOMINATOR, MONEY, "sum below the line; NULL where the metric is a sum")
            .optional(
                    VALUE,
                    FRACTION,
                    "numerator / denominator, money and days rounded to two decimals; the numerator where there is no denominator; NULL for a count, or where nothing is below the line")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(METRIC))
            .check("unit_known", "unit IN ('money', 'fraction', 'days', 'count')")
            .build();

    private AccountValue() {}
}
