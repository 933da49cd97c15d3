package io.crosslift.attribution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The path transforms and the text that names them in settings. */
public final class PathTransforms {
    private static final Pattern WITH_COUNT = Pattern.compile("(frequency|trim) ([1-9][0-9]{0,8})");
    private static final String KNOWN =
            "none, unique, exposure, frequency N, remove-direct-if-last, remove-direct-if-not-alone, trim N";

    private PathTransforms() {}

    /**
     * Reads transforms that follow one another.
     *
     * @param texts one transform each, {@code frequency} and {@code trim} with a positive number after a blank
     * @param directChannels channel names that count as direct
     * @throws IllegalArgumentException if a text names no transform; the message lists the known ones
     */
    public static PathTransform parse(List<String> texts, Set<String> directChannels) {
        return texts.stream().map(text -> parse(text, directChannels)).reduce(none(), PathTransform::then);
    }

    /** Rewrites the paths and merges rows that became the same path. */
    public static List<PathCount> apply(PathTransform transform, Collection<PathCount> paths) {
        return PathCount.merged(paths.stream()
                .map(path ->
                        new PathCount(transform.apply(path.channels()), path.conversions(), path.value(), path.nulls()))
                .toList());
    }

    /** Keeps the path as it is. */
    public static PathTransform none() {
        return channels -> channels;
    }

    /** Keeps the first occurrence of each channel. */
    public static PathTransform unique() {
        return frequency(1);
    }

    /** Keeps one of consecutive touches of the same channel. */
    public static PathTransform exposure() {
        return channels -> {
            List<String> kept = new ArrayList<>();
            for (String channel : channels) {
                if (kept.isEmpty() || !kept.get(kept.size() - 1).equals(channel)) {
                    kept.add(channel);
                }
            }
            return kept;
        };
    }

    /** Keeps the first n occurrences of each channel. */
    public static PathTransform frequency(int n) {
        requirePositive("frequency", n);
        return channels -> {
            Map<String, Integer> seen = new HashMap<>();
            return channels.stream()
                    .filter(channel -> seen.merge(channel, 1, Integer::sum) <= n)
                    .toList();
        };
    }

    /** Removes direct touches from the end of the path, unless there is nothing else. */
    public static PathTransform removeDirectIfLast(Set<String> directChannels) {
        HashSet<String> direct = new HashSet<>(directChannels);
        return channels -> {
            int end = channels.size();
            while (end > 0 && direct.contains(channels.get(end - 1))) {
                end--;
            }
            return end == 0 ? channels : channels.subList(0, end);
        };
    }

    /** Removes all direct touches, unless there is nothing else. */
    public static PathTransform removeDirectIfNotAlone(Set<String> directChannels) {
        HashSet<String> direct = new HashSet<>(directChannels);
        return channels -> {
            List<String> others = channels.stream()
                    .filter(channel -> !direct.contains(channel))
                    .toList();
            return others.isEmpty() ? channels : others;
        };
    }

    /** Keeps the last n touches. */
    public static PathTransform trim(int n) {
        requirePositive("trim", n);
        return channels -> channels.subList(Math.max(0, channels.size() - n), channels.size());
    }

    private static PathTransform parse(String text, Set<String> directChannels) {
        Matcher withCount = WITH_COUNT.matcher(text);
        if (withCount.matches()) {
            int n = Integer.parseInt(withCount.group(2));
            return "trim".equals(withCount.group(1)) ? trim(n) : frequency(n);
        }
        return switch (text) {
            case "none" -> none();
            case "unique" -> unique();
            case "exposure" -> exposure();
            case "remove-direct-if-last" -> removeDirectIfLast(directChannels);
            case "remove-direct-if-not-alone" -> removeDirectIfNotAlone(directChannels);
            default ->
                throw new IllegalArgumentException(
                        "unknown path transform '" + text + "', known are: " + KNOWN + " (N at least 1)");
        };
    }

    private static void requirePositive(String transform, int n) {
        if (n < 1) {
            throw new IllegalArgumentException(transform + " must keep at least 1 touch, was " + n);
        }
    }
}
