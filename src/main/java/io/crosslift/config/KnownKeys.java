package io.crosslift.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.crosslift.failure.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The keys that reference.conf declares, and the search for those it does not. */
final class KnownKeys {
    /** Blocks whose entries are named by the user. */
    static final List<String> FREE_FORM = List.of("source.feeds", "source.tables", "attribution.teams");

    private static final String FEEDS = "source.feeds";

    private final ConfigObject declared;
    private final ConfigObject feed;
    private final SortedSet<String> names = new TreeSet<>();

    /**
     * Reads the declared keys.
     *
     * @param reference reference.conf
     * @param feed a block with every key of a feed
     */
    KnownKeys(Config reference, ConfigObject feed) {
        this.declared = reference.root();
        this.feed = feed;
        collect(declared, "", names);
    }

    /** Whether a key begins with one of our own blocks. */
    boolean isOurs(String key) {
        int dot = key.indexOf('.');
        return dot > 0 && declared.containsKey(key.substring(0, dot));
    }

    /**
     * Adds a problem for each key of the settings that is not declared, with the nearest one that is, and for each value that
     * stands where a block belongs.
     *
     * @return the keys that stand where a block belongs
     */
    Set<String> check(Config settings, SettingsProblems problems) {
        Set<String> misshapen = new TreeSet<>();
        check(settings.root(), declared, "", problems, misshapen);
        return misshapen;
    }

    private void check(
            ConfigObject given, ConfigObject known, String prefix, SettingsProblems problems, Set<String> misshapen) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(given).entrySet()) {
            String key = prefix + ConfigUtil.joinPath(entry.getKey());
            ConfigValue value = entry.getValue();
            ConfigValue declaration = known.get(entry.getKey());
            if (key.startsWith(FEEDS + ".") && known != feed) {
                declaration = feed;
            }
            if (declaration == null) {
                problems.add(value.origin(), key + " is no setting, did you mean " + nearest(key) + "?");
            } else if (declaration instanceof ConfigObject block) {
                if (!(value instanceof ConfigObject inner)) {
                    problems.add(value.origin(), key + " must be a block { ... }");
                    misshapen.add(key);
                } else if (key.equals(FEEDS) || (!FREE_FORM.contains(key) && !isOptionsOfFeed(key))) {
                    check(inner, block, key + ".", problems, misshapen);
                }
            }
        }
    }

    private static boolean isOptionsOfFeed(String key) {
        return key.startsWith(FEEDS + ".") && key.endsWith(".options");
    }

    /** The declared key that is written most alike. */
    String nearest(String key) {
        SortedSet<String> candidates = new TreeSet<>(names);
        if (key.startsWith(FEEDS + ".")) {
            String ofFeed = key.substring(0, key.lastIndexOf('.') + 1);
            feed.keySet().forEach(name -> candidates.add(ofFeed + name));
        }
        return nearest(key, candidates);
    }

    /** The candidate that is written most alike; the same last name counts as almost the same. */
    static String nearest(String key, SortedSet<String> candidates) {
        return NearestName.of(
                key,
                candidates,
                (wanted, candidate) ->
                        lastName(candidate).equals(lastName(wanted)) ? 1 : NearestName.letters(wanted, candidate));
    }

    private static String lastName(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private static void collect(ConfigObject block, String prefix, SortedSet<String> names) {
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            String key = prefix + ConfigUtil.joinPath(entry.getKey());
            names.add(key);
            if (entry.getValue() instanceof ConfigObject inner && !FREE_FORM.contains(key)) {
                collect(inner, key + ".", names);
            }
        }
    }
}
