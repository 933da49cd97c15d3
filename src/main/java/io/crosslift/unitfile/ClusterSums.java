package io.crosslift.unitfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums of the numbers per cluster, with its rows as the last number, so that a cluster becomes a unit. Holds one vector per cluster
 * in memory.
 */
final class ClusterSums implements UnitSink {
    private final UnitRows rows;
    private final List<String> segmentColumns;
    private final int width;
    private int clusters;
    private double[] sums = new double[1024];
    private int[] arms = new int[64];
    private int[] segmentOf = new int[64];

    /**
     * Sums rows.
     *
     * @param width numbers of a row
     */
    ClusterSums(UnitRows rows, List<String> segmentColumns, int width) {
        this.rows = rows;
        this.segmentColumns = segmentColumns;
        this.width = width;
    }

    @Override
    public void take(long row, int arm, double[] vector, int[] segments, int cluster) {
        if (cluster == clusters) {
            open(arm, segments);
        }
        if (arms[cluster] != arm) {
            throw rows.origin()
                    .fault(
                            row,
                            "the cluster " + rows.cluster(cluster) + " is in arm "
                                    + rows.arms().get(arm) + " and before in arm "
                                    + rows.arms().get(arms[cluster])
                                    + " (MULTI_ARM), name the column of the unit that was randomised with --cluster");
        }
        for (int i = 0; i < segments.length; i++) {
            if (segmentOf[cluster * segments.length + i] != segments[i]) {
                throw rows.origin()
                        .fault(
                                row,
                                "the cluster " + rows.cluster(cluster) + " is in two segments of "
                                        + segmentColumns.get(i) + ", give all its rows one that was known before");
            }
        }
        int at = cluster * (width + 1);
        for (int i = 0; i < width; i++) {
            sums[at + i] += vector[i];
        }
        sums[at + width]++;
    }

    /** Gives each cluster to a sink as one unit. */
    void giveTo(UnitSink sink) {
        int segments = segmentColumns.size();
        for (int cluster = 0; cluster < clusters; cluster++) {
            int at = cluster * (width + 1);
            sink.take(
                    cluster,
                    arms[cluster],
                    Arrays.copyOfRange(sums, at, at + width + 1),
                    Arrays.copyOfRange(segmentOf, cluster * segments, (cluster + 1) * segments),
                    cluster);
        }
    }

    /** The vectors of the clusters by name of their arm; an arm without any has an empty list. */
    Map<String, List<double[]>> byArm(List<String> names) {
        Map<String, List<double[]>> byArm = new HashMap<>();
        names.forEach(name -> byArm.put(name, new ArrayList<>()));
        for (int cluster = 0; cluster < clusters; cluster++) {
            int at = cluster * (width + 1);
            byArm.getOrDefault(names.get(arms[cluster]), new ArrayList<>())
                    .add(Arrays.copyOfRange(sums, at, at + width + 1));
        }
        return byArm;
    }

    int clusters() {
        return clusters;
    }

    private void open(int arm, int[] segments) {
        clusters++;
        if (clusters > arms.length) {
            arms = Arrays.copyOf(arms, 2 * clusters);
        }
        arms[clusters - 1] = arm;
        if (clusters * (width + 1) > sums.length) {
            sums = Arrays.copyOf(sums, 2 * clusters * (width + 1));
        }
        if (clusters * segments.length > segmentOf.length) {
            segmentOf = Arrays.copyOf(segmentOf, 2 * clusters * segments.length);
        }
        System.arraycopy(segments, 0, segmentOf, (clusters - 1) * segments.length, segments.length);
    }
}
