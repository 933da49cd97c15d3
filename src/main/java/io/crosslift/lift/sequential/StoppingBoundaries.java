package io.crosslift.lift.sequential;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Distributions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The z values at which a group sequential test stops, one per look, and what they imply.
 *
 * <p>A two-sided test is symmetric: it stops at or beyond +-z, and what is spent per side counts paths that crossed neither
 * side before. A one-sided test has no lower boundary.
 */
public final class StoppingBoundaries {
    private static final double HIGHEST_Z = 38;
    private static final double CLOSEST = 1e-5;

    /** What the boundaries before may have left over by rounding, as a share of what was spent. */
    private static final double ROUNDING = 1e-9;

    private final double[] times;
    private final @Nullable Double[] critical;
    private final double[] spent;
    private final boolean twoSided;

    private StoppingBoundaries(double[] times, @Nullable Double[] critical, double[] spent, boolean twoSided) {
        this.times = times;
        this.critical = critical;
        this.spent = spent;
        this.twoSided = twoSided;
    }

    /**
     * One look.
     *
     * @param time share of the information that the last look has, in (0, 1]
     * @param critical z at or beyond which to stop; {@code null} where too little is to be spent to stop at any z
     * @param spent error rate of one side used up to here
     * @param nominal p of one side that corresponds to z; {@code null} without z
     */
    public record Look(
            double time,
            @Nullable Double critical,
            double spent,
            @Nullable Double nominal) {}

    /**
     * Finds the boundaries that spend an error rate.
     *
     * @param times of the looks, above 0, ascending, on any scale
     * @param cumulated error rate of one side that may be spent up to each look, ascending
     */
    static StoppingBoundaries spending(double[] times, double[] cumulated, boolean twoSided) {
        double[] shares = shares(times);
        @Nullable Double[] critical = new Double[shares.length];
        double[] spent = new double[shares.length];
        ContinuationDensity density = ContinuationDensity.start();
        double before = 0;
        for (int k = 0; k < shares.length; k++) {
            double target = cumulated[k] - before;
            Double z = target > cumulated[k] * ROUNDING ? solve(density, shares[k], target, twoSided) : null;
            critical[k] = z;
            // What was too little to spend here is left for the next look.
            spent[k] = before + (z == null ? 0 : density.above(shares[k], z * Math.sqrt(shares[k]), 0));
            before = spent[k];
            density = step(density, shares, k, z, twoSided, 0);
        }
        return new StoppingBoundaries(shares, critical, spent, twoSided);
    }

    /** Boundaries that are given, such as those of a published table; what they spend follows. */
    static StoppingBoundaries given(double[] times, double[] critical, boolean twoSided) {
        double[] shares = shares(times);
        @Nullable Double[] z = new Double[critical.length];
        for (int k = 0; k < z.length; k++) {
            z[k] = critical[k];
        }
        StoppingBoundaries boundaries = new StoppingBoundaries(shares, z, new double[z.length], twoSided);
        double total = 0;
        double[] crossings = boundaries.crossingsAbove(0);
        for (int k = 0; k < z.length; k++) {
            total += crossings[k];
            boundaries.spent[k] = total;
        }
        return boundaries;
    }

    /** All looks, first to last. */
    public List<Look> looks() {
        List<Look> looks = new ArrayList<>();
        for (int k = 0; k < times.length; k++) {
            Double z = critical[k];
            looks.add(new Look(times[k], z, spent[k], z == null ? null : Distributions.normalSurvival(z)));
        }
        return Collections.unmodifiableList(looks);
    }

    /** The z of a look, counted from 0; {@code null} where it can't stop. */
    @Nullable
    Double critical(int look) {
        return critical[look];
    }

    double time(int look) {
        return times[look];
    }

    /** Per look, the probability of stopping there at the upper boundary if z drifts to {@code drift} at the last look. */
    public double[] crossingsAbove(double drift) {
        double[] crossings = new double[times.length];
        ContinuationDensity density = ContinuationDensity.start();
        for (int k = 0; k < times.length; k++) {
            Double z = critical[k];
            crossings[k] = z == null ? 0 : density.above(times[k], z * Math.sqrt(times[k]), drift);
            density = step(density, times, k, z, twoSided, drift);
        }
        return crossings;
    }

