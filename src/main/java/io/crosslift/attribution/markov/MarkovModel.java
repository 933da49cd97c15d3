package io.crosslift.attribution.markov;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathModel;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Removal effects of an absorbing Markov chain over windows of k channels, exact (Anderl, Becker, von Wangenheim and
 * Schumann 2016, "Mapping the customer journey", without simulation).
 *
 * <p>The removal effect of a channel is the share of conversions that is lost when entering any state that contains
 * the channel leads to null: {@code 1 - P(conversion avoiding c) / P(conversion)}. Credit is the removal effect over
 * the sum of all removal effects, times the total; on value the same, each conversion weighing the mean value of the
 * conversions that leave its last state. A channel that occurs only in journeys without a conversion has a removal
 * effect too, because others may pass through it in the chain; a note names it.
 */
public final class MarkovModel implements PathModel {
    public static final String NAME = "markov";
    private static final long serialVersionUID = 1L;

    private final Settings settings;

    public MarkovModel(Settings settings) {
        this.settings = settings;
    }

    /**
     * Shape of the chain.
     *
     * @param order channels a state remembers, at least 1
     */
    public record Settings(int order) implements Serializable {
        public static final Settings DEFAULTS = new Settings(1);

        public Settings {
            if (order < 1) {
                throw new IllegalArgumentException("markov order must be at least 1, was " + order);
            }
        }
    }

    /** Removal effects of one channel. */
    private record Removal(double onConversions, double onValue) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PathModelResult fit(PathTable paths, PathWeights weights) {
        List<PathCount> merged = rows(paths, weights);
        WindowCounts counts = WindowCounts.of(merged, settings.order());
        if (counts.conversions() == 0) {
            return PathModelResult.withoutConversions(NAME, paths, counts.transitions());
        }
        ConversionFlow flow = ConversionFlow.of(counts);
        SortedMap<String, Removal> removals = new TreeMap<>(CODE_POINT_ORDER);
        merged.forEach(path -> path.channels()
                .forEach(channel -> removals.computeIfAbsent(channel, removed -> removal(removed, counts, flow))));
        boolean valueFlows = counts.value() > 0 && merged.stream().noneMatch(path -> path.value() < 0);
        return new PathModelResult(
                NAME,
                credit(removals, counts, valueFlows),
                counts.transitions(),
                notes(merged, counts, removals, valueFlows, flow.undecidedJourneys()));
    }

    private static List<PathCount> rows(PathTable paths, PathWeights weights) {
        return IntStream.range(0, paths.paths())
                .mapToObj(path -> new PathCount(
                        IntStream.range(0, paths.length(path))
                                .mapToObj(i -> paths.channels().get(paths.channel(path, i)))
                                .toList(),
                        (long) weights.conversions(path),
                        (long) weights.value(path),
                        (long) weights.nulls(path)))
                .toList();
    }

    private static Removal removal(String channel, WindowCounts counts, ConversionFlow flow) {
        double[] through = flow.through(counts.statesWith(channel));
        double onConversions = within01(through[0] / counts.conversions());
        return new Removal(onConversions, counts.value() == 0 ? 0 : within01(through[1] / counts.value()));
    }

    private static SortedMap<String, ChannelCredit> credit(
            SortedMap<String, Removal> removals, WindowCounts counts, boolean valueFlows) {
        double onConversions =
                removals.values().stream().mapToDouble(Removal::onConversions).sum();
        double onValue =
                removals.values().stream().mapToDouble(Removal::onValue).sum();
        SortedMap<String, ChannelCredit> credit = new TreeMap<>(CODE_POINT_ORDER);
        removals.forEach((channel, removal) -> {
            double share = removal.onConversions() / onConversions;
            double valueShare = valueFlows ? removal.onValue() / onValue : share;
            @Nullable Double valueEffect = valueFlows ? removal.onValue() : null;
            credit.put(
                    channel,
                    new ChannelCredit(
                            share * counts.conversions(),
                            valueShare * counts.value(),
                            removal.onConversions(),
                            valueEffect));
        });
        return credit;
    }

    private static List<String> notes(
            List<PathCount> paths,
            WindowCounts counts,
            SortedMap<String, Removal> removals,
            boolean valueFlows,
            double undecidedJourneys) {
        List<String> notes = new ArrayList<>();
        if (counts.journeys() == counts.conversions()) {
            notes.add("no journey without a conversion: a removal effect is the share of journeys through the channel");
        }
        TreeSet<String> unconverted = new TreeSet<>(CODE_POINT_ORDER);
        removals.forEach((channel, removal) -> {
            if (removal.onConversions() > 0) {
                unconverted.add(channel);
            }
        });
        paths.stream().filter(path -> path.conversions() > 0).forEach(path -> path.channels()
                .forEach(unconverted::remove));
        if (!unconverted.isEmpty()) {
            notes.add("credited although in no converted journey: " + String.join(", ", unconverted));
        }
        if (!valueFlows && counts.value() != 0) {
            notes.add("negative value on some path: value is shared like conversions");
        }
        if (undecidedJourneys > 1e-9 * counts.conversions()) {
            notes.add("walks cut off: credit may be off by up to " + undecidedJourneys + " conversions per channel");
        }
        return notes;
    }

    /** Takes off what rounding adds beyond the bounds. */
    private static double within01(double share) {
        return Math.min(1, Math.max(0, share));
    }
}
