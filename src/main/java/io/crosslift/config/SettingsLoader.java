package io.crosslift.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.crosslift.failure.Failure;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Loads the settings of a run. Layers, the later winning: reference.conf, the config file (default: conf/crosslift.conf of the
 * jar), the source file, system properties that begin with one of our blocks, {@code --set}, options with a name of their own.
 */
public final class SettingsLoader {
    private static final String DEFAULT_CONFIG = "conf/crosslift.conf";
    private static final Set<String> NOT_HASHED =
            Set.of("run.as-of", "run.from", "run.allow-rewind", "lake.root", "source.input");

    private final SettingsProblems problems = new SettingsProblems();
    private final Map<String, ConfigValue> properties = new LinkedHashMap<>();
    private final Map<String, ConfigValue> assignments = new LinkedHashMap<>();
    private final Map<String, ConfigValue> options = new LinkedHashMap<>();
    private final Config reference = reference();
    private final KnownKeys keys = new KnownKeys(reference, SettingsBlocks.feedKeys());
    private Path workingDirectory = Path.of("");
    private @Nullable String configFile;
    private @Nullable String source;

    /** The defaults alone: what reference.conf and the embedded conf/crosslift.conf say. */
    public static ResolvedSettings defaults() {
        return new SettingsLoader().load();
    }

    /** The folder that relative paths of settings files start from; default the process's own. */
    public SettingsLoader workingDirectory(Path folder) {
        workingDirectory = folder;
        return this;
    }

    /** The config file, a path or URI; null for the embedded one. */
    public SettingsLoader config(@Nullable String file) {
        configFile = file;
        return this;
    }

    /** The source, a name or a file; null for none. */
    public SettingsLoader source(@Nullable String nameOrFile) {
        source = nameOrFile;
        return this;
    }

    /** Takes over the properties that begin with one of our blocks. */
    public SettingsLoader systemProperties(Properties given) {
        for (String key : new TreeSet<>(given.stringPropertyNames())) {
            if (keys.isOurs(key)) {
                properties.put(key, value(key, given.getProperty(key), "-D" + key));
            }
        }
        return this;
    }

    /** One {@code key=value}; a value that opens a list or block is HOCON, every other is taken as it is. */
    public SettingsLoader set(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            problems.add("--set: " + assignment + " is no key=value, write it like journey.session-gap=1h");
            return this;
        }
        String key = assignment.substring(0, equals).strip();
        assignments.put(key, value(key, assignment.substring(equals + 1).strip(), "--set " + key));
        return this;
    }

    /** An option that stands for a key, null where it was not given. */
    public SettingsLoader option(String name, String key, @Nullable String given) {
        if (given != null) {
            options.put(key, fromText(given, name));
        }
        return this;
    }

    /**
     * Reads, checks and builds everything.
     *
     * @throws Failure listing all problems, each with its file and line
     */
    public ResolvedSettings load() {
        Config settings = resolved();
        Set<String> misshapen = keys.check(settings, problems);
        Config feeds = SettingsBlocks.feedDefaults(settings);
        SettingsReader reader = new SettingsReader(
                settings.withFallback(SettingsBlocks.withoutFormat(feeds)),
                reference.withFallback(feeds),
                misshapen,
                problems);
        Settings built = new SettingsBlocks(reader, problems).all();
        problems.throwIfAny();
        return new ResolvedSettings(built, rendered(settings), hash(reader.canonical()));
    }

    private Config resolved() {
        SettingsFiles files = new SettingsFiles(workingDirectory, problems);
        Config deployment =
                configFile == null ? SettingsFiles.ofJar(DEFAULT_CONFIG) : files.open("--config", configFile);
        Config merged = deployment.withFallback(reference);
        if (source != null) {
            Config mapping = new SourceFiles(workingDirectory, configFile, files, problems).open(source);
            // A source replaces the one of the config file: feeds of two sources do not mix.
            merged = mapping.withFallback(deployment.withoutPath("source")).withFallback(reference);
        }
        for (Map<String, ConfigValue> layer : List.of(properties, assignments, options)) {
            for (Map.Entry<String, ConfigValue> entry : layer.entrySet()) {
                merged = with(merged, entry.getKey(), entry.getValue());
            }
        }
        try {
            return merged.resolve();
        } catch (ConfigException e) {
            problems.add(e);
            problems.throwIfAny();
            throw e;
        }
    }

    private Config with(Config settings, String key, ConfigValue value) {
        try {
            return settings.withValue(key, value);
        } catch (ConfigException e) {
            problems.add(value.origin(), key + " is no key, write it like journey.session-gap");
            return settings;
        }
    }

    private ConfigValue value(String key, String text, String origin) {
        if (text.equals("null")) {
            return ConfigValueFactory.fromAnyRef(null).withOrigin(ConfigOriginFactory.newSimple(origin));
        }
        if (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"")) {
            try {
                ConfigValue parsed =
                        ConfigFactory.parseString("value = " + text).resolve().getValue("value");
                return parsed.withOrigin(ConfigOriginFactory.newSimple(origin));
            } catch (ConfigException e) {
                problems.add(origin + ": the value " + Secrets.redacted(text) + " is neither a list nor a block");
            }
        }
        if (isList(key)) {
            List<String> items =
                    Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            return ConfigValueFactory.fromIterable(items).withOrigin(ConfigOriginFactory.newSimple(origin));
        }
        return fromText(text, origin);
    }

    private boolean isList(String key) {
        try {
            return reference.hasPath(key) && reference.getValue(key) instanceof ConfigList;
        } catch (ConfigException e) {
            return false; // no path at all, which is said where the key is set
        }
    }

    private static ConfigValue fromText(String text, String origin) {
        return ConfigValueFactory.fromAnyRef(text).withOrigin(ConfigOriginFactory.newSimple(origin));
    }

    /** The defaults, our own blocks only. */
    static Config reference() {
        Config all = SettingsFiles.ofJar("reference.conf");
        Config ours = ConfigFactory.empty();
        // Another library's reference.conf on the class path is none of our business.
        for (RecordComponent block : Settings.class.getRecordComponents()) {
            ours = ours.withFallback(all.withOnlyPath(block.getName()));
        }
        return ours;
    }

    private static String rendered(Config settings) {
        ConfigRenderOptions readable = ConfigRenderOptions.defaults()
                .setOriginComments(false)
                .setComments(false)
                .setJson(false);
        return Secrets.redacted(settings.root(), List.of()).render(readable).strip();
    }

    private static String hash(SortedMap<String, String> canonical) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            canonical.forEach((key, value) -> {
                List<String> path = ConfigUtil.splitPath(key);
                if (!NOT_HASHED.contains(key) && !Secrets.isSecret(path)) {
                    digest.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
                }
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
