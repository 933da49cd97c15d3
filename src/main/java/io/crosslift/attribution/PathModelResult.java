package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A fitted path model.
 *
 * @param model name of the model
 * @param channels credit of every channel that a journey passed through, in code-point order of the channel
 * @param transitions the fitted chain; empty for models that are no chain
 * @param notes what a reader of the numbers has to know, for example that there were no conversions; often empty
 */
public record PathModelResult(
        String model, SortedMap<String, ChannelCredit> channels, List<Transition> transitions, List<String> notes)
        implements Serializable {

    /** The reason given where every credit is 0. */
    public static final String NO_CONVERSIONS = "no conversions: every credit is 0";

    public PathModelResult {
        TreeMap<String, ChannelCredit> sorted = new TreeMap<>(CODE_POINT_ORDER);
        sorted.putAll(channels);
        channels = Collections.unmodifiableSortedMap(sorted);
        transitions = List.copyOf(transitions);
        notes = List.copyOf(notes);
    }

    /** The result of any model on paths of which none converted: credit 0 for every channel, and the reason. */
    public static PathModelResult withoutConversions(
            String model, List<PathCount> paths, List<Transition> transitions) {
        TreeMap<String, ChannelCredit> zero = new TreeMap<>(CODE_POINT_ORDER);
        paths.forEach(path -> path.channels().forEach(channel -> zero.put(channel, ChannelCredit.of(0, 0))));
        return new PathModelResult(model, zero, transitions, List.of(NO_CONVERSIONS));
    }

    /** Returns the conversions credited to each channel. */
    public SortedMap<String, Double> conversionCredit() {
        TreeMap<String, Double> credit = new TreeMap<>(CODE_POINT_ORDER);
        channels.forEach((channel, channelCredit) -> credit.put(channel, channelCredit.conversions()));
        return credit;
    }
}
