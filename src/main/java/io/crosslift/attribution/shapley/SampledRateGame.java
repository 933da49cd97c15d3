package io.crosslift.attribution.shapley;

import java.util.Arrays;

/**
 * The game of {@link ExactRateGame} for too many channels, by random orders with all their rotations.
 *
 * <p>A set of channels joins the coalition with the last of its channels. Over the rotations of one order, starting at
 * place 0, 1, .., n-1, that last place is the one before the start, cyclically, that holds one of its channels; so
 * each set adds its counts to as many (start, place) rectangles as it has channels, and n rotations cost little more
 * than one. The values sum to the rate of all channels in every single order, so they do in the mean.
 */
final class SampledRateGame {
    private final int channels;
    private final int[] setsOf;
    private final int[] endOf;
    private final double[] setConversions;
    private final double[] setJourneys;

    private final int[] firstPlace;
    private final int[] lastPlace;
    private final double[] conversions;
    private final double[] journeys;
    private final double[] sample;

    /**
     * Prepares the game.
     *
     * @param channels number of channels n
     * @param sets distinct sets of channels 0 to n-1, none empty
     * @param setConversions conversions by set
     * @param setJourneys journeys by set, positive
     */
    SampledRateGame(int channels, int[][] sets, double[] setConversions, double[] setJourneys) {
        this.channels = channels;
        this.setConversions = setConversions;
        this.setJourneys = setJourneys;
        this.endOf = new int[channels];
        for (int[] set : sets) {
            for (int channel : set) {
                endOf[channel]++;
            }
        }
        Arrays.parallelPrefix(endOf, Integer::sum);
        this.setsOf = new int[channels == 0 ? 0 : endOf[channels - 1]];
        int[] next = new int[channels];
        System.arraycopy(endOf, 0, next, 1, Math.max(0, channels - 1));
        for (int set = 0; set < sets.length; set++) {
            for (int channel : sets[set]) {
                setsOf[next[channel]++] = set;
            }
        }
        this.firstPlace = new int[sets.length];
        this.lastPlace = new int[sets.length];
        this.conversions = new double[(channels + 1) * channels];
        this.journeys = new double[(channels + 1) * channels];
        this.sample = new double[channels];
    }

    /** Returns the values from so many independent orders, each with all its rotations. */
    SampledValues shapley(int orders, long seed) {
        RotatedOrders random = new RotatedOrders(channels, seed);
        SampledValues values = new SampledValues(channels);
        for (int i = 0; i < orders; i++) {
            int[] order = random.next();
            placeSets(order);
            values.add(meanMarginals(order));
        }
        return values;
    }

    /** Returns an upper bound on v; it is reached by the set that converts best, as a mean of rates is below the largest. */
    double highestRate() {
        double highest = 0;
        for (int set = 0; set < setConversions.length; set++) {
            highest = Math.max(highest, setConversions[set] / setJourneys[set]);
        }
        return highest;
    }

    /** Fills the counts that join at each place, by start, as differences from the start before. */
    private void placeSets(int[] order) {
        Arrays.fill(conversions, 0);
        Arrays.fill(journeys, 0);
        Arrays.fill(lastPlace, -1);
        for (int place = 0; place < channels; place++) {
            int channel = order[place];
            for (int i = channel == 0 ? 0 : endOf[channel - 1]; i < endOf[channel]; i++) {
                int set = setsOf[i];
                if (lastPlace[set] < 0) {
                    firstPlace[set] = place;
                } else {
                    join(set, lastPlace[set], lastPlace[set] + 1, place);
                }
                lastPlace[set] = place;
            }
        }
        for (int set = 0; set < lastPlace.length; set++) {
            join(set, lastPlace[set], 0, firstPlace[set]);
            join(set, lastPlace[set], lastPlace[set] + 1, channels - 1);
        }
    }

    private void join(int set, int place, int firstStart, int lastStart) {
        int from = firstStart * channels + place;
        int to = (lastStart + 1) * channels + place;
        conversions[from] += setConversions[set];
        journeys[from] += setJourneys[set];
        conversions[to] -= setConversions[set];
        journeys[to] -= setJourneys[set];
    }

    private double[] meanMarginals(int[] order) {
        Arrays.fill(sample, 0);
        for (int start = 0; start < channels; start++) {
            int row = start * channels;
            if (start > 0) {
                for (int place = 0; place < channels; place++) {
                    conversions[row + place] += conversions[row + place - channels];
                    journeys[row + place] += journeys[row + place - channels];
                }
            }
            double converted = 0;
            double made = 0;
            double before = 0;
            for (int i = 0; i < channels; i++) {
                int place = start + i < channels ? start + i : start + i - channels;
                converted += conversions[row + place];
                made += journeys[row + place];
                double rate = made > 0 ? converted / made : 0;
                sample[order[place]] += rate - before;
                before = rate;
            }
        }
        for (int channel = 0; channel < channels; channel++) {
            sample[channel] /= channels;
        }
        return sample;
    }
}
