package io.crosslift.attribution.shapley;

import io.crosslift.attribution.Pieces;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The game of {@link ExactChainGame} for too many channels, by random orders with all their rotations.
 *
 * <p>Eliminating the channels in the order in which they join gives the marginals of the whole order at once: when
 * channel k comes to be eliminated, its starts are the walks that enter it through channels that joined before, its
 * conversions those that it makes alone or through them, and {@code starts x conversions / passages} is what it adds.
 * In every single order these sum to all conversions.
 */
final class SampledChainGame {
    /** Orders, each with its rotations, that one thread draws in a row; fixed, so that sums come out the same. */
    private static final int CHUNK = 8;

    private final ChannelChain chain;
    private final int size;
    private final double[] moves;
    private final double[] starts;
    private final double[] conversions;
    private final double[] value;
    private final double[] exits;

    /** Sampled values of the channels of a chain. */
    record Values(SampledValues onConversions, SampledValues onValue) {}

    private SampledChainGame(ChannelChain chain) {
        this.chain = chain;
        this.size = chain.size();
        this.moves = new double[size * size];
        this.starts = new double[size];
        this.conversions = new double[size];
        this.value = new double[size];
        this.exits = new double[size];
    }

    /** Returns the values from so many independent orders, each with all its rotations. */
    static Values play(ChannelChain chain, int orders, long seed) {
        long[] seeds =
                new SplittableRandom(seed).longs((orders + CHUNK - 1) / CHUNK).toArray();
        Values[] chunks = new Values[seeds.length];
        Pieces.run(chunks.length, chunk -> {
            chunks[chunk] = new Values(new SampledValues(chain.size()), new SampledValues(chain.size()));
            new SampledChainGame(chain).play(Math.min(CHUNK, orders - chunk * CHUNK), seeds[chunk], chunks[chunk]);
        });
        for (int chunk = 1; chunk < chunks.length; chunk++) {
            chunks[0].onConversions.addAll(chunks[chunk].onConversions);
            chunks[0].onValue.addAll(chunks[chunk].onValue);
        }
        return chunks[0];
    }

    /**
     * Returns how far apart the marginals on conversions of each channel can lie. v adds up walks, each of which needs the
     * channels it visits, so a channel adds least where it comes first and most where it comes last.
     */
    static double[] widths(ChannelChain chain) {
        int size = chain.size();
        SampledChainGame game = new SampledChainGame(chain);
        int[] order = new int[size];
        double[] widths = new double[size];
        for (int start = 0; start < size; start++) {
            for (int place = 0; place < size; place++) {
                order[place] = (start + place) % size;
            }
            game.arrange(order);
            double[] added = new double[size];
            game.join(order, added, new double[size]);
            widths[order[0]] -= added[order[0]] * size;
            widths[order[size - 1]] += added[order[size - 1]] * size;
        }
        return widths;
    }

    private void play(int orders, long seed, Values values) {
        RotatedOrders random = new RotatedOrders(size, seed);
        int[] rotated = new int[size];
        double[] addedConversions = new double[size];
        double[] addedValue = new double[size];
        for (int i = 0; i < orders; i++) {
            int[] order = random.next();
            Arrays.fill(addedConversions, 0);
            Arrays.fill(addedValue, 0);
            for (int start = 0; start < size; start++) {
                System.arraycopy(order, start, rotated, 0, size - start);
                System.arraycopy(order, 0, rotated, size - start, start);
                arrange(rotated);
                join(rotated, addedConversions, addedValue);
            }
            values.onConversions.add(addedConversions);
            values.onValue.add(addedValue);
        }
    }

    private void arrange(int[] order) {
        for (int i = 0; i < size; i++) {
            int channel = order[i];
            starts[i] = chain.starts[channel];
            conversions[i] = chain.conversions[channel];
            value[i] = chain.value[channel];
            exits[i] = chain.exits[channel];
            for (int j = 0; j < size; j++) {
                moves[i * size + j] = chain.moves[channel * size + order[j]];
            }
        }
    }

    private void join(int[] order, double[] addedConversions, double[] addedValue) {
        for (int k = 0; k < size; k++) {
            int row = k * size;
            double passages = exits[k];
            for (int j = k + 1; j < size; j++) {
                passages += moves[row + j];
            }
            double started = starts[k] / passages;
            addedConversions[order[k]] += started * conversions[k] / size;
            addedValue[order[k]] += started * value[k] / size;
            for (int i = k + 1; i < size; i++) {
                starts[i] += started * moves[row + i];
                double through = moves[i * size + k] / passages;
                if (through > 0) {
                    conversions[i] += through * conversions[k];
                    value[i] += through * value[k];
                    exits[i] += through * exits[k];
                    pass(row, i * size, k + 1, through);
                }
            }
        }
    }

    /** Spreads the passages of one row over another. What leads back to itself lands on the diagonal and is never read. */
    private void pass(int from, int to, int first, double through) {
        for (int j = first; j < size; j++) {
            moves[to + j] += through * moves[from + j];
        }
    }
}
