package io.crosslift.kpi.statistics;

import java.util.Comparator;
import java.util.List;

/**
 * How many customers are left after each day, those included who are still under observation.
 *
 * <p>Kaplan and Meier (1958): S(t) = product over the days i &lt;= t of (1 - d_i / n_i), with d_i customers churned on day i of n_i
 * that were customers and observed until then; who is observed up to day i and no longer counts in n_i. Greenwood (1926):
 * var S(t) = S(t)^2 sum d_i / (n_i (n_i - d_i)), 0 where nobody churned or nobody is left.
 */
public final class SurvivalCurve {
    private static final double DAYS_PER_MONTH = 30;

    private final List<Day> days;
    private final long customers;

    private SurvivalCurve(List<Day> days, long customers) {
        this.days = days;
        this.customers = customers;
    }

    /**
     * What happened on one day after the start.
     *
     * @param day days after the start, from 0
     * @param churned customers that churned on it
     * @param censored customers that were last observed on it, as customers
     */
    public record Day(int day, long churned, long censored) {
        public Day {
            if (day < 0 || churned < 0 || censored < 0) {
                throw new IllegalArgumentException("day, churned and censored must not be negative, were " + day + ", "
                        + churned + ", " + censored);
            }
        }
    }

    /**
     * The curve at one day.
     *
     * @param churned customers churned up to and including the day
     * @param retained customers observed as such to the day
     * @param survival S(t), 1 without any customer
     * @param variance Greenwood's
     * @param months months of 30 days in which customers were observed as such, up to the day
     */
    public record At(long churned, long retained, double survival, double variance, double months) {
        /** Churns per customer and month. */
        public double hazard() {
            return churned / months;
        }
    }

    /** The curve of customers of whom each stands in one day; the order of the days does not matter. */
    public static SurvivalCurve of(List<Day> days) {
        List<Day> sorted =
                days.stream().sorted(Comparator.comparingInt(Day::day)).toList();
        return new SurvivalCurve(
                sorted,
                sorted.stream().mapToLong(day -> day.churned() + day.censored()).sum());
    }

    /** Customers at the start. */
    public long customers() {
        return customers;
    }

    /** The curve at a day after the start. */
    public At at(int horizon) {
        long atRisk = customers;
        long churned = 0;
        long censored = 0;
        long observed = 0;
        double survival = 1;
        double greenwood = 0;
        for (int i = 0; i < days.size(); ) {
            int day = days.get(i).day();
            long events = 0;
            long ends = 0;
            for (; i < days.size() && days.get(i).day() == day; i++) {
                events += days.get(i).churned();
                ends += days.get(i).censored();
            }
            observed += Math.min(day, horizon) * (events + ends);
            if (day <= horizon && events > 0) {
                survival *= 1 - (double) events / atRisk;
                greenwood += events < atRisk ? events / ((double) atRisk * (atRisk - events)) : 0;
                churned += events;
            }
            censored += day < horizon ? ends : 0;
            atRisk -= events + ends;
        }
        return new At(
                churned,
                customers - churned - censored,
                survival,
                survival * survival * greenwood,
                observed / DAYS_PER_MONTH);
    }
}
