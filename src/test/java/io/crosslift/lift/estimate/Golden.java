package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.testing.CsvResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reference values that other tools computed, as text under {@code golden/}. */
public final class Golden {
    private Golden() {}

    /** One reference value with the rounding of its source. */
    public record Reference(String name, String field, double value, double tolerance, boolean relative) {
        public void matches(Double actual) {
            double allowed = relative && value != 0 ? tolerance * Math.abs(value) : tolerance;
            assertThat(actual).as("%s %s", name, field).isCloseTo(value, within(Math.max(allowed, 1e-300)));
        }

        @Override
        public String toString() {
            return name + " " + field;
        }
    }

    /** The references of {@code golden/<folder>/expected.csv} that are numbers. */
    public static List<Reference> references(String folder) {
        List<Reference> references = new ArrayList<>();
        for (Map<String, String> row : rows(folder + "/expected.csv")) {
            String tolerance = row.getOrDefault("rel_tol", row.getOrDefault("abs_tol", ""));
            if (!tolerance.isEmpty()) {
                references.add(new Reference(
                        row.get("case"),
                        row.get("field"),
                        Double.parseDouble(row.get("value")),
                        Double.parseDouble(tolerance),
                        row.containsKey("rel_tol")));
            }
        }
        return references;
    }

    /** The references of one case by field. */
    public static Map<String, Reference> references(String folder, String name) {
        Map<String, Reference> byField = new LinkedHashMap<>();
        references(folder).stream()
                .filter(reference -> reference.name().equals(name))
                .forEach(reference -> byField.put(reference.field(), reference));
        assertThat(byField).as("golden case %s", name).isNotEmpty();
        return byField;
    }

    /** The inputs of one case of {@code golden/<folder>/inputs.csv} by key. */
    public static Map<String, String> inputs(String folder, String name) {
        Map<String, String> inputs = new LinkedHashMap<>();
        rows(folder + "/inputs.csv").stream()
                .filter(row -> row.get("case").equals(name))
                .forEach(row -> inputs.put(row.get("key"), row.get("value")));
        return inputs;
    }

    /** All rows of a file under {@code golden/} by column name. */
    public static List<Map<String, String>> rows(String path) {
        return CsvResource.rows("/golden/" + path);
    }

    /** Cells of one line; a quoted cell may hold commas. */
    public static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
