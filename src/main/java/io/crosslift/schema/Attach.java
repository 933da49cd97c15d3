package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K06: attach, penetration and breadth, each with the denominator its variant names. */
public final class Attach {
    public static final String ANCHOR = "anchor";
    public static final String ATTACH = "attach";
    public static final String VARIANT = "variant";
    public static final String WINDOW_DAYS = "window_days";
    public static final String NUMERATOR = "numerator";
    public static final String DENOMINATOR = "denominator";
    public static final String RATE = "rate";
    public static final String ALREADY_OWNED = "already_owned";
    public static final String MRR_SHARE = "mrr_share";
    public static final String WHITE_SPACE = "white_space";
    public static final String WHITE_SPACE_MRR = "white_space_mrr";
    public static final String VIA_BUNDLE = "via_bundle";
    public static final String TARGET = "target";
    public static final String MULTI_PRODUCT_RATE = "multi_product_rate";
    public static final String PRODUCTS_PER_ACCOUNT = "products_per_account";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_attach",
                    "K06: attach, penetration and breadth, each with the denominator its variant names.")
            .required(ANCHOR, STRING, "anchor family, or ALL")
            .required(ATTACH, STRING, "attached family, or ALL")
            .required(
                    VARIANT,
                    STRING,
                    "attach_accounts, attach_orders, attach_owners, attach_units, penetration, multi_product, products_per_account, bundle_adoption")
            .required(WINDOW_DAYS, INTEGER, "days after the anchor purchase, 0 where no window applies")
            .required(NUMERATOR, COUNT, "see variant")
            .required(DENOMINATOR, COUNT, "see variant")
            .optional(RATE, FRACTION, "numerator / denominator")
            .required(ALREADY_OWNED, COUNT, "accounts that held the attached family before: in neither")
            .optional(MRR_SHARE, FRACTION, "recurring revenue of the attached family over that of anchor holders")
            .optional(
                    WHITE_SPACE, COUNT, "accounts that hold the anchor, may buy the attached family and do not hold it")
            .optional(WHITE_SPACE_MRR, MONEY, "white_space x median recurring revenue of holders (an estimate)")
            .required(VIA_BUNDLE, COUNT, "numerator reached through a bundle")
            .optional(TARGET, FRACTION, "target rate, where one is set")
            .optional(MULTI_PRODUCT_RATE, FRACTION, "accounts with two families or more / active accounts")
            .optional(PRODUCTS_PER_ACCOUNT, FRACTION, "families per active account")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(ANCHOR, ATTACH, VARIANT, WINDOW_DAYS))
            .build();

    private Attach() {}
}
