package io.crosslift.lift;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;

/**
 * Channels that were measured together. An experiment on several channels says what they did jointly, so they, and whatever shares
 * an experiment with one of them, have one factor.
 */
final class SharedChannels {
    private final Map<String, String> parent = new HashMap<>();

    /** Groups the channels of experiments. */
    SharedChannels(Collection<? extends SortedSet<String>> channelsOfExperiments) {
        for (SortedSet<String> channels : channelsOfExperiments) {
            channels.forEach(channel -> join(channels.first(), channel));
        }
    }

    /** The group of a channel, named after its first channel; a channel of no experiment is a group of its own. */
    String group(String channel) {
        String above = parent.getOrDefault(channel, channel);
        return above.equals(channel) ? channel : group(above);
    }

    /** Whether a channel has no factor of its own. */
    boolean shared(String channel) {
        return parent.keySet().stream()
                        .filter(other -> group(other).equals(group(channel)))
                        .count()
                > 1;
    }

    private void join(String one, String other) {
        String first = group(one);
        String second = group(other);
        parent.put(first, first.compareTo(second) <= 0 ? first : second);
        parent.put(second, first.compareTo(second) <= 0 ? first : second);
    }
}
