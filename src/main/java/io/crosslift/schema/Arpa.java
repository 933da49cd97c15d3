package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** Revenue per account and per user against a base, with the effects of rate and mix (K07). */
public final class Arpa {
    public static final String UNIT = "unit";
    public static final String MEASURE = "measure";
    public static final String BASIS = "basis";
    public static final String ACCOUNTS_0 = "accounts_0";
    public static final String ACCOUNTS_1 = "accounts_1";
    public static final String REVENUE_0 = "revenue_0";
    public static final String REVENUE_1 = "revenue_1";
    public static final String ARPA_0 = "arpa_0";
    public static final String ARPA_1 = "arpa_1";
    public static final String UPLIFT = "uplift";
    public static final String UPLIFT_RATIO = "uplift_ratio";
    public static final String RATE_EFFECT = "rate_effect";
    public static final String MIX_EFFECT = "mix_effect";
    public static final String CONSTANT_ACCOUNTS = "constant_accounts";
    public static final String CONSTANT_GAIN = "constant_gain";
    public static final String CONSTANT_ACCOUNT_UPLIFT = "constant_account_uplift";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_arpa",
                    "K07: revenue per account and per user against a base. The row of a segment type with the segment ALL takes the change of all accounts apart by its segments.")
            .required(UNIT, STRING, "account or user")
            .required(
                    MEASURE,
                    STRING,
                    "mrr: contract MRR at the end of the period, of paying accounts; net_revenue: of the period's order lines, of accounts that bought, or of active users")
            .required(
                    BASIS,
                    STRING,
                    "previous_period; same_cohort: the accounts of the period before, those gone since included with nothing")
            .required(ACCOUNTS_0, COUNT, "accounts, or users, of the base")
            .required(ACCOUNTS_1, COUNT, "accounts, or users, of the period")
            .required(REVENUE_0, MONEY, "their revenue in the base")
            .required(REVENUE_1, MONEY, "their revenue in the period")
            .optional(ARPA_0, FRACTION, "revenue_0 / accounts_0")
            .optional(ARPA_1, FRACTION, "revenue_1 / accounts_1")
            .optional(UPLIFT, FRACTION, "arpa_1 - arpa_0, NULL where either is")
            .optional(UPLIFT_RATIO, FRACTION, "uplift / arpa_0")
            .optional(
                    RATE_EFFECT,
                    FRACTION,
                    "uplift by what the segments of the type pay: sum of mean share x change of the segment's average; the whole uplift where there are no segments")
            .optional(MIX_EFFECT, FRACTION, "uplift - rate_effect: by how large each segment is")
            .required(CONSTANT_ACCOUNTS, COUNT, "accounts in the base and in the period; 0 for users")
            .required(CONSTANT_GAIN, MONEY, "change of their revenue")
            .optional(CONSTANT_ACCOUNT_UPLIFT, FRACTION, "constant_gain / constant_accounts")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(UNIT, MEASURE, BASIS))
            .check("unit_known", "unit IN ('account', 'user')")
            .check("effects_add_up", "uplift IS NULL OR uplift = rate_effect + mix_effect")
            .build();

    private Arpa() {}
}
