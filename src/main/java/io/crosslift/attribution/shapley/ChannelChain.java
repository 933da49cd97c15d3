package io.crosslift.attribution.shapley;

import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Passages between single channels, the chain of order 1, of the channels from which a conversion can be reached. A
 * touch of the channel before it is no passage. What goes to any other channel leaves the chain, as a journey without
 * a conversion does.
 */
final class ChannelChain {
    final int[] channels;
    final double[] starts;
    /** From one member to another at {@code from * size + to}; 0 on the diagonal. */
    final double[] moves;

    final double[] conversions;
    final double[] value;
    /** Passages out of the chain, by a conversion or not. */
    final double[] exits;

    private ChannelChain(int[] channels) {
        int size = channels.length;
        this.channels = channels;
        this.starts = new double[size];
        this.moves = new double[size * size];
        this.conversions = new double[size];
        this.value = new double[size];
        this.exits = new double[size];
    }

    static ChannelChain of(PathTable paths, PathWeights weights) {
        ChannelChain all = counted(paths, weights);
        int[] converting = all.converting();
        ChannelChain chain = new ChannelChain(converting);
        boolean[] kept = new boolean[all.size()];
        Arrays.stream(converting).forEach(channel -> kept[channel] = true);
        for (int i = 0; i < converting.length; i++) {
            int from = converting[i];
            chain.starts[i] = all.starts[from];
            chain.conversions[i] = all.conversions[from];
            chain.value[i] = all.value[from];
            chain.exits[i] = all.exits[from];
            for (int j = 0; j < converting.length; j++) {
                chain.moves[i * converting.length + j] = all.moves[from * all.size() + converting[j]];
            }
            for (int to = 0; to < all.size(); to++) {
                chain.exits[i] += kept[to] ? 0 : all.moves[from * all.size() + to];
            }
        }
        return chain;
    }

    int size() {
        return channels.length;
    }

    private static ChannelChain counted(PathTable paths, PathWeights weights) {
        int size = paths.channels().size();
        ChannelChain chain = new ChannelChain(IntStream.range(0, size).toArray());
        for (int path = 0; path < paths.paths(); path++) {
            double journeys = weights.journeys(path);
            if (journeys > 0) {
                int end = paths.start(path) + paths.length(path);
                int last = paths.touch(paths.start(path));
                chain.starts[last] += journeys;
                for (int place = paths.start(path) + 1; place < end; place++) {
                    int channel = paths.touch(place);
                    if (channel != last) {
                        chain.moves[last * size + channel] += journeys;
                        last = channel;
                    }
                }
                chain.conversions[last] += weights.conversions(path);
                chain.value[last] += weights.value(path);
                chain.exits[last] += journeys;
            }
        }
        return chain;
    }

    private int[] converting() {
        boolean[] converting = new boolean[size()];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int channel = 0; channel < size(); channel++) {
            if (conversions[channel] > 0) {
                converting[channel] = true;
                open.add(channel);
            }
        }
        while (!open.isEmpty()) {
            int to = open.remove();
            for (int from = 0; from < size(); from++) {
                if (!converting[from] && moves[from * size() + to] > 0) {
                    converting[from] = true;
                    open.add(from);
                }
            }
        }
        return IntStream.range(0, size()).filter(channel -> converting[channel]).toArray();
    }
}
