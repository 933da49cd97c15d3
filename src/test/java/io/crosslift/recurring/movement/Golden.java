package io.crosslift.recurring.movement;

import io.crosslift.testing.CsvResource;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One line of a worked case: comma-separated cells by column; an empty cell is "". */
record Golden(Map<String, String> cells) {
    /** The lines of a file of {@code golden/kpi}. */
    static List<Golden> lines(String file) {
        return CsvResource.rows("/golden/kpi/" + file).stream().map(Golden::new).toList();
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
