package io.crosslift.attribution.shapley;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.ChannelSets;
import io.crosslift.attribution.ModelCheck;
import io.crosslift.attribution.PathModel;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * The Shapley value of conversion rates, one game per set of channels that journeys passed through.
 *
 * <p>For the journeys through exactly the channels T, v(S) = conversions / journeys of all journeys whose channels lie
 * inside S, for the subsets S of T. Channel c of T gets {@code phi(c) / v(T)} of T's conversions and of T's value,
 * with {@code phi(c) = sum over S without c of |S|! (|T|-|S|-1)! / |T|! (v(S+c) - v(S))} (Shapley 1953). A channel that
 * lowers the rate has a negative phi, and keeps it: the model's own credit of a channel may be negative. A journey is
 * split by the channels' credit, clipped at 0.
 *
 * <p>Other tools play this game on the rate of journeys through exactly S and cut sets to four channels; here nothing is
 * cut. Sets of more channels than {@link Settings#exactChannels} are sampled by random orders, and a note says how far
 * that may be off.
 */
public final class RateShapleyModel implements PathModel {
    public static final String NAME = "shapley_rate";
    /** Most channels solved exactly in a set; 2^20 coalitions take 20 ms and 16 MB. */
    private static final int MOST_EXACT_CHANNELS = 20;

    private static final long serialVersionUID = 1L;

    /** Coalitions of all sets together that were measured to be played in well under a second. */
    private static final long FAST_GAMES = 10_000_000;

    private final Settings settings;

    public RateShapleyModel(Settings settings) {
        this.settings = settings;
    }

    /**
     * How much is solved exactly.
     *
     * @param exactChannels 1 to 20; sets of more channels are sampled, time and memory of an exact one double with
     *     each channel
     * @param permutations 2 to 10,000,000; orders of the channels drawn for each sampled set, rounded up to whole
     *     rotations
     * @param seed of the draws
     */
    public record Settings(int exactChannels, int permutations, long seed) implements Serializable {
        public static final Settings DEFAULTS = new Settings(18, 1_000, 1);

        public Settings {
            RotatedOrders.require(NAME, exactChannels, MOST_EXACT_CHANNELS, permutations);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PathModelResult fit(PathTable paths, PathWeights weights) {
        if (weights.conversions() == 0) {
            return PathModelResult.withoutConversions(NAME, paths, List.of());
        }
        LocalRateGames.Credit credit = new LocalRateGames(ChannelSets.of(paths, weights), settings).play();
        List<String> notes = new ArrayList<>();
        if (weights.nulls() == 0) {
            notes.add("no journey without a conversion: every rate is 0 or 1");
        }
        if (credit.setsSampled > 0) {
            notes.add(sampling(credit));
        }
        SortedMap<String, ChannelCredit> channels = PathModelResult.credit(paths, credit.conversions, credit.value);
        return new PathModelResult(
                NAME,
                channels,
                List.of(),
                List.of(credit.setsSampled == 0 ? "exact" : "sampled"),
                notes,
                ModelCheck.conservation(NAME, channels.values(), weights));
    }

    @Override
    public boolean refitsFast(PathTable paths) {
        ChannelSets sets = ChannelSets.of(paths, paths.observed());
        long games = 0;
        for (int set = 0; set < sets.size() && games <= FAST_GAMES; set++) {
            if (sets.conversions(set) > 0) {
                games += 1L << Math.min(sets.members(set), Integer.SIZE);
            }
        }
        return games <= FAST_GAMES;
    }

    private String sampling(LocalRateGames.Credit credit) {
        return String.format(
                Locale.ROOT,
                "channel sets with more than %d channels sampled (%d of them, %d orders each): %s",
                settings.exactChannels(),
                credit.setsSampled,
                settings.permutations(),
                credit.error.inWords());
    }
}
