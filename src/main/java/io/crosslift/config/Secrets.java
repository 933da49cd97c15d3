package io.crosslift.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
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

    /** Whether a path sounds like a secret; what users may name as they like, feeds and tables, does not count. */
    static boolean isSecret(List<String> path) {
        List<String> judged = path;
        for (String block : KnownKeys.FREE_FORM) {
            List<String> names = ConfigUtil.splitPath(block);
            if (path.size() > names.size() && path.subList(0, names.size()).equals(names)) {
                judged = path.subList(names.size() + 1, path.size());
            }
        }
        return KEY.matcher(String.join(".", judged)).find();
    }

    /** The value at a path without its secrets. */
    static ConfigValue redacted(ConfigValue value, List<String> path) {
        if (isSecret(path)) {
            return ConfigValueFactory.fromAnyRef(REDACTED);
        }
        if (value instanceof ConfigObject block) {
            ConfigObject clean = block;
            for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
                List<String> inner = new ArrayList<>(path);
                inner.add(entry.getKey());
                clean = clean.withValue(entry.getKey(), redacted(entry.getValue(), inner));
            }
            return clean;
        }
        if (value instanceof ConfigList list) {
            return ConfigValueFactory.fromIterable(
                    list.stream().map(item -> redacted(item, path)).toList());
        }
        return value.valueType() == ConfigValueType.STRING
                ? ConfigValueFactory.fromAnyRef(redacted((String) value.unwrapped()))
                : value;
    }

    /** The text without credentials inside URIs. */
    static String redacted(String text) {
        return CREDENTIALS_IN_URI.matcher(text).replaceAll("://" + REDACTED + "@");
    }
}
