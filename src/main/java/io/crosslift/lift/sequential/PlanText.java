package io.crosslift.lift.sequential;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One line of a method and its {@code key=value} pairs, separated by blanks. */
final class PlanText {
    static final String UNITS = "units";
    static final String LOOKS = "looks";
    static final String SPENDING = "spending";
    static final String SPREAD = "spread";
    static final String ALPHA = "alpha";
    private static final String ALTERNATIVE = "alternative";

    private final String line;
    private final String method;
    private final Map<String, String> pairs;

    private PlanText(String line, String method, Map<String, String> pairs) {
        this.line = line;
        this.method = method;
        this.pairs = pairs;
    }

    static PlanText of(String method) {
        return new PlanText(method, method, new LinkedHashMap<>());
    }

    static PlanText read(String line) {
        String[] words = line.strip().split("\\s+");
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            require(equals > 0, "a sequential plan has key=value pairs, had '%s' in '%s'", word, line);
            String previous = pairs.put(word.substring(0, equals), word.substring(equals + 1));
            require(previous == null, "'%s' stands twice in the sequential plan '%s'", word.substring(0, equals), line);
        }
        return new PlanText(line, words[0], pairs);
    }

    PlanText with(String key, Object value) {
        pairs.put(key, String.valueOf(value));
        return this;
    }

    PlanText with(Confidence confidence) {
        return with(ALPHA, confidence.alpha())
                .with(ALTERNATIVE, confidence.alternative().name().toLowerCase(Locale.ROOT));
    }

    String text() {
        return method
                + pairs.entrySet().stream()
                        .map(pair -> " " + pair.getKey() + "=" + pair.getValue())
                        .collect(Collectors.joining());
    }

    String method() {
        return method;
    }

    /** Takes a value out; what is left at the end isn't known. */
    String value(String key) {
        String value = pairs.remove(key);
        require(value != null, "the sequential plan '%s' needs %s=", line, key);
        return value == null ? "" : value;
    }

    long whole(String key) {
        String value = value(key);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + " of the sequential plan '" + line + "' must be a whole number, was '" + value + "'", e);
        }
    }

    double number(String key) {
        String value = value(key);
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + " of the sequential plan '" + line + "' must be a number, was '" + value + "'", e);
        }
    }

    Confidence confidence(Confidence declared) {
        double alpha = pairs.containsKey(ALPHA) ? number(ALPHA) : declared.alpha();
        return new Confidence(alpha, pairs.containsKey(ALTERNATIVE) ? alternative() : declared.alternative());
    }

    void requireAllRead() {
        require(pairs.isEmpty(), "the sequential plan '%s' has unknown keys: %s", line, pairs.keySet());
    }

    private Alternative alternative() {
        String value = value(ALTERNATIVE);
        for (Alternative alternative : Alternative.values()) {
            if (alternative.name().toLowerCase(Locale.ROOT).equals(value)) {
                return alternative;
            }
        }
        throw new IllegalArgumentException("alternative of the sequential plan '" + line
                + "' must be two_sided, greater or less, was '" + value + "'");
    }
}
