package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathTable;
import java.util.Arrays;

/** Windows whose channels fit into a long together, the last one in the highest bits; 0 stands for no channel. */
final class PackedWindows implements Windows {
    private final int order;
    private final int bitsPerChannel;
    private final SortedNumbers numbers;
    private final States states;

    PackedWindows(PathTable paths, int order) {
        this.order = order;
        bitsPerChannel = bitsPerChannel(paths);
        numbers = new SortedNumbers(1L << bits(paths, order));
        for (int path = 0; path < paths.paths(); path++) {
            addWindows(paths, path);
        }
        long[] codes = numbers.sort();
        char[] members = new char[Math.multiplyExact(codes.length, order)];
        for (int state = 0; state < codes.length; state++) {
            for (int position = 0; position < order; position++) {
                members[state * order + position] =
                        (char) ((codes[state] >>> (position * bitsPerChannel)) & ((1 << bitsPerChannel) - 1));
            }
        }
        states = new States(paths.channels(), order, members);
    }

    /** Returns the bits that a window takes. */
    static int bits(PathTable paths, int order) {
        return Math.multiplyExact(bitsPerChannel(paths), order);
    }

    @Override
    public int visited(PathTable paths, int path, int[] into) {
        int place = paths.start(path);
        int end = place + paths.length(path);
        long window = first(paths, path);
        place += Math.min(order, paths.length(path));
        into[0] = numbers.of(window);
        int visited = 1;
        for (; place < end; place++) {
            long next = next(window, paths.touch(place));
            if (next != window) {
                into[visited++] = numbers.of(next);
                window = next;
            }
        }
        return visited;
    }

    @Override
    public int before(int state, int channel) {
        long window = channel + 1L;
        for (int position = 1; position < order; position++) {
            window |= (long) states.member(state, position - 1) << (position * bitsPerChannel);
        }
        return numbers.of(window);
    }

    @Override
    public int[] byPredecessors() {
        int last = bitsPerChannel * (order - 1);
        long[] rotated = new long[states.count()];
        for (int state = 0; state < rotated.length; state++) {
            long window = code(state);
            rotated[state] = ((window << bitsPerChannel) & ((1L << (last + bitsPerChannel)) - 1)) | (window >>> last);
        }
        Arrays.sort(rotated);
        int[] sorted = new int[rotated.length];
        for (int i = 0; i < sorted.length; i++) {
            long lastMember = rotated[i] & ((1L << bitsPerChannel) - 1);
            sorted[i] = numbers.of((rotated[i] >>> bitsPerChannel) | (lastMember << last));
        }
        return sorted;
    }

    @Override
    public States states() {
        return states;
    }

    private long code(int state) {
        long window = 0;
        for (int position = 0; position < order; position++) {
            window |= (long) states.member(state, position) << (position * bitsPerChannel);
        }
        return window;
    }

    private void addWindows(PathTable paths, int path) {
        int place = paths.start(path);
        int end = place + paths.length(path);
        long window = first(paths, path);
        place += Math.min(order, paths.length(path));
        numbers.add(window);
        for (; place < end; place++) {
            window = next(window, paths.touch(place));
            numbers.add(window);
        }
    }

    private long first(PathTable paths, int path) {
        long window = 0;
        for (int i = 0; i < Math.min(order, paths.length(path)); i++) {
            window = next(window, paths.channel(path, i));
        }
        return window;
    }

    private long next(long window, int channel) {
        return (window >>> bitsPerChannel) | ((channel + 1L) << (bitsPerChannel * (order - 1)));
    }

    private static int bitsPerChannel(PathTable paths) {
        return Integer.SIZE
                - Integer.numberOfLeadingZeros(Math.max(1, paths.channels().size()));
    }
}
