package io.crosslift.lift.wedge;

import static io.crosslift.lift.estimate.Arguments.require;

/**
 * One cluster in one period.
 *
 * @param cluster what was rolled out to at once: a market, a store, a sales team
 * @param period number of the period, ascending in time
 * @param treated whether the cluster had the programme throughout the period
 * @param units number of units, at least 1
 * @param mean of their outcomes
 * @param squares sum of the squared deviations of their outcomes from the mean; 0 where only the mean counts
 */
public record WedgeCell(String cluster, int period, boolean treated, long units, double mean, double squares) {
    public WedgeCell {
        require(units > 0, "cluster %s has %s units in period %s", cluster, units, period);
        require(
                Double.isFinite(mean) && Double.isFinite(squares) && squares >= 0,
                "cluster %s has the mean %s and the squares %s in period %s",
                cluster,
                mean,
                squares,
                period);
    }

    /** A cell that counts as one unit. */
    public static WedgeCell of(String cluster, int period, boolean treated, double mean) {
        return new WedgeCell(cluster, period, treated, 1, mean, 0);
    }

    /** A cell from the sum of outcomes and of their squares. */
    public static WedgeCell ofSums(
            String cluster, int period, boolean treated, long units, double sum, double sumOfSquares) {
        require(units > 0, "cluster %s has %s units in period %s", cluster, units, period);
        return new WedgeCell(
                cluster, period, treated, units, sum / units, Math.max(0, sumOfSquares - sum / units * sum));
    }
}
