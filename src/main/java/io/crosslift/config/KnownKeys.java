package io.crosslift.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
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
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = lastName(candidate).equals(lastName(key)) ? 1 : distance(key, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Levenshtein distance: the fewest single letters to insert, delete or replace. */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
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
