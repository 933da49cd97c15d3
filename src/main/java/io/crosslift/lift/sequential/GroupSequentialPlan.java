package io.crosslift.lift.sequential;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.WarningCode;
import java.util.List;

/**
 * A test with a few planned looks that spends its error rate by the share of the planned units that was seen (Lan and
 * DeMets 1983).
 *
 * <p>The looks needn't fall where they were planned: what a look may spend follows from the units it finds. Spending is per
 * side, with a = alpha/2 for a two-sided test. Once the units pass the plan's maximum, everything left is spent at that
 * look and the information times of all looks are taken relative to it; what earlier looks have spent stays spent, and
 * later looks can't stop any more.
 *
 * @param maximumUnits N*, units of both arms at the planned end
 * @param plannedLooks largest number of looks
 */
public record GroupSequentialPlan(long maximumUnits, int plannedLooks, Spending spending, Confidence confidence)
        implements SequentialPlan {
    private static final int MOST_LOOKS = 200;
    private static final double SMALLEST_RATE = 1e-290;

    public GroupSequentialPlan {
        require(maximumUnits >= 1, "the maximum of units must be at least 1, was %s", maximumUnits);
        require(
                plannedLooks >= 1 && plannedLooks <= MOST_LOOKS,
                "looks must be 1 to %s, were %s",
                MOST_LOOKS,
                plannedLooks);
        require(
                confidence.alternative() == Alternative.TWO_SIDED || confidence.alpha() < 0.5,
                "alpha of a one-sided test must be below 0.5, was %s",
                confidence.alpha());
    }

    @Override
    public String name() {
        return "group_sequential";
    }

    @Override
    public String text() {
        return PlanText.of(name())
                .with(PlanText.UNITS, maximumUnits)
                .with(PlanText.LOOKS, plannedLooks)
                .with(PlanText.SPENDING, spending.text())
                .with(confidence)
                .text();
    }

    /** The boundaries of looks at equal distances up to the maximum, as they are planned with. */
    public StoppingBoundaries planned() {
        double[] times = new double[plannedLooks];
        for (int k = 0; k < plannedLooks; k++) {
            times[k] = (k + 1) / (double) plannedLooks;
        }
        return boundaries(times, confidence.alpha());
    }

    /**
     * The boundaries of the looks that were made.
     *
     * @param units of both arms at each look so far, ascending
     * @throws IllegalArgumentException if there are more looks than planned, or a look adds no units
     */
    public StoppingBoundaries boundaries(List<Long> units) {
        return boundaries(times(units), confidence.alpha());
    }

    /**
     * The latest estimate with an interval and a p that hold at every look of the plan (repeated confidence interval:
     * Jennison and Turnbull 1989). The interval is value +- z se with the z of this look; p is the smallest error rate
     * whose boundary the estimate reaches, so that p is at most alpha exactly where the interval leaves out zero. Where
     * this look can't stop there is no interval.
     *
     * @param units of both arms at each look so far, ascending; the last one belongs to {@code latest}
     */
    public Estimate at(List<Long> units, Estimate latest) {
        Double value = latest.value();
        Double standardError = latest.standardError();
        if (value == null || standardError == null || standardError == 0) {
            return AlwaysValid.untested(latest);
        }
        double[] times = times(units);
        double statistic = value / standardError;
        double p = repeatedP(times, directed(statistic));
        Estimate.Test test = new Estimate.Test(statistic, null, p);
        Double critical = boundaries(times, confidence.alpha()).critical(times.length - 1);
        // Without a boundary any finite half width will do, as the interval is taken away again.
        double half = critical == null ? 0 : critical * standardError;
        Estimate estimate = Estimate.tested(
                value, standardError, test, value - half, value + half, confidence, latest.units(), latest.warnings());
        return critical == null ? estimate.withoutInterval(WarningCode.NO_FINITE_BOUND) : estimate;
    }

    /**
     * What is known once the test has stopped, at the last of these looks.
     *
     * @throws IllegalArgumentException if the estimate has no standard error
     */
    public StagewiseResult stopped(List<Long> units, Estimate latest) {
        return StagewiseResult.of(boundaries(units), latest, confidence);
    }

    private double repeatedP(double[] times, double statistic) {
        boolean twoSided = confidence.alternative() == Alternative.TWO_SIDED;
        if (!twoSided && statistic <= 0) {
            return 1;
        }
        double low = Math.log(SMALLEST_RATE);
        double high = twoSided ? 0 : Math.log(0.5);
        if (!reaches(times, statistic, Math.exp(high) * (1 - 1e-12))) {
            return 1;
        }
        if (reaches(times, statistic, SMALLEST_RATE)) {
            return SMALLEST_RATE;
        }
        while (high - low > 1e-10) {
            double middle = (low + high) / 2;
            if (reaches(times, statistic, Math.exp(middle))) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.exp(high);
    }

    private boolean reaches(double[] times, double statistic, double alpha) {
        Double critical = boundaries(times, alpha).critical(times.length - 1);
        return critical != null && statistic >= critical;
    }

    private double directed(double statistic) {
        return switch (confidence.alternative()) {
            case TWO_SIDED -> Math.abs(statistic);
            case GREATER -> statistic;
            case LESS -> -statistic;
        };
    }

    private StoppingBoundaries boundaries(double[] times, double alpha) {
        boolean twoSided = confidence.alternative() == Alternative.TWO_SIDED;
        double rate = twoSided ? alpha / 2 : alpha;
        double[] cumulated = new double[times.length];
        for (int k = 0; k < times.length; k++) {
            cumulated[k] = spending.spent(rate, Math.min(1, times[k]));
        }
        return StoppingBoundaries.spending(times, cumulated, twoSided);
    }

    private double[] times(List<Long> units) {
        require(
                units.size() <= plannedLooks,
                "the plan has %s looks, this would be look %s: looks can't be added to a running experiment",
                plannedLooks,
                units.size());
        return units.stream().mapToDouble(n -> (double) n / maximumUnits).toArray();
    }
}
