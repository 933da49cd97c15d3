package io.crosslift.kpi;

import io.crosslift.testing.CsvResource;
import java.util.List;
import java.util.Map;

/** Worked cases: comma-separated files with a header; an empty cell is NULL. */
final class Golden {
    private Golden() {}

    /** The rows of a file of {@code golden/kpi}, each a map from column to text. */
    static List<Map<String, String>> rows(String file) {
        return CsvResource.rows("/golden/kpi/" + file);
    }
}
