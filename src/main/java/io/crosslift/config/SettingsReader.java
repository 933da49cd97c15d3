package io.crosslift.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values. A value that cannot be read is a problem, and its default is read instead, so that one pass finds all
 * problems.
 */
final class SettingsReader {
    private static final String WHOLE_DAYS = "a duration of whole days such as 90 d";

    private final Config settings;
    private final Config defaults;
    private final SettingsProblems problems;
    private final Set<String> defaulted;
    private final SortedMap<String, String> canonical = new TreeMap<>();

    /**
     * Reads from resolved settings.
     *
     * @param settings all layers
     * @param defaults the lowest layer, read where a value is broken
     * @param misshapen keys known to be broken, read from the defaults
     * @param problems collects what is wrong
     */
    SettingsReader(Config settings, Config defaults, Set<String> misshapen, SettingsProblems problems) {
        this.settings = settings;
        this.defaults = defaults;
        this.defaulted = new HashSet<>(misshapen);
        this.problems = problems;
    }

    /** Every key read so far with its value in one spelling. */
    SortedMap<String, String> canonical() {
        return Collections.unmodifiableSortedMap(canonical);
    }

    /**
     * Builds a record that refuses values out of range: each refusal is a problem and the refused key falls back to its
     * default, until the record is content.
     */
    <T> T block(String block, Supplier<T> build) {
        while (true) {
            try {
                return build.get();
            } catch (IllegalArgumentException e) {
                String message = Objects.requireNonNullElse(e.getMessage(), block + " is out of range");
                String named = message.split(" ", 2)[0];
                String key = named.startsWith(block + ".") && find(named) != null ? named : block;
                problems.add(origin(key), key.equals(block) ? message : inItsOwnWords(key, message));
                if (!defaulted.add(key) && !defaulted.add(block)) {
                    throw new IllegalStateException("the defaults of " + block + " are out of range: " + message, e);
                }
            }
        }
    }

    String text(String key) {
        return text(key, "a text");
    }

    String text(String key, String expected) {
        return read(key, expected, config -> config.getString(key));
    }

    boolean flag(String key) {
        return read(key, "true or false", config -> config.getBoolean(key));
    }

    int wholeNumber(String key) {
        return read(key, "a whole number", config -> Exact.wholeNumber(config.getString(key)));
    }

    double number(String key) {
        return read(key, "a number", config -> Exact.finite(config.getDouble(key)));
    }

    BigDecimal decimal(String key) {
        return read(key, "a number", config -> new BigDecimal(config.getString(key)).stripTrailingZeros());
    }

    Duration duration(String key) {
        return read(key, "a duration with its unit such as 30 minutes", config -> {
            Exact.requireUnit(config.getString(key));
            return config.getDuration(key);
        });
    }

    int wholeDays(String key) {
        return read(key, WHOLE_DAYS, config -> {
            Exact.requireUnit(config.getString(key));
            return Exact.wholeDays(config.getDuration(key));
        });
    }

    LocalDate date(String key) {
        return read(key, "a date such as 2017-12-31", config -> LocalDate.parse(config.getString(key)));
    }

    ZoneId zone(String key) {
        return read(key, "a time zone such as Europe/Berlin or UTC", config -> ZoneId.of(config.getString(key)));
    }

    List<String> texts(String key) {
        return read(key, "a list of texts", config -> config.getStringList(key));
    }

    List<Double> numbers(String key) {
        return read(key, "a list of numbers", config -> config.getDoubleList(key).stream()
                .map(Exact::finite)
                .toList());
    }

    List<Integer> wholeNumbers(String key) {
        return read(key, "a list of whole numbers", config -> config.getStringList(key).stream()
                .map(Exact::wholeNumber)
                .toList());
    }

    List<Integer> wholeDaysList(String key) {
        return read(key, "a list of durations of whole days such as [30 d, 90 d]", config -> {
            config.getStringList(key).forEach(Exact::requireUnit);
            return config.getDurationList(key).stream().map(Exact::wholeDays).toList();
        });
    }

