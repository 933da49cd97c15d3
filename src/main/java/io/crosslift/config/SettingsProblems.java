package io.crosslift.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import io.crosslift.failure.Failure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the settings, each with its place, so that all of it is said at once. */
final class SettingsProblems {
    private final Set<String> lines = new LinkedHashSet<>();

    /** Adds a problem that lies at no place in particular. */
    void add(String problem) {
        lines.add(problem);
    }

    /** Adds a problem at a place. */
    void add(@Nullable ConfigOrigin origin, String problem) {
        lines.add(origin == null ? problem : place(origin) + ": " + problem);
    }

    /** Adds a file that is no HOCON, or a substitution that leads nowhere. */
    void add(ConfigException exception) {
        String message = Objects.requireNonNullElse(exception.getMessage(), "cannot be read");
        ConfigOrigin origin = exception.origin();
        if (origin == null) {
            add(oneLine(message));
            return;
        }
        String prefix = origin.description() + ": ";
        add(origin, oneLine(message.startsWith(prefix) ? message.substring(prefix.length()) : message));
    }

    /** Throws what was collected, if anything. */
    void throwIfAny() {
        if (lines.isEmpty()) {
            return;
        }
        List<String> all = new ArrayList<>(lines);
        if (all.size() == 1) {
            throw Failure.usage(all.get(0));
        }
        throw Failure.usage(
                all.size() + " settings are wrong, correct them and start again\n" + String.join("\n", all));
    }

    /** {@code file:line}, or what set the value where that is no file. */
    static String place(ConfigOrigin origin) {
        String description = origin.description();
        if (description.startsWith("merge of ")) {
            description = description.substring("merge of ".length()).split(",", 2)[0];
        }
        return description.replaceFirst(": (\\d+)(-\\d+)?$", ":$1");
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s+", " ")
                .replace("close parentheses ')'", "closing brace '}'") // the library's word for an open block
                .strip();
    }
}
