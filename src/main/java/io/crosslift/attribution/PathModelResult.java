package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A fitted path model.
 *
 * @param model name of the model
 * @param order channels that a state of the chain remembers; 0 for models that are no chain
 * @param channels credit of every channel that a journey passed through, in code-point order of the channel
 * @param transitions the fitted chain; empty for models that are no chain
 * @param method how the numbers were computed: order, solver, bound of the error; empty where there is only one way
 * @param notes what a reader of the numbers has to know, for example that there were no conversions; often empty
 * @param checks identities that the fit must fulfil, and whether it does
 */
public record PathModelResult(
        String model,
        int order,
        SortedMap<String, ChannelCredit> channels,
        List<Transition> transitions,
        List<String> method,
        List<String> notes,
        List<ModelCheck> checks)
        implements Serializable {

    /** The reason given where every credit is 0. */
    public static final String NO_CONVERSIONS = "no conversions: every credit is 0";

    public PathModelResult {
        TreeMap<String, ChannelCredit> sorted = new TreeMap<>(CODE_POINT_ORDER);
        sorted.putAll(channels);
        channels = Collections.unmodifiableSortedMap(sorted);
        transitions = transitions instanceof TransitionList ? transitions : List.copyOf(transitions);
        method = List.copyOf(method);
        notes = List.copyOf(notes);
        checks = List.copyOf(checks);
    }

    /** The same result with one more note. */
    public PathModelResult withNote(String note) {
        return new PathModelResult(
                model,
                order,
                channels,
                transitions,
                method,
                Stream.concat(notes.stream(), Stream.of(note)).toList(),
                checks);
    }

    /** A fit of a model that is no chain. */
    public PathModelResult(
            String model,
            SortedMap<String, ChannelCredit> channels,
            List<Transition> transitions,
            List<String> method,
            List<String> notes,
            List<ModelCheck> checks) {
        this(model, 0, channels, transitions, method, notes, checks);
    }

    /** A fit of a model that is no chain, computed in the only way there is, with no checks of its own. */
    public PathModelResult(
            String model, SortedMap<String, ChannelCredit> channels, List<Transition> transitions, List<String> notes) {
        this(model, 0, channels, transitions, List.of(), notes, List.of());
    }

    /** The result of any model on paths of which none converted: credit 0 for every channel, and the reason. */
    public static PathModelResult withoutConversions(String model, PathTable paths, List<Transition> transitions) {
        TreeMap<String, ChannelCredit> zero = new TreeMap<>(CODE_POINT_ORDER);
        paths.channels().forEach(channel -> zero.put(channel, ChannelCredit.of(0, 0)));
        return new PathModelResult(
                model,
                zero,
                transitions,
                List.of(),
                List.of(NO_CONVERSIONS),
                ModelCheck.conservation(model, zero.values(), PathWeights.NONE));
    }

    /** Returns the same result of a chain of an order. */
    public PathModelResult ofOrder(int chainOrder, List<String> how) {
        return new PathModelResult(model, chainOrder, channels, transitions, how, notes, checks);
    }

    /** The credit of a model without removal effects, one number per channel of the table. */
    public static SortedMap<String, ChannelCredit> credit(PathTable paths, double[] conversions, double[] value) {
        TreeMap<String, ChannelCredit> credit = new TreeMap<>(CODE_POINT_ORDER);
        for (int code = 0; code < conversions.length; code++) {
            credit.put(paths.channels().get(code), ChannelCredit.of(conversions[code], value[code]));
        }
        return credit;
    }

    /** Returns the conversions credited to each channel. */
    public SortedMap<String, Double> conversionCredit() {
        TreeMap<String, Double> credit = new TreeMap<>(CODE_POINT_ORDER);
        channels.forEach((channel, channelCredit) -> credit.put(channel, channelCredit.conversions()));
        return credit;
    }
}
