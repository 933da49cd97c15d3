package io.crosslift.recurring.movement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One line of a worked case: comma-separated cells by column; an empty cell is "". */
record Golden(Map<String, String> cells) {
    /** The lines of a file of {@code golden/kpi}. */
    static List<Golden> lines(String file) {
        try (InputStream stream = Objects.requireNonNull(
                Golden.class.getResourceAsStream("/golden/kpi/" + file), file + " is not in golden/kpi")) {
            List<String> lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] header = lines.get(0).split(",", -1);
            return lines.stream()
                    .skip(1)
                    .map(line -> {
                        String[] values = line.split(",", -1);
                        Map<String, String> cells = new HashMap<>();
                        for (int i = 0; i < header.length; i++) {
                            cells.put(header[i], values[i]);
                        }
                        return new Golden(cells);
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String column) {
        return Objects.requireNonNull(cells.get(column), "the case has no column " + column);
    }

    BigDecimal number(String column) {
        return new BigDecimal(text(column));
    }

    int whole(String column) {
        return Integer.parseInt(text(column));
    }
}
