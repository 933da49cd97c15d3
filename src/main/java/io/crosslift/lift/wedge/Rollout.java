package io.crosslift.lift.wedge;

import static io.crosslift.lift.estimate.Arguments.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Cells of a stepped wedge, and when each cluster started; clusters and periods numbered in their order. */
final class Rollout {
    /** The start of a cluster that never got the programme. */
    static final int NEVER = Integer.MAX_VALUE;

    private final List<WedgeCell> cells;
    private final int[] clusterOf;
    private final int[] periodOf;
    private final int clusters;
    private final int periods;
    private final int[] starts;

    /**
     * Orders the cells.
     *
     * @throws IllegalArgumentException if a cell is there twice, a cluster lost the programme again, or there is no contrast at all
     */
    Rollout(List<WedgeCell> given) {
        cells = given.stream()
                .sorted(Comparator.comparing(WedgeCell::cluster).thenComparingInt(WedgeCell::period))
                .toList();
        List<String> names = new ArrayList<>(
                new TreeSet<>(cells.stream().map(WedgeCell::cluster).toList()));
        List<Integer> times = new ArrayList<>(
                new TreeSet<>(cells.stream().map(WedgeCell::period).toList()));
        clusters = names.size();
        periods = times.size();
        require(
                clusters >= 2 && periods >= 2,
                "a rollout needs 2 clusters and 2 periods, had %s and %s",
                clusters,
                periods);
        starts = new int[clusters];
        Arrays.fill(starts, NEVER);
        clusterOf = new int[cells.size()];
        periodOf = new int[cells.size()];
        Set<List<Object>> seen = new HashSet<>();
        TreeMap<Integer, Integer> startOf = new TreeMap<>();
        for (int i = 0; i < clusterOf.length; i++) {
            WedgeCell cell = cells.get(i);
            require(
                    seen.add(List.of(cell.cluster(), cell.period())),
                    "cluster %s is there twice in period %s",
                    cell.cluster(),
                    cell.period());
            clusterOf[i] = names.indexOf(cell.cluster());
            periodOf[i] = times.indexOf(cell.period());
            if (cell.treated()) {
                startOf.putIfAbsent(clusterOf[i], periodOf[i]);
            }
            require(
                    cell.treated() || !startOf.containsKey(clusterOf[i]),
                    "cluster %s has the programme before period %s but not in it",
                    cell.cluster(),
                    cell.period());
        }
        startOf.forEach((cluster, start) -> starts[cluster] = start);
        long treated = cells.stream().filter(WedgeCell::treated).count();
        require(treated > 0 && treated < cells.size(), "%s of %s cells are treated", treated, cells.size());
    }

    int cells() {
        return clusterOf.length;
    }

    WedgeCell cell(int i) {
        return cells.get(i);
    }

    int cluster(int cell) {
        return clusterOf[cell];
    }

    int period(int cell) {
        return periodOf[cell];
    }

    int clusters() {
        return clusters;
    }

    int periods() {
        return periods;
    }

    /** The period in which each cluster started, or {@link #NEVER}. */
    int[] starts() {
        return starts.clone();
    }

    long units() {
        return cells.stream().mapToLong(WedgeCell::units).sum();
    }

    /** How many periods a cluster has had the programme in a cell, that one included, if these are the starts; 0 before. */
    int exposure(int cell, int[] startsOfClusters) {
        int start = startsOfClusters[clusterOf[cell]];
        return start == NEVER ? 0 : Math.max(0, periodOf[cell] - start + 1);
    }
}
