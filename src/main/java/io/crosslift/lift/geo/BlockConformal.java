package io.crosslift.lift.geo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The conformal test of a constant effect (Chernozhukov, Wuthrich and Zhu 2021) with cyclic shifts, which keep the order of
 * autocorrelated residuals: under the hypothesis the effect is taken out, the model is fitted to all periods, and p is the share of
 * the shifts of the residuals, the actual order among them, whose sum of |r| over the treated periods is as large as the actual one.
 *
 * <p>The interval holds the effects that the same test doesn't reject, so that it can't contradict p. Where they are no
 * single stretch it reaches from the first to the last, and there is none where all lie on one side of the estimate. p is at least 1 / periods.
 */
final class BlockConformal {
    /** Differences of sums below this share are rounding. */
    private static final double ROUNDING = 1e-9;

    private static final double STEPS_PER_SCALE = 20;
    private static final double FIRST_REACH = 4;
    private static final double LAST_REACH = 64;
    private static final int BISECTIONS = 24;

    private final CounterfactualModel.Fitter fitter;
    private final int before;
    private final int periods;

    /** Tests targets over these donors; all their periods count. */
    BlockConformal(CounterfactualModel model, double[][] donors, int before) {
        this.before = before;
        this.periods = donors[0].length;
        this.fitter = model.on(donors, periods);
    }

    /**
     * Effects that aren't rejected.
     *
     * @param low {@code null} where there is no end or no such effect
     * @param high likewise
     */
    record Interval(@Nullable Double low, @Nullable Double high, List<GeoWarning> warnings) {}

    /** The smallest p that so many periods allow. */
    static double smallestP(int periods) {
        return 1.0 / periods;
    }

    /** Sum of |r| over the treated periods if the effect is this one. */
    double statistic(double[] target, double effect) {
        return statistics(target, effect)[0];
    }

    /** The p value of an effect per period. */
    double p(double[] target, double effect) {
        double[] statistics = statistics(target, effect);
        double limit = statistics[0] * (1 - ROUNDING);
        int asLarge = 0;
        for (double statistic : statistics) {
            asLarge += statistic >= limit ? 1 : 0;
        }
        return (double) asLarge / periods;
    }

    /**
     * The p value over random orders of the residuals in place of shifts, as GeoLift has it by default. It takes periods for
     * exchangeable, which autocorrelated ones aren't: for comparison with that tool only.
     */
    double pOverRandomOrders(double[] target, double effect, int orders, long seed) {
        double[] residuals = residuals(target, effect);
        double limit = Series.absolute(residuals, before, periods) * (1 - ROUNDING);
        SplittableRandom random = new SplittableRandom(seed);
        int asLarge = 0;
        for (int order = 0; order < orders; order++) {
            for (int i = periods - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                double held = residuals[i];
                residuals[i] = residuals[other];
                residuals[other] = held;
            }
            asLarge += Series.absolute(residuals, before, periods) >= limit ? 1 : 0;
        }
        return (double) asLarge / orders;
    }

    /**
     * The effects with p &gt; alpha on a grid around the estimate, its outer ends bisected.
     *
     * @param scale a typical residual, which sets the grid
     */
    Interval interval(double[] target, double estimate, double scale, double alpha) {
        if (smallestP(periods) > alpha) {
            return new Interval(null, null, List.of(GeoWarning.TOO_FEW_PERIODS));
        }
        double step = Math.max(scale, Math.max(Math.abs(estimate), 1e-9) * 1e-3) / STEPS_PER_SCALE;
        for (double reach = FIRST_REACH; reach <= LAST_REACH; reach *= 2, step *= Math.sqrt(2)) {
            int half = (int) Math.ceil(reach * scale / step);
            int first = Integer.MAX_VALUE;
            int last = Integer.MIN_VALUE;
            int accepted = 0;
            for (int i = -half; i <= half; i++) {
                if (p(target, estimate + i * step) > alpha) {
                    first = Math.min(first, i);
                    last = i;
                    accepted++;
                }
            }
            boolean mayGoOn = accepted > 0 && (first < -3 * half / 4 || last > 3 * half / 4);
            if (mayGoOn && reach < LAST_REACH) {
                continue;
            }
            if (accepted == 0 && reach < LAST_REACH / 4) {
                continue;
            }
            return bounded(target, estimate, step, alpha, first, last, accepted, half);
        }
        throw new IllegalStateException("unreachable: the last reach returns");
    }

    private Interval bounded(
            double[] target, double estimate, double step, double alpha, int first, int last, int accepted, int half) {
        if (accepted == 0) {
            return new Interval(null, null, List.of(GeoWarning.NO_CONSTANT_EFFECT));
        }
        if (first > 0 || last < 0) {
            return new Interval(null, null, List.of(GeoWarning.ESTIMATE_REJECTED));
        }
        List<GeoWarning> warnings = new ArrayList<>();
        if (accepted < last - first + 1) {
            warnings.add(GeoWarning.INTERVAL_HAS_GAPS);
        }
        Double low = first == -half ? null : Double.valueOf(edge(target, estimate, step, alpha, first, first - 1));
        Double high = last == half ? null : Double.valueOf(edge(target, estimate, step, alpha, last, last + 1));
        return new Interval(low, high, warnings);
    }

    /** The end between an accepted and a rejected point of the grid, on the accepted side. */
    private double edge(double[] target, double estimate, double step, double alpha, int accepted, int rejected) {
        double inside = estimate + accepted * step;
        double outside = estimate + rejected * step;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (inside + outside) / 2;
            if (p(target, middle) > alpha) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    /** Sum of |r| over the treated periods, by shift. */
    private double[] statistics(double[] target, double effect) {
        double[] residuals = residuals(target, effect);
        double[] twice = new double[2 * periods];
        System.arraycopy(residuals, 0, twice, 0, periods);
        System.arraycopy(residuals, 0, twice, periods, periods);
        double[] statistics = new double[periods];
        for (int shift = 0; shift < periods; shift++) {
            statistics[shift] = Series.absolute(twice, before + shift, periods + shift);
        }
        return statistics;
    }

    private double[] residuals(double[] target, double effect) {
        double[] without = target.clone();
        for (int t = before; t < periods; t++) {
            without[t] -= effect;
        }
        return Series.minus(without, fitter.fit(without).series());
    }
}
