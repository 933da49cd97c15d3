package io.crosslift.lift.wedge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The cells of a rollout as the columns of a regression, one number per cell. */
final class RolloutColumns {
    private RolloutColumns() {}

    /** One column per cluster, then one per period but the first. */
    static List<double[]> clustersAndPeriods(Rollout rollout) {
        List<double[]> columns = new ArrayList<>();
        for (int cluster = 0; cluster < rollout.clusters(); cluster++) {
            double[] column = new double[rollout.cells()];
            for (int i = 0; i < column.length; i++) {
                column[i] = rollout.cluster(i) == cluster ? 1 : 0;
            }
            columns.add(column);
        }
        columns.addAll(periods(rollout).subList(1, rollout.periods()));
        return columns;
    }

    /** One column per period. */
    static List<double[]> periods(Rollout rollout) {
        List<double[]> columns = new ArrayList<>();
        for (int period = 0; period < rollout.periods(); period++) {
            double[] column = new double[rollout.cells()];
            for (int i = 0; i < column.length; i++) {
                column[i] = rollout.period(i) == period ? 1 : 0;
            }
            columns.add(column);
        }
        return columns;
    }

    /** 1 where a cell is treated, if these are the starts. */
    static double[] treated(Rollout rollout, int[] starts) {
        double[] column = new double[rollout.cells()];
        for (int i = 0; i < column.length; i++) {
            column[i] = rollout.exposure(i, starts) > 0 ? 1 : 0;
        }
        return column;
    }

    /** 1 where a cell has been treated for so many periods, if these are the starts. */
    static double[] exposed(Rollout rollout, int[] starts, int exposure) {
        double[] column = new double[rollout.cells()];
        for (int i = 0; i < column.length; i++) {
            column[i] = rollout.exposure(i, starts) == exposure ? 1 : 0;
        }
        return column;
    }

    /** The mean outcome. */
    static double[] means(Rollout rollout) {
        double[] means = new double[rollout.cells()];
        Arrays.setAll(means, i -> rollout.cell(i).mean());
        return means;
    }

    /** The number of units. */
    static double[] units(Rollout rollout) {
        double[] units = new double[rollout.cells()];
        Arrays.setAll(units, i -> rollout.cell(i).units());
        return units;
    }

    /** The number of the cluster. */
    static int[] clusters(Rollout rollout) {
        int[] clusters = new int[rollout.cells()];
        Arrays.setAll(clusters, rollout::cluster);
        return clusters;
    }
}
