package io.crosslift.propensity.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.testing.CsvResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Worked cases of rankings under {@code golden/}. */
final class GoldenRows {
    private GoldenRows() {}

    /** Cells of a file by row. */
    static List<String[]> of(String path) {
        return CsvResource.records("/golden/" + path).stream()
                .map(row -> row.getFields().toArray(String[]::new))
                .toList();
    }

    /** Expected values of a case of {@code lift/qini_uplift} by field. */
    static Map<String, double[]> expected(String name) {
        Map<String, double[]> byField = new LinkedHashMap<>();
        of("lift/qini_uplift/expected.csv").stream()
                .filter(row -> row[0].equals(name))
                .forEach(row ->
                        byField.put(row[1], new double[] {Double.parseDouble(row[2]), Double.parseDouble(row[3])}));
        assertThat(byField).as("golden case %s", name).isNotEmpty();
        return byField;
    }

    static void matches(Map<String, double[]> expected, String field, Double actual) {
        double[] value = expected.get(field);
        assertThat(actual).as(field).isCloseTo(value[0], within(Math.max(1e-12, value[1] * Math.abs(value[0]))));
    }
}
