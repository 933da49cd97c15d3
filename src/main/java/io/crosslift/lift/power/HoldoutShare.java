package io.crosslift.lift.power;

import static io.crosslift.lift.estimate.Arguments.require;

import org.jspecify.annotations.Nullable;

/**
 * What a holdout of a given size needs and costs.
 *
 * @param share share of all units that is held out, in (0, 1)
 */
public record HoldoutShare(double share) {
    public HoldoutShare {
        require(share > 0 && share < 1, "the holdout share must be in (0, 1), was %s", share);
    }

    /** Units of both arms to find an effect: z^2 sigma^2 / (effect^2 h (1 - h)). */
    public double units(MeanPower power, double effect) {
        require(effect != 0 && Double.isFinite(effect), "the effect to be found must not be 0, was %s", effect);
        double z = power.target().standardErrors() / effect;
        return z * z * power.effectiveVariance() / (share * (1 - share));
    }

    /** How many times the units of two equal arms are needed: 1 / (4 h (1 - h)), 5.3 for a holdout of 5 %. */
    public double timesEqualArms() {
        return 1 / (4 * share * (1 - share));
    }

    /** The smallest effect that is found when {@code units} units are split into holdout and rest. */
    public double smallestEffect(MeanPower power, double units) {
        return power.smallestEffect((1 - share) * units, share * units);
    }

    /** What the holdout forgoes: the held-out units times the effect they don't get, per unit of the outcome. */
    public double forgone(double units, double effect) {
        return share * units * effect;
    }

    /**
     * The smallest holdout that still finds an effect among {@code units} units, the smaller root of
     * h (1 - h) = z^2 sigma^2 / (effect^2 units); {@code null} where not even half of them would do.
     */
    public static @Nullable HoldoutShare smallest(MeanPower power, double units, double effect) {
        require(effect != 0 && Double.isFinite(effect), "the effect to be found must not be 0, was %s", effect);
        double z = power.target().standardErrors() / effect;
        double product = z * z * power.effectiveVariance() / units;
        if (!(product <= 0.25)) {
            return null;
        }
        // 2c / (1 + root) instead of (1 - root) / 2, which would cancel for a small share.
        return new HoldoutShare(2 * product / (1 + Math.sqrt(1 - 4 * product)));
    }
}
