package io.crosslift.expansion;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a subscription item was paid for as one product: what an account holds without ordering it. Instants are microseconds
 * since the epoch.
 *
 * @param itemId item
 * @param productId product
 * @param family product family
 * @param tier rank inside the family, or null
 * @param from first instant
 * @param to first instant no longer paid for, Long.MAX_VALUE while it goes on
 */
public record ItemSpan(
        String itemId,
        String productId,
        String family,
        @Nullable Integer tier,
        long from,
        long to) {
    public static final String ACCOUNT_ID = "account_id";
    public static final String ITEM_ID = "subscription_item_id";
    public static final String PRODUCT_ID = "product_id";
    public static final String FAMILY = "family";
    public static final String TIER = "tier";
    public static final String FROM = "paid_from_micros";
    public static final String TO = "paid_to_micros";

    /** Times of items as rows. */
    public static final StructType SCHEMA = new StructType()
            .add(ACCOUNT_ID, DataTypes.StringType)
            .add(ITEM_ID, DataTypes.StringType)
            .add(PRODUCT_ID, DataTypes.StringType)
            .add(FAMILY, DataTypes.StringType)
            .add(TIER, DataTypes.IntegerType)
            .add(FROM, DataTypes.LongType)
            .add(TO, DataTypes.LongType);

    /** Whether it was held right before an instant. */
    boolean heldBefore(long at) {
        return from < at && at <= to;
    }
}
