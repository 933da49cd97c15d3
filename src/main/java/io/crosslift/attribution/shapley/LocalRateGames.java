package io.crosslift.attribution.shapley;

import io.crosslift.attribution.ChannelSets;
import io.crosslift.attribution.Pieces;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One rate game per set T of channels that converted, over the subsets of T, and the credit that follows: a channel
 * gets the share {@code phi / v(T)} of the conversions and of the value of the journeys through exactly T. The phi of a
 * set sum to v(T), which is positive as T converted.
 */
final class LocalRateGames {
    /** Sets that one thread plays in a row; fixed, so that sums come out the same on any machine. */
    private static final int CHUNK = 128;

    private final ChannelSets sets;
    private final RateShapleyModel.Settings settings;
    private final SetTree tree;

    /** Credit by channel, and what sampling leaves open of that on conversions. */
    static final class Credit {
        final double[] conversions;
        final double[] value;
        final SamplingError error;
        int setsSampled;

        Credit(int channels) {
            conversions = new double[channels];
            value = new double[channels];
            error = new SamplingError(channels);
        }

        private void add(Credit other) {
            for (int channel = 0; channel < conversions.length; channel++) {
                conversions[channel] += other.conversions[channel];
                value[channel] += other.value[channel];
            }
            error.add(other.error);
            setsSampled += other.setsSampled;
        }
    }

    LocalRateGames(ChannelSets sets, RateShapleyModel.Settings settings) {
        this.sets = sets;
        this.settings = settings;
        this.tree = new SetTree(sets);
    }

    /** Plays the game of every set that converted. */
    Credit play() {
        int[] converted = IntStream.range(0, sets.size())
                .filter(set -> sets.conversions(set) > 0)
                .toArray();
        Credit[] chunks = new Credit[(converted.length + CHUNK - 1) / CHUNK];
        Pieces.run(chunks.length, chunk -> chunks[chunk] = play(converted, chunk * CHUNK));
        Credit all = new Credit(sets.channels());
        for (Credit chunk : chunks) {
            all.add(chunk);
        }
        return all;
    }

    private Credit play(int[] converted, int from) {
        Credit credit = new Credit(sets.channels());
        int to = Math.min(converted.length, from + CHUNK);
        for (int i = from; i < to; i++) {
            int set = converted[i];
            double[] shares = sets.members(set) <= settings.exactChannels() ? exact(set) : sampled(set, credit);
            int[] channels = sets.channelsOf(set);
            for (int member = 0; member < channels.length; member++) {
                credit.conversions[channels[member]] += shares[member] * sets.conversions(set);
                credit.value[channels[member]] += shares[member] * sets.value(set);
            }
        }
        return credit;
    }

    private double[] exact(int set) {
        int members = sets.members(set);
        if (members == 1) {
            return new double[] {1};
        }
        double[] conversions = new double[1 << members];
        double[] journeys = new double[1 << members];
        int[] memberOf = memberOf(set);
        for (int inner : tree.inside(set)) {
            int coalition = 0;
            for (int channel : sets.channelsOf(inner)) {
                coalition |= 1 << memberOf[channel];
            }
            conversions[coalition] = sets.conversions(inner);
            journeys[coalition] = sets.journeys(inner);
        }
        double[] values = ExactRateGame.shapley(conversions, journeys);
        double rate = Arrays.stream(values).sum();
        return Arrays.stream(values).map(value -> value / rate).toArray();
    }

    private double[] sampled(int set, Credit credit) {
        int[] inside = tree.inside(set);
        int[] memberOf = memberOf(set);
        int[][] insideSets = Arrays.stream(inside)
                .mapToObj(inner -> Arrays.stream(sets.channelsOf(inner))
                        .map(channel -> memberOf[channel])
                        .toArray())
                .toArray(int[][]::new);
        double[] conversions =
                Arrays.stream(inside).mapToDouble(sets::conversions).toArray();
        double[] journeys = Arrays.stream(inside).mapToDouble(sets::journeys).toArray();
        int members = sets.members(set);
        SampledRateGame game = new SampledRateGame(members, insideSets, conversions, journeys);
        SampledValues values =
                game.shapley(RotatedOrders.draws(members, settings.permutations()), settings.seed() ^ sets.hash(set));
        double rate = IntStream.range(0, members).mapToDouble(values::mean).sum();
        credit.setsSampled++;
        double[] widths = new double[members];
        Arrays.fill(widths, 2 * game.highestRate()); // a channel may add or take as much as the highest rate
        credit.error.add(values, sets.channelsOf(set), widths, sets.conversions(set) / rate);
        return IntStream.range(0, members)
                .mapToDouble(member -> values.mean(member) / rate)
                .toArray();
    }

    private int[] memberOf(int set) {
        int[] memberOf = new int[sets.channels()];
        int[] channels = sets.channelsOf(set);
        for (int member = 0; member < channels.length; member++) {
            memberOf[channels[member]] = member;
        }
        return memberOf;
    }
}
