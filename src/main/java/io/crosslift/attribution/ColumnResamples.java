package io.crosslift.attribution;

import java.util.List;

/** Resamples that came with the rows of a path table: by account, for example, counted where the journeys are. */
public final class ColumnResamples implements Resamples {
    private final PathTable paths;
    private final int[][] conversions;
    private final double[][] value;
    private final int[][] nulls;

    /**
     * Takes room for resamples, all 0 yet.
     *
     * @param count number of resamples
     */
    public ColumnResamples(PathTable paths, int count) {
        this.paths = paths;
        this.conversions = new int[count][paths.paths()];
        this.value = new double[count][paths.paths()];
        this.nulls = new int[count][paths.paths()];
    }

    /**
     * Adds the resampled journeys of one row.
     *
     * @param path its channels
     * @param conversionsOf journeys that converted, one number per resample
     * @param valueOf what they were worth, minor units, one per resample
     * @param nullsOf journeys that did not convert, one per resample
     * @throws IllegalArgumentException if the table doesn't have the path or the numbers aren't one per resample
     */
    public void add(List<String> path, long[] conversionsOf, long[] valueOf, long[] nullsOf) {
        int row = paths.indexOf(path);
        if (row < 0) {
            throw new IllegalArgumentException("path " + path + " is not in the table of which these are resamples");
        }
        if (conversionsOf.length != count() || valueOf.length != count() || nullsOf.length != count()) {
            throw new IllegalArgumentException("path " + path + " must have " + count() + " resamples, has "
                    + conversionsOf.length + ", " + valueOf.length + " and " + nullsOf.length);
        }
        for (int resample = 0; resample < count(); resample++) {
            conversions[resample][row] =
                    Math.addExact(conversions[resample][row], Math.toIntExact(conversionsOf[resample]));
            value[resample][row] += valueOf[resample];
            nulls[resample][row] = Math.addExact(nulls[resample][row], Math.toIntExact(nullsOf[resample]));
        }
    }

    @Override
    public int count() {
        return conversions.length;
    }

    @Override
    public PathWeights of(int resample) {
        return new PathWeights(doubles(conversions[resample]), value[resample].clone(), doubles(nulls[resample]));
    }

    private static double[] doubles(int[] numbers) {
        double[] doubles = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            doubles[i] = numbers[i];
        }
        return doubles;
    }
}
