package io.crosslift.attribution;

import java.nio.charset.StandardCharsets;

/** Random numbers that depend on a seed only (Steele, Lea and Flood 2014, SplitMix64). */
final class RandomStream {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    /** Means from which on a transformed rejection is faster than counting down. */
    private static final double LARGE_MEAN = 10;

    private static final double[] LOG_FACTORIALS = logFactorials();

    private long state;

    RandomStream(long seed) {
        state = mixed(seed);
    }

    /** Returns a hash of a text's UTF-8 bytes. */
    static long hash(String text) {
        long hash = STEP;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = mixed(hash ^ b);
        }
        return hash;
    }

    /** Returns a number all of whose bits depend on all bits of the argument. */
    static long mixed(long bits) {
        long mixed = bits + STEP;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Returns a number in (0, 1). */
    double uniform() {
        long bits = mixed(state);
        state += STEP;
        return ((bits >>> 11) + 0.5) * 0x1p-53;
    }

    /** Returns a Poisson number; 0 for the mean 0. */
    double poisson(double mean) {
        return mean <= 0 ? 0 : mean < LARGE_MEAN ? smallPoisson(mean) : largePoisson(mean);
    }

    /** By inversion: the first number whose cumulated probability exceeds a uniform one. */
    private double smallPoisson(double mean) {
        double left = uniform();
        double probability = StrictMath.exp(-mean);
        double number = 0;
        while (left > probability && probability > 0) {
            left -= probability;
            number++;
            probability *= mean / number;
        }
        return number;
    }

    /** By transformed rejection (Hörmann 1993, "The transformed rejection method for generating Poisson random variables",
     * algorithm PTRS). */
    private double largePoisson(double mean) {
        double b = 0.931 + 2.53 * StrictMath.sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double accepted = 0.9277 - 3.6224 / (b - 2);
        double logMean = StrictMath.log(mean);
        while (true) {
            double u = uniform() - 0.5;
            double v = uniform();
            double distance = 0.5 - Math.abs(u);
            double number = Math.floor((2 * a / distance + b) * u + mean + 0.43);
            if (distance >= 0.07 && v <= accepted) {
                return number;
            }
            if (number >= 0
                    && (distance >= 0.013 || v <= distance)
                    && StrictMath.log(v) + StrictMath.log(inverseAlpha) - StrictMath.log(a / (distance * distance) + b)
                            <= number * logMean - mean - logFactorial(number)) {
                return number;
            }
        }
    }

    /** From a table, or by Stirling's series, which is exact to rounding from 10 on. */
    private static double logFactorial(double number) {
        if (number < LOG_FACTORIALS.length) {
            return LOG_FACTORIALS[(int) number];
        }
        double x = number + 1;
        return (x - 0.5) * StrictMath.log(x)
                - x
                + 0.5 * StrictMath.log(2 * Math.PI)
                + (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / (x * x)) / (x * x)) / x;
    }

    private static double[] logFactorials() {
        double[] logs = new double[16];
        for (int i = 2; i < logs.length; i++) {
            logs[i] = logs[i - 1] + StrictMath.log(i);
        }
        return logs;
    }
}
