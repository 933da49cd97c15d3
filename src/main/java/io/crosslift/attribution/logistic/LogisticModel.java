package io.crosslift.attribution.logistic;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.ChannelSets;
import io.crosslift.attribution.ModelCheck;
import io.crosslift.attribution.PathModel;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import io.crosslift.attribution.Pieces;
import io.crosslift.failure.Failure;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.PoissonDistribution;

/**
 * Bagged logistic regression of conversion on the presence of channels (Shao and Li 2011, "Data-driven Multi-touch
 * Attribution Models", section 3.1, with resampled journeys and all channels in every bag).
 *
 * <p>The fitted log-odds of a journey add up over its channels, so the Shapley value of the game v(S) = log-odds with
 * the channels S less log-odds with no channel is the coefficient of the channel. A journey through the channels T
 * gives c the share {@code max(0, b_c) / sum over d in T of max(0, b_d)} of its conversions and value, and all channels
 * of T the same where no coefficient is above 0. Coefficients are the mean over bags, in each of which every journey
 * weighs a Poisson number of mean 1.
 */
public final class LogisticModel implements PathModel {
    public static final String NAME = "logistic";

    /** Most channels; the memory of a fit grows with their square, the time with their cube. */
    public static final int MOST_CHANNELS = 1_000;

    private static final long serialVersionUID = 1L;

    /** Products per step of the regression with which a fit of 50 bags was measured to take some tenths of a second. */
    private static final long FAST_PRODUCTS = 10_000_000;

    private final Settings settings;

    public LogisticModel(Settings settings) {
        this.settings = settings;
    }

    /**
     * How the regression is fitted.
     *
     * @param bags 0 to 10,000; resamples whose coefficients are averaged, 0 for one fit on the journeys as observed
     * @param ridge above 0, at most 1,000,000; penalty on squared coefficients, the inverse of their variance around
     *     0 before any journey is seen
     * @param seed of the resamples
     */
    public record Settings(int bags, double ridge, long seed) implements Serializable {
        public static final Settings DEFAULTS = new Settings(50, 1, 1);

        public Settings {
            if (bags < 0 || bags > 10_000) {
                throw new IllegalArgumentException("logistic bags must be 0 to 10000, was " + bags);
            }
            if (!(ridge > 0 && ridge <= 1e6)) {
                throw new IllegalArgumentException("logistic ridge must be above 0 and at most 1000000, was " + ridge);
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean refitsFast(PathTable paths) {
        long channels = paths.channels().size();
        return ChannelSets.of(paths, paths.observed()).size() * channels * channels <= FAST_PRODUCTS;
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
        ChannelSets sets = ChannelSets.of(paths, weights);
        boolean compares = weights.nulls() > 0;
        double[] logOdds = compares ? logOdds(sets) : new double[channels];
        double[] conversions = new double[channels];
        double[] value = new double[channels];
        for (int set = 0; set < sets.size(); set++) {
            int[] channelsOf = sets.channelsOf(set);
            double[] shares = shares(channelsOf, logOdds);
            for (int i = 0; i < channelsOf.length; i++) {
                conversions[channelsOf[i]] += shares[i] * sets.conversions(set);
                value[channelsOf[i]] += shares[i] * sets.value(set);
            }
        }
        SortedMap<String, ChannelCredit> credit = PathModelResult.credit(paths, conversions, value);
        return new PathModelResult(
                NAME,
                credit,
                List.of(),
                List.of("ridge " + settings.ridge() + ", " + settings.bags() + " bags"),
                compares
                        ? List.of()
                        : List.of("no journey without a conversion: nothing to compare, split evenly over channels"),
                ModelCheck.conservation(NAME, credit.values(), weights));
    }

    /** Returns the log-odds that each channel adds, the mean over bags. */
    double[] logOdds(ChannelSets sets) {
        double[] conversions =
                IntStream.range(0, sets.size()).mapToDouble(sets::conversions).toArray();
        double[] nulls =
                IntStream.range(0, sets.size()).mapToDouble(sets::nulls).toArray();
        RidgeRegression regression = new RidgeRegression(sets, settings.ridge());
        double[] observed = regression.fit(conversions, nulls, new double[sets.channels() + 1]);
        long[] seeds =
                new SplittableRandom(settings.seed()).longs(settings.bags()).toArray();
        double[][] fitted = new double[seeds.length][];
        Pieces.run(seeds.length, bag -> fitted[bag] = bag(regression, conversions, nulls, observed, seeds[bag]));
        List<double[]> bags =
                Arrays.stream(fitted).filter(bag -> bag.length > 0).toList();
        double[] logOdds = new double[sets.channels()];
        for (double[] bag : bags.isEmpty() ? List.of(observed) : bags) {
            for (int channel = 0; channel < logOdds.length; channel++) {
                logOdds[channel] += bag[channel] / Math.max(1, bags.size());
            }
        }
        return logOdds;
    }

    /** Returns the coefficients of one resample, or nothing where all or none of its journeys converted. */
    private static double[] bag(
            RidgeRegression regression, double[] conversions, double[] nulls, double[] start, long seed) {
        UniformRandomProvider random = new SplittableRandom(seed)::nextLong;
        double[] drawnConversions = new double[conversions.length];
        double[] drawnNulls = new double[nulls.length];
        for (int set = 0; set < conversions.length; set++) {
            drawnConversions[set] = poisson(conversions[set], random);
            drawnNulls[set] = poisson(nulls[set], random);
        }
        boolean compares = Arrays.stream(drawnConversions).anyMatch(drawn -> drawn > 0)
                && Arrays.stream(drawnNulls).anyMatch(drawn -> drawn > 0);
        return compares ? regression.fit(drawnConversions, drawnNulls, start) : new double[0];
    }

    private static double poisson(double mean, UniformRandomProvider random) {
        return mean == 0
                ? 0
                : PoissonDistribution.of(mean).createSampler(random).sample();
    }

    private static double[] shares(int[] channels, double[] logOdds) {
        double[] shares = new double[channels.length];
        double sum = 0;
        for (int i = 0; i < channels.length; i++) {
            shares[i] = Math.max(0, logOdds[channels[i]]);
            sum += shares[i];
        }
        for (int i = 0; i < channels.length; i++) {
            shares[i] = sum > 0 ? shares[i] / sum : 1.0 / channels.length;
        }
        return shares;
    }
}
