package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRINGS;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per offer (R12). */
public final class Offers {
    public static final String OFFER_ID = "offer_id";
    public static final String SELL_TYPE = "sell_type";
    public static final String OFFERED_PRODUCT_ID = "offered_product_id";
    public static final String OFFERED_PRODUCT_IDS = "offered_product_ids";
    public static final String OFFERED_FAMILIES = "offered_families";
    public static final String ANCHOR_PRODUCT_ID = "anchor_product_id";
    public static final String OFFER_KIND = "offer_kind";
    public static final String DISCOUNT_DEPTH = "discount_depth";
    public static final String MOTION = "motion";
    public static final String PLAY_ID = "play_id";
    public static final String FRICTION_CODE = "friction_code";
    public static final String VALID_FROM = "valid_from";
    public static final String VALID_TO = "valid_to";

    public static final TableSpec TABLE = TableSpec.define("core", "offers", "One row per offer (R12).")
            .required(OFFER_ID, STRING, "offer")
            .required(SELL_TYPE, STRING, "cross_sell or up_sell")
            .optional(OFFERED_PRODUCT_ID, STRING, "product offered, NULL where several are")
            .optional(OFFERED_PRODUCT_IDS, STRINGS, "products offered")
            .optional(OFFERED_FAMILIES, STRINGS, "families offered")
            .optional(ANCHOR_PRODUCT_ID, STRING, "product the offer starts from")
            .required(OFFER_KIND, STRING, "kind of offer")
            .required(DISCOUNT_DEPTH, decimal(9, 6), "discount as a fraction of list")
            .required(MOTION, STRING, "proactive, requested, quota_push")
            .optional(PLAY_ID, STRING, "expansion play")
            .optional(FRICTION_CODE, STRING, "friction the offer takes away")
            .required(VALID_FROM, INSTANT, "first instant of validity (UTC, inclusive)")
            .required(VALID_TO, INSTANT, "end of validity (UTC, exclusive)")
            .with(ProvenanceColumns.COLUMNS)
            .key(OFFER_ID)
            .check("sell_type_known", "sell_type IN ('cross_sell', 'up_sell')")
            .build();

    private Offers() {}
}