    /** Per look, the probability of stopping there at the lower boundary; all 0 for a one-sided test. */
    public double[] crossingsBelow(double drift) {
        return twoSided ? crossingsAbove(-drift) : new double[times.length];
    }

    /** The chance of stopping at the upper boundary at any look. */
    public double power(double drift) {
        double power = 0;
        for (double crossing : crossingsAbove(drift)) {
            power += crossing;
        }
        return power;
    }

    /** The expected share of the units of the last look that the test needs, since it may stop before. */
    public double expectedShare(double drift) {
        double[] above = crossingsAbove(drift);
        double[] below = crossingsBelow(drift);
        double share = 1;
        for (int k = 0; k < times.length; k++) {
            share -= (above[k] + below[k]) * (1 - times[k]);
        }
        return share;
    }

    /** The drift at which the test has the given power. */
    public double driftFor(double power) {
        require(
                power > spent[spent.length - 1] && power < 1,
                "power must be above the error rate and below 1, was %s",
                power);
        double low = 0;
        double high = 1;
        while (power(high) < power) {
            high *= 2;
        }
        for (int i = 0; i < 100 && high - low > 1e-12 * high; i++) {
            double middle = (low + high) / 2;
            if (power(middle) < power) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /**
     * How much larger the last look must be than a test with one look of the same error rate and power, since looks cost some:
     * (drift / (z_a + z_power))^2.
     */
    public double inflation(double power) {
        double fixed =
                Distributions.normalInverseSurvival(spent[spent.length - 1]) + Distributions.normalQuantile(power);
        double drift = driftFor(power);
        return drift * drift / (fixed * fixed);
    }

    /**
     * The probability of an outcome at least as far up as stopping at a look with {@code z}: an earlier upper crossing, or
     * coming here and being at or above z (stagewise order: Tsiatis, Rosner and Mehta 1984).
     */
    double stagewiseAbove(int look, double z, double drift) {
        double sum = 0;
        ContinuationDensity density = ContinuationDensity.start();
        for (int k = 0; k < look; k++) {
            Double boundary = critical[k];
            sum += boundary == null ? 0 : density.above(times[k], boundary * Math.sqrt(times[k]), drift);
            density = step(density, times, k, boundary, twoSided, drift);
        }
        return sum + density.above(times[look], z * Math.sqrt(times[look]), drift);
    }

    private static ContinuationDensity step(
            ContinuationDensity density, double[] times, int look, @Nullable Double z, boolean twoSided, double drift) {
        if (look == times.length - 1) {
            return density;
        }
        double before = look == 0 ? times[0] : times[look] - times[look - 1];
        double finest = Math.min(before, times[look + 1] - times[look]);
        double high = z == null ? Double.POSITIVE_INFINITY : z * Math.sqrt(times[look]);
        return density.next(times[look], twoSided ? -high : Double.NEGATIVE_INFINITY, high, drift, finest);
    }

    /** z by bisection; the probability of being above it falls strictly. */
    private static @Nullable Double solve(ContinuationDensity density, double time, double target, boolean twoSided) {
        double root = Math.sqrt(time);
        double low = twoSided ? 0 : -HIGHEST_Z;
        double high = HIGHEST_Z;
        if (target < Double.MIN_NORMAL || density.above(time, high * root, 0) >= target) {
            return null;
        }
        for (int i = 0; i < 200 && high - low > 1e-13 * Math.max(1, high); i++) {
            double middle = low + (high - low) / 2;
            if (density.above(time, middle * root, 0) > target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // The upper end never spends more than allowed.
        return high;
    }

    private static double[] shares(double[] times) {
        require(times.length > 0, "at least one look is needed, were %s", times.length);
        double last = times[times.length - 1];
        double[] shares = new double[times.length];
        double before = 0;
        for (int k = 0; k < times.length; k++) {
            shares[k] = times[k] / last;
            require(
                    shares[k] - before >= CLOSEST,
                    "look %s must lie at least %s of the last look's units after the one before, had %s",
                    k + 1,
                    CLOSEST,
                    times[k]);
            before = shares[k];
        }
        return shares;
    }
}
