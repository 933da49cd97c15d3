package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per product and validity (R03). */
public final class Products {
    public static final String PRODUCT_ID = "product_id";
    public static final String VALID_FROM = "valid_from";
    public static final String SKU = "sku";
    public static final String PRODUCT_FAMILY = "product_family";
    public static final String TIER_RANK = "tier_rank";
    public static final String IS_RECURRING = "is_recurring";
    public static final String BUSINESS_MODEL = "business_model";
    public static final String GROSS_MARGIN = "gross_margin";
    public static final String VALID_TO = "valid_to";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "products", "One row per product and validity (R03).")
            .required(PRODUCT_ID, STRING, "product")
            .required(VALID_FROM, INSTANT, "first instant of validity (UTC, inclusive)")
            .required(SKU, STRING, "stock keeping unit")
            .required(PRODUCT_FAMILY, STRING, "family: the unit of ownership and of cross-sell")
            .optional(TIER_RANK, INTEGER, "rank of the product inside its family, higher is better; NULL: never ranks")
            .required(IS_RECURRING, FLAG, "sold as a subscription")
            .required(BUSINESS_MODEL, STRING, "ecommerce, saas, services")
            .optional(GROSS_MARGIN, decimal(9, 6), "gross margin as a fraction of net revenue")
            .optional(VALID_TO, INSTANT, "end of validity (UTC, exclusive), NULL while valid")
            .with(ProvenanceColumns.COLUMNS)
            .key(PRODUCT_ID, VALID_FROM)
            .check("margin_in_range", "gross_margin IS NULL OR (gross_margin >= -1 AND gross_margin <= 1)")
            .build();

    private Products() {}
}
