package io.crosslift.attribution.shapley;

import io.crosslift.attribution.ChannelSets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * All sets as a tree: a set is the way from the root along its channels, rarest first, so that sets that begin alike share
 * their beginning. Those inside another set are found along its own channels alone (Savnik 2013, "Index Data Structure for
 * Fast Subset and Superset Queries").
 */
final class SetTree {
    private static final int NONE = -1;

    private final ChannelSets sets;
    private final int[] rank;
    /** The channel that leads to a node, as its rank. */
    private int[] channel = {NONE};

    private int[] firstChild = {NONE};
    private int[] nextSibling = {NONE};
    private int[] setHere = {NONE};
    private int nodes = 1;

    SetTree(ChannelSets sets) {
        this.sets = sets;
        this.rank = rarestFirst(sets);
        for (int set = 0; set < sets.size(); set++) {
            int node = 0;
            int[] way = ranks(set);
            Arrays.sort(way);
            for (int next : way) {
                node = findOrAdd(node, next);
            }
            setHere[node] = set;
        }
    }

    /** Returns all sets inside this one, itself among them. */
    int[] inside(int set) {
        boolean[] members = new boolean[sets.channels()];
        for (int member : ranks(set)) {
            members[member] = true;
        }
        int[] found = new int[16];
        int size = 0;
        int[] open = new int[sets.members(set) * sets.members(set) + 1];
        int waiting = 1;
        while (waiting > 0) {
            int node = open[--waiting];
            if (setHere[node] != NONE) {
                found = size == found.length ? Arrays.copyOf(found, 2 * size) : found;
                found[size++] = setHere[node];
            }
            for (int child = firstChild[node]; child != NONE; child = nextSibling[child]) {
                if (members[channel[child]]) {
                    open[waiting++] = child;
                }
            }
        }
        return Arrays.copyOf(found, size);
    }

    private int findOrAdd(int parent, int next) {
        for (int child = firstChild[parent]; child != NONE; child = nextSibling[child]) {
            if (channel[child] == next) {
                return child;
            }
        }
        if (nodes == channel.length) {
            int capacity = Math.multiplyExact(2, nodes);
            channel = Arrays.copyOf(channel, capacity);
            firstChild = Arrays.copyOf(firstChild, capacity);
            nextSibling = Arrays.copyOf(nextSibling, capacity);
            setHere = Arrays.copyOf(setHere, capacity);
        }
        channel[nodes] = next;
        firstChild[nodes] = NONE;
        nextSibling[nodes] = firstChild[parent];
        setHere[nodes] = NONE;
        firstChild[parent] = nodes;
        return nodes++;
    }

    private int[] ranks(int set) {
        return Arrays.stream(sets.channelsOf(set)).map(member -> rank[member]).toArray();
    }

    private static int[] rarestFirst(ChannelSets sets) {
        int[] occurrences = new int[sets.channels()];
        for (int set = 0; set < sets.size(); set++) {
            for (int member : sets.channelsOf(set)) {
                occurrences[member]++;
            }
        }
        int[] byRarity = IntStream.range(0, sets.channels())
                .boxed()
                .sorted(Comparator.comparingInt(member -> occurrences[member]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] rank = new int[byRarity.length];
        for (int i = 0; i < byRarity.length; i++) {
            rank[byRarity[i]] = i;
        }
        return rank;
    }
}
