package io.crosslift.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What must not be printed: values of keys that sound like secrets, and credentials inside URIs. */
final class Secrets {
    static final String REDACTED = "(redacted)";

    private static final Pattern KEY =
            Pattern.compile("secret|password|token|access.?key|credential", Pattern.CASE_INSENSITIVE);
    private static final Pattern CREDENTIALS_IN_URI = Pattern.compile("://[^/@\\s]+@");

    private Secrets() {}

    private static boolean isSecret(String name) {
        return KEY.matcher(name).find();
    }

    /** Whether the last name of a path sounds like a secret and is not one of the user's choice. */
    static boolean isSecretPath(List<String> path) {
        List<String> block = path.subList(0, path.size() - 1);
        return isSecret(path.get(path.size() - 1)) && !KnownKeys.FREE_FORM.contains(String.join(".", block));
    }

    /** The block without its secrets. */
    static ConfigObject redacted(ConfigObject block) {
        return redacted(block, List.of());
    }

    private static ConfigObject redacted(ConfigObject block, List<String> prefix) {
        ConfigObject clean = block;
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            String name = entry.getKey();
            ConfigValue value = entry.getValue();
            List<String> path = new ArrayList<>(prefix);
            path.add(name);
            // Feeds, tables and touch classes may be called anything: their names say nothing about their values.
            if (isSecretPath(path)) {
                clean = clean.withValue(name, ConfigValueFactory.fromAnyRef(REDACTED));
            } else if (value instanceof ConfigObject inner) {
                clean = clean.withValue(name, redacted(inner, path));
            } else if (value.valueType() == ConfigValueType.STRING) {
                clean = clean.withValue(name, ConfigValueFactory.fromAnyRef(redacted((String) value.unwrapped())));
            }
        }
        return clean;
    }

    /** The text without credentials inside URIs. */
    static String redacted(String text) {
        return CREDENTIALS_IN_URI.matcher(text).replaceAll("://" + REDACTED + "@");
    }
}
