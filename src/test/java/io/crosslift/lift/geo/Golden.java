package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.crosslift.testing.CsvResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reference values that other tools computed, and the data behind them, under {@code golden/lift}. */
final class Golden {
    private Golden() {}

    /** One reference value with the rounding of its source. */
    record Reference(String field, double value, double tolerance) {
        void matches(double actual) {
            assertThat(actual).as(field).isCloseTo(value, within(Math.max(tolerance, 1e-12)));
        }
    }

    /** The references of one case by field, those without a tolerance left out. */
    static Map<String, Reference> references(String folder, String name) {
        Map<String, Reference> references = new LinkedHashMap<>();
        for (NamedCsvRecord row : rows(folder + "/expected.csv")) {
            boolean relative = row.getHeader().contains("rel_tol");
            String tolerance = row.getField(relative ? "rel_tol" : "abs_tol");
            if (row.getField("case").equals(name) && !tolerance.isEmpty()) {
                double value = Double.parseDouble(row.getField("value"));
                double allowed = Double.parseDouble(tolerance) * (relative ? Math.abs(value) : 1);
                references.put(row.getField("field"), new Reference(row.getField("field"), value, allowed));
            }
        }
        assertThat(references).as("golden case %s", name).isNotEmpty();
        return references;
    }

    /** GeoLift's walkthrough: 40 markets, 105 days, Chicago and Portland treated after 90. */
    static MarketPanel walkthrough() {
        return panel("geolift_walkthrough/GeoLift_Test.csv.gz", Set.of("chicago", "portland"), 90, 105);
    }

    /** The markets of a file with location, date and Y, its first periods. */
    static MarketPanel panel(String path, Set<String> treated, int before, int periods) {
        Map<String, Map<String, Double>> byMarket = new TreeMap<>();
        Set<String> days = new TreeSet<>();
        for (NamedCsvRecord row : rows(path)) {
            byMarket.computeIfAbsent(row.getField("location"), any -> new TreeMap<>())
                    .put(row.getField("date"), Double.parseDouble(row.getField("Y")));
            days.add(row.getField("date"));
        }
        double[][] outcomes = byMarket.values().stream()
                .map(series ->
                        days.stream().limit(periods).mapToDouble(series::get).toArray())
                .toArray(double[][]::new);
        return new MarketPanel(List.copyOf(byMarket.keySet()), outcomes, treated, before);
    }

    /** All rows of a file under {@code golden/lift}, compressed or not. */
    static List<NamedCsvRecord> rows(String path) {
        return CsvResource.records("/golden/lift/" + path);
    }
}
