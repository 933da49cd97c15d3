package io.crosslift.kpi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Worked cases: comma-separated files with a header; an empty cell is NULL. */
final class Golden {
    private Golden() {}

    /** The rows of a file of {@code golden/kpi}, each a map from column to text. */
    static List<Map<String, String>> rows(String file) {
        try (InputStream stream = Objects.requireNonNull(
                Golden.class.getResourceAsStream("/golden/kpi/" + file), file + " is not in golden/kpi")) {
            List<String> lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] header = lines.get(0).split(",", -1);
            return lines.stream().skip(1).map(line -> row(header, line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> row(String[] header, String line) {
        String[] cells = line.split(",", -1);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < header.length; i++) {
            row.put(header[i], cells[i]);
        }
        return row;
    }
}
