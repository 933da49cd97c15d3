package io.crosslift.attribution;

import io.crosslift.testing.CsvResource;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Reads worked cases from {@code src/test/resources/golden}. */
public final class Golden {
    private Golden() {}

    /** Rows of a comma-separated file as column name to cell. */
    public static List<Map<String, String>> rows(String file) {
        return CsvResource.rows("/golden/" + file);
    }

    /** Path counts from columns path, conversions, value, nulls of the given names; no value where its name is "". */
    public static List<PathCount> paths(String file, String conversions, String value, String nulls) {
        return rows(file).stream()
                .map(row -> new PathCount(
                        channels(row.get("path")),
                        Long.parseLong(row.get(conversions)),
                        value.isEmpty() ? 0 : Long.parseLong(row.get(value)),
                        Long.parseLong(row.get(nulls))))
                .toList();
    }

    public static List<String> channels(String path) {
        return List.of(path.split(" > "));
    }

    /** Minor units of an amount with the decimals it is written with. */
    public static long minorUnits(String amount, int exponent) {
        return new BigDecimal(amount).movePointRight(exponent).longValueExact();
    }
}
