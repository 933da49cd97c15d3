package io.crosslift.recurring;

import io.crosslift.schema.Instants;
import io.crosslift.schema.Products;
import java.io.Serializable;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Families and tiers of products over time (R03), held in memory. */
final class ProductBook implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A product while its family and tier stay the same. */
    record Version(String family, @Nullable Integer tier, long from, long to) implements Serializable {}

    private final HashMap<String, ArrayList<Version>> versions = new HashMap<>();
    private final HashMap<String, Integer> topTiers = new HashMap<>();

    private ProductBook() {}

    static ProductBook collect(Dataset<Row> products) {
        ProductBook book = new ProductBook();
        for (Row row : products.select(
                        Products.PRODUCT_ID,
                        Products.PRODUCT_FAMILY,
                        Products.TIER_RANK,
                        Products.VALID_FROM,
                        Products.VALID_TO)
                .collectAsList()) {
            Integer tier = row.isNullAt(2) ? null : Integer.valueOf(row.getInt(2));
            Timestamp to = row.isNullAt(4) ? null : row.getTimestamp(4);
            book.versions
                    .computeIfAbsent(row.getString(0), product -> new ArrayList<>())
                    .add(new Version(
                            row.getString(1),
                            tier,
                            Instants.micros(row.getTimestamp(3)),
                            to == null ? Long.MAX_VALUE : Instants.micros(to)));
            if (tier != null) {
                book.topTiers.merge(row.getString(1), tier, Math::max);
            }
        }
        return book;
    }

    /** The product as it was at an instant; where it had no version then, the nearest one. */
    Version at(String productId, long micros) {
        List<Version> known = versions.get(productId);
        if (known == null) {
            throw new IllegalStateException("core.products has no product " + productId);
        }
        return known.stream()
                .min((one, other) -> Long.compare(distance(one, micros), distance(other, micros)))
                .orElseThrow();
    }

    /** Whether a tier is below the highest one of its family. */
    boolean isBelowTop(String family, @Nullable Integer tier) {
        Integer top = topTiers.get(family);
        return tier != null && top != null && tier < top;
    }

    private static long distance(Version version, long micros) {
        if (micros < version.from) {
            return version.from - micros;
        }
        return micros >= version.to ? micros - version.to + 1 : 0;
    }
}
