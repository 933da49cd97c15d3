package io.crosslift.simulate;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Currency;
import io.crosslift.config.ScenarioSettings.Family;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Contract columns as SQL over plain ones. */
final class FeedColumns {
    /** What a flawed row's id ends with, so that it is no other state of the sound row. */
    static final String OTHER_ID = "IF(flaw > 1, '-x', '')";

    private final SortedMap<String, String> columns = new TreeMap<>();

    FeedColumns with(String column, String expression) {
        columns.put(column, expression);
        return this;
    }

    SortedMap<String, String> columns() {
        return columns;
    }

    /** A text. */
    static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The name at a position. */
    static String named(List<String> names, String position) {
        if (names.isEmpty()) {
            return "CAST(NULL AS STRING)";
        }
        String list = names.stream().map(FeedColumns::text).collect(Collectors.joining(", "));
        return "element_at(array(" + list + "), " + position + " + 1)";
    }

    /** An instant from seconds. */
    static String instant(String seconds) {
        return "timestamp_seconds(" + seconds + ")";
    }

    /** An instant from seconds, 0 being none. */
    static String optionalInstant(String seconds) {
        return "timestamp_seconds(nullif(" + seconds + ", 0))";
    }

    /** Money from cents. */
    static String cents(String cents) {
        return "CAST(" + cents + " AS DECIMAL(20,4)) / 100";
    }

    /** The currency at the position {@code currency}. */
    static String currency(ScenarioSettings scenario) {
        return named(
                scenario.customers().currencies().stream().map(Currency::name).toList(), "currency");
    }

    /** The product of {@code family} and {@code tier}. */
    static String product(ScenarioSettings scenario) {
        return "concat(" + named(families(scenario), "family") + ", '-', tier + 1)";
    }

    /** Names of the families. */
    static List<String> families(ScenarioSettings scenario) {
        return scenario.families().stream().map(Family::name).toList();
    }
}
