package io.crosslift.journey;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.crosslift.schema.Conversions;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.Touchpoints;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Touches, conversions and changes of ownership as one stream of narrow rows: account, instant, kind, and three strings and a
 * number whose meaning depends on the kind. Everything journeys need, and nothing else, goes through the one shuffle.
 */
public final class JourneyEvents {
    static final String ACCOUNT = "account_id";
    static final String AT = "at";
    static final String KIND = "kind";
    static final String ID = "id";
    static final String FIRST = "first";
    static final String SECOND = "second";
    static final String THIRD = "third";
    static final String NUMBER = "number";
    private static final String ACCOUNT_HASH = "account_hash";

    static final int TOUCH = 0;
    static final int CONVERSION = 1;
    static final int OWNERSHIP = 2;

    static final int OWNED = 1;
    static final int BELOW_TOP = 2;

    private JourneyEvents() {}

    /** Puts the three in one stream. */
    public static Dataset<Row> of(Dataset<Row> touchpoints, Dataset<Row> conversions, Dataset<Row> ownershipChanges) {
        return touches(touchpoints).unionByName(conversions(conversions)).unionByName(ownership(ownershipChanges));
    }

    /** Brings each account's events together, side by side in any order; the hash of the account comes last. */
    public static Dataset<Row> gathered(Dataset<Row> events) {
        // Sorting by one number takes a few passes and no comparison; an account's own events are sorted where they are
        // walked.
        return events.withColumn(ACCOUNT_HASH, xxhash64(col(ACCOUNT)))
                .repartition(col(ACCOUNT_HASH))
                .sortWithinPartitions(ACCOUNT_HASH);
    }

    /** The touches alone, as rows of the stream. */
    public static Dataset<Row> touches(Dataset<Row> touchpoints) {
        Column specific = size(col(Touchpoints.PROMOTED_FAMILIES)).gt(0);
        return touchpoints.select(
                col(Touchpoints.ACCOUNT_ID).as(ACCOUNT),
                unix_micros(col(Touchpoints.EVENT_TS)).as(AT),
                lit(TOUCH).as(KIND),
                col(Touchpoints.TOUCHPOINT_ID).as(ID),
                col(Touchpoints.CHANNEL).as(FIRST),
                col(Touchpoints.TOUCH_CLASS).as(SECOND),
                when(
                                specific,
                                array_join(
                                        col(Touchpoints.PROMOTED_FAMILIES),
                                        String.valueOf(AccountJourneys.FAMILY_SEPARATOR)))
                        .as(THIRD),
                lit(0L).as(NUMBER));
    }

    private static Dataset<Row> conversions(Dataset<Row> conversions) {
        return conversions.select(
                col(Conversions.ACCOUNT_ID).as(ACCOUNT),
                unix_micros(col(Conversions.CONVERTED_AT)).as(AT),
                lit(CONVERSION).as(KIND),
                col(Conversions.SOURCE_ID).as(ID),
                col(Conversions.SELL_TYPE).as(FIRST),
                col(Conversions.CONVERSION_ID).as(SECOND),
                col(Conversions.FAMILY).as(THIRD),
                col(Conversions.VALUE).multiply(100).cast("bigint").as(NUMBER));
    }

    private static Dataset<Row> ownership(Dataset<Row> changes) {
        Column flags = when(col(OwnershipChanges.OWNED), lit((long) OWNED))
                .otherwise(lit(0L))
                .plus(when(col(OwnershipChanges.BELOW_TOP), lit((long) BELOW_TOP))
                        .otherwise(lit(0L)));
        return changes.select(
                col(OwnershipChanges.ACCOUNT_ID).as(ACCOUNT),
                unix_micros(col(OwnershipChanges.CHANGED_AT)).as(AT),
                lit(OWNERSHIP).as(KIND),
                col(OwnershipChanges.FAMILY).as(ID),
                lit(null).cast("string").as(FIRST),
                lit(null).cast("string").as(SECOND),
                lit(null).cast("string").as(THIRD),
                flags.as(NUMBER));
    }
}
