package io.crosslift.attribution.markov;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.PathModel;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** What a channel's share of the credit is. */
    public enum Reading {
        /** Its removal effect over the sum of all removal effects. */
        REMOVAL,
        /**
         * The sum over journeys of the removal effects of its touches over those of all touches of the journey, as
         * packages report that share each journey out by removal effects; a journey whose touches have none is shared
         * evenly.
         */
        TOUCHES
    }

    /**
     * Shape of the chain, and what other tools do differently.
     *
     * @param order channels a state remembers, at least 1; or {@link #AUTO}: chosen by penalised AUC
     * @param stepCap most states that a converting walk may visit, longer ones count as not converted, as {@code
     *     max_step} of ChannelAttribution does; {@link #NO_CAP}, the default, is the exact answer; {@link
     *     #LONGEST_PATH} takes the states of the longest path + 1, its default
     * @param withNulls false leaves out journeys without a conversion, as tools do that are given no null column; a
     *     removal effect is then the share of converting walks through the channel
     * @param reading what a channel's share of the credit is
     */
    public record Settings(int order, int stepCap, boolean withNulls, Reading reading) implements Serializable {
        public static final int AUTO = -1;
        public static final int NO_CAP = 0;
        public static final int LONGEST_PATH = -1;
        public static final Settings DEFAULTS = new Settings(1);

        /** The exact chain of an order. */
        public Settings(int order) {
            this(order, NO_CAP, true, Reading.REMOVAL);
        }

        public Settings {
            if (order < 1 && order != AUTO) {
                throw new IllegalArgumentException("markov order must be at least 1, was " + order);
            }
            if (stepCap < LONGEST_PATH) {
                throw new IllegalArgumentException("markov step cap must be at least 1, was " + stepCap);
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PathModelResult fit(PathTable paths, PathWeights weights) {
        OrderChoice choice = choose(paths, weights);
        return fit(paths, weights, choice, new ChainShape(paths, choice.order()));
    }

    @Override
    public Fitter fitter(PathTable paths) {
        OrderChoice choice = choose(paths, paths.observed());
        ChainShape shape = new ChainShape(paths, choice.order());
        return weights -> fit(paths, weights, choice, shape);
    }

    private OrderChoice choose(PathTable paths, PathWeights weights) {
        return settings.order() == Settings.AUTO
                ? OrderChoice.of(paths, used(weights))
                : new OrderChoice(settings.order(), "order " + settings.order());
    }

    private PathWeights used(PathWeights weights) {
        return settings.withNulls() ? weights : weights.withoutNulls();
    }

    private PathModelResult fit(PathTable paths, PathWeights given, OrderChoice choice, ChainShape shape) {
        PathWeights weights = used(given);
        Chain chain = shape.count(weights);
        if (chain.conversions() == 0) {
            return PathModelResult.withoutConversions(NAME, paths, new ChainTransitions(chain))
                    .ofOrder(choice.order(), List.of(choice.reason()));
        }
        int cap = settings.stepCap() == Settings.LONGEST_PATH ? shape.mostStatesOfAPath() + 1 : settings.stepCap();
        Removals removals = cap == Settings.NO_CAP ? Removals.of(chain) : StepCapped.removals(chain, cap);
        RemovalCredit credit = new RemovalCredit(paths, weights, removals);
        SortedMap<String, ChannelCredit> channels = new TreeMap<>(CODE_POINT_ORDER);
        double[] conversions = credit.conversions(settings.reading());
        double[] value = credit.value(settings.reading());
        for (int channel = 0; channel < conversions.length; channel++) {
            @Nullable Double onValue = credit.valueFlows() ? (Double) credit.effectOnValue(channel) : null;
            channels.put(
                    paths.channels().get(channel),
                    new ChannelCredit(
                            conversions[channel], value[channel], credit.effectOnConversions(channel), onValue));
        }
        return new PathModelResult(
                NAME,
                choice.order(),
                channels,
                new ChainTransitions(chain),
                method(choice, chain, removals),
                notes(weights, credit, removals),
                ChainChecks.of(chain, removals, channels.values(), weights, cap == Settings.NO_CAP));
    }

    private List<String> method(OrderChoice choice, Chain chain, Removals removals) {
        List<String> method = new ArrayList<>();
        method.add(choice.reason());
        method.add(chain.states() + " states, " + chain.moves() + " moves: " + removals.method());
        if (removals.error() > 0) {
            method.add("error of at most " + removals.error() + " conversions per channel");
        }
        if (settings.reading() == Reading.TOUCHES) {
            method.add("each journey shared over its touches by removal effect");
        }
        return method;
    }

    private List<String> notes(PathWeights weights, RemovalCredit credit, Removals removals) {
        List<String> notes = new ArrayList<>();
        if (!settings.withNulls()) {
            notes.add("journeys without a conversion left out");
        }
        if (weights.nulls() == 0) {
            notes.add("no journey without a conversion: a removal effect is the share of journeys through the channel");
        }
        List<String> unconverted = credit.creditedWithoutConversion();
        if (!unconverted.isEmpty()) {
            notes.add("credited although in no converted journey: " + String.join(", ", unconverted));
        }
        if (!credit.valueFlows() && weights.value() != 0) {
            notes.add("negative value on some path: value is shared like conversions");
        }
        if (settings.stepCap() != Settings.NO_CAP) {
            notes.add("longer walks counted as not converted: the chain converts " + removals.totalConversions()
                    + " of " + weights.conversions() + " conversions");
        }
        if (removals.error() > 1e-9 * weights.conversions()) {
            notes.add("not solved further: a removal effect may be off by up to " + removals.error() + " conversions");
        }
        return notes;
    }
}
