package io.crosslift.attribution.shapley;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.ModelCheck;
import io.crosslift.attribution.PathModel;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import io.crosslift.failure.Failure;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The Shapley value of a Markov chain of order 1: v(S) = conversions of the chain in which entering a channel outside
 * S ends the journey without one.
 *
 * <p>The removal effects of {@code markov} overlap, since a conversion that needs two channels is lost with either, so
 * they are scaled to the total. Here the game itself shares what channels need each other for: {@code phi(c) = sum
 * over S without c of |S|! (n-|S|-1)! / n! (v(S+c) - v(S))} (Shapley 1953). v never falls when a channel joins, and v
 * of all channels is the conversions observed, so credits are 0 or more and sum to the total without scaling. Value is
 * the same game, each conversion weighing the mean value of the conversions that leave its last channel. A channel that
 * occurs only in journeys without a conversion may earn credit, because others may pass through it in the chain; a
 * note names it.
 *
 * <p>Above {@link Settings#exactChannels} channels the game is sampled by random orders; the method says how far that
 * may be off.
 */
public final class MarkovShapleyModel implements PathModel {
    public static final String NAME = "markov_shapley";

    /** Most channels; the time of one order grows with their cube, and 20,000 orders of so many take three minutes. */
    public static final int MOST_CHANNELS = 300;

    /** Most channels solved exactly; 2^24 coalitions take a second. */
    private static final int MOST_EXACT_CHANNELS = 24;

    private static final long serialVersionUID = 1L;

    /** Channels whose coalitions are all solved in well under a second. */
    private static final int FAST_CHANNELS = 20;

    private final Settings settings;

    public MarkovShapleyModel(Settings settings) {
        this.settings = settings;
    }

    /**
     * How much is solved exactly.
     *
     * @param exactChannels 1 to 24; chains of more channels are sampled, the time of an exact one doubles with each
     *     channel
     * @param permutations 2 to 10,000,000; orders of the channels drawn, rounded up to whole rotations
     * @param seed of the draws
     */
    public record Settings(int exactChannels, int permutations, long seed) implements Serializable {
        public static final Settings DEFAULTS = new Settings(20, 20_000, 1);

        public Settings {
            RotatedOrders.require(NAME, exactChannels, MOST_EXACT_CHANNELS, permutations);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean refitsFast(PathTable paths) {
        return paths.channels().size() <= FAST_CHANNELS;
    }

    @Override
    public PathModelResult fit(PathTable paths, PathWeights weights) {
        if (weights.conversions() == 0) {
            return PathModelResult.withoutConversions(NAME, paths, List.of());
        }
        int channels = paths.channels().size();
        if (channels > MOST_CHANNELS) {
            throw Failure.data(NAME + " takes at most " + MOST_CHANNELS + " channels and there are " + channels
                    + ", merge the rare ones or leave out the model");
        }
        ChannelChain chain = ChannelChain.of(paths, weights);
        double[] conversions = new double[channels];
        double[] value = new double[channels];
        boolean exact = chain.size() <= settings.exactChannels();
        List<String> notes = new ArrayList<>();
        if (exact) {
            play(chain, conversions, value);
        } else {
            notes.add(sample(chain, conversions, value));
        }
        addNotes(notes, paths, weights, conversions);
        SortedMap<String, ChannelCredit> credit = PathModelResult.credit(paths, conversions, value);
        return new PathModelResult(
                NAME, credit, List.of(), List.of(exact ? "exact" : "sampled"), notes, checks(credit.values(), weights));
    }

    private static void play(ChannelChain chain, double[] conversions, double[] value) {
        ExactChainGame game = new ExactChainGame(chain);
        for (int member = 0; member < chain.size(); member++) {
            conversions[chain.channels[member]] = game.conversions(member);
            value[chain.channels[member]] = game.value(member);
        }
    }

    private String sample(ChannelChain chain, double[] conversions, double[] value) {
        int orders = RotatedOrders.draws(chain.size(), settings.permutations());
        SampledChainGame.Values values = SampledChainGame.play(chain, orders, settings.seed());
        for (int member = 0; member < chain.size(); member++) {
            conversions[chain.channels[member]] = values.onConversions().mean(member);
            value[chain.channels[member]] = values.onValue().mean(member);
        }
        SamplingError error = new SamplingError(conversions.length);
        error.add(values.onConversions(), chain.channels, SampledChainGame.widths(chain), 1);
        return String.format(
                Locale.ROOT,
                "%d channels sampled with %d orders: %s",
                chain.size(),
                orders * chain.size(),
                error.inWords());
    }

    private static void addNotes(List<String> notes, PathTable paths, PathWeights weights, double[] conversions) {
        if (weights.nulls() == 0) {
            notes.add("no journey without a conversion: the chain reaches null only where a channel is taken out");
        }
        boolean[] converted = new boolean[conversions.length];
        for (int path = 0; path < paths.paths(); path++) {
            if (weights.conversions(path) > 0) {
                for (int position = 0; position < paths.length(path); position++) {
                    converted[paths.channel(path, position)] = true;
                }
            }
        }
        String unconverted = IntStream.range(0, conversions.length)
                .filter(channel -> conversions[channel] > 0 && !converted[channel])
                .mapToObj(paths.channels()::get)
                .collect(Collectors.joining(", "));
        if (!unconverted.isEmpty()) {
            notes.add("credited although in no converted journey: " + unconverted);
        }
    }

    private static List<ModelCheck> checks(Collection<ChannelCredit> credit, PathWeights weights) {
        List<ModelCheck> checks = new ArrayList<>(ModelCheck.conservation(NAME, credit, weights));
        double least =
                credit.stream().mapToDouble(ChannelCredit::conversions).min().orElse(0);
        checks.add(ModelCheck.atMost(NAME, "credit is at least 0", 0, least));
        return checks;
    }
}