    /** Values read from texts, each by {@code parse}, which throws IllegalArgumentException. */
    <T> List<T> parsed(String key, String expected, Function<String, T> parse) {
        return read(key, expected, config -> config.getStringList(key).stream()
                .map(parse)
                .toList());
    }

    /** One text, parsed. */
    <T> T parsedText(String key, String expected, Function<String, T> parse) {
        return read(key, expected, config -> parse.apply(config.getString(key)));
    }

    /** A block with names of the user's choice; nested blocks become dotted names. */
    SortedMap<String, String> textMap(String key) {
        SortedMap<String, String> texts = read(key, "a block of texts", config -> {
            SortedMap<String, String> map = new TreeMap<>();
            Config block = config.getConfig(key);
            for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
                map.put(String.join(".", ConfigUtil.splitPath(entry.getKey())), block.getString(entry.getKey()));
            }
            return Collections.unmodifiableSortedMap(map);
        });
        // Entry by entry, so that a secret among them can be told from the rest.
        canonical.remove(key);
        texts.forEach((name, text) -> canonical.put(key + "." + ConfigUtil.joinPath(name), text));
        return texts;
    }

    /** One text or a list of them. */
    List<String> oneOrMoreTexts(String key) {
        return read(
                key,
                "a text or a list of texts",
                config -> config.getValue(key) instanceof ConfigList
                        ? config.getStringList(key)
                        : List.of(config.getString(key)));
    }

    /** The names inside a block, sorted. */
    List<String> names(String block) {
        return source(block).getObject(block).keySet().stream().sorted().toList();
    }

    /** The value, or null where the key is unset or null. */
    <T> @Nullable T optional(String key, Function<String, T> getter) {
        if (source(key).hasPath(key)) {
            try {
                return getter.apply(key);
            } catch (NoDefault e) {
                return null; // the problem is noted
            }
        }
        canonical.put(key, "null");
        return null;
    }

    /** Whether a key is known to be broken. */
    boolean isDefaulted(String key) {
        return defaulted.stream().anyMatch(broken -> key.equals(broken) || key.startsWith(broken + "."));
    }

    /** Where a key was set, or else the innermost block around it; null if not even that was set. */
    @Nullable
    ConfigOrigin origin(String key) {
        for (String path = key; ; path = path.substring(0, path.lastIndexOf('.'))) {
            ConfigValue value = find(path);
            if (value != null) {
                return value.origin();
            }
            if (path.indexOf('.') < 0) {
                return null;
            }
        }
    }

    private @Nullable ConfigValue find(String key) {
        ConfigValue value = settings.root();
        for (String name : ConfigUtil.splitPath(key)) {
            value = value instanceof ConfigObject block ? block.get(name) : null;
        }
        return value;
    }

    private <T> T read(String key, String expected, Function<Config, T> getter) {
        T value;
        try {
            value = getter.apply(source(key));
        } catch (ConfigException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            if (isDefaulted(key)) {
                throw new IllegalStateException("the default of " + key + " cannot be read", e);
            }
            problems.add(origin(key), key + " must be " + expected + ", was " + shown(key));
            defaulted.add(key);
            if (!defaults.hasPath(key)) {
                throw new NoDefault();
            }
            value = getter.apply(defaults);
        }
        canonical.put(key, Objects.toString(value));
        return value;
    }

    private Config source(String key) {
        return isDefaulted(key) ? defaults : settings;
    }

    /** The refusal of a record, naming the value as it was written and not as it was understood. */
    private String inItsOwnWords(String key, String refusal) {
        return refusal.replaceFirst(", was .*$", Matcher.quoteReplacement(", was " + shown(key)));
    }

    private String shown(String key) {
        ConfigValue value = find(key);
        if (value == null) {
            return "not set";
        }
        ConfigValue clean = Secrets.redacted(value, ConfigUtil.splitPath(key));
        String text = clean.valueType() == ConfigValueType.STRING
                ? (String) clean.unwrapped()
                : clean.render(ConfigRenderOptions.concise());
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }

    /** A value without a default cannot be read. */
    private static final class NoDefault extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
