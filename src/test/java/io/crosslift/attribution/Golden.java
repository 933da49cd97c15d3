package io.crosslift.attribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads worked cases from {@code src/test/resources/golden}. */
public final class Golden {
    private static final Pattern CELL = Pattern.compile("(?:\"([^\"]*)\"|([^,]*))(?:,|$)");

    private Golden() {}

    /** Rows of a comma-separated file as column name to cell. */
    public static List<Map<String, String>> rows(String file) {
        List<String> lines = lines(file);
        List<String> header = cells(lines.get(0), Integer.MAX_VALUE);
        return lines.stream()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(line -> {
                    List<String> cells = cells(line, header.size());
                    Map<String, String> row = new LinkedHashMap<>();
                    for (int i = 0; i < header.size(); i++) {
                        row.put(header.get(i), cells.get(i));
                    }
                    return row;
                })
                .toList();
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

    private static List<String> cells(String line, int atMost) {
        List<String> cells = new ArrayList<>();
        Matcher matcher = CELL.matcher(line);
        while (cells.size() < atMost && matcher.find() && (matcher.end() > matcher.start() || cells.isEmpty())) {
            cells.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        while (atMost != Integer.MAX_VALUE && cells.size() < atMost) {
            cells.add("");
        }
        return cells;
    }

    private static List<String> lines(String file) {
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
