package io.crosslift.simulate.score;

import java.util.Arrays;
import java.util.OptionalDouble;

/** How far a split over channels agrees with the true one. */
public final class Agreement {
    private Agreement() {}

    /** The parts as shares of their sum; a part below nothing counts as nothing. All zero where no part is above nothing. */
    public static double[] shares(double[] parts) {
        double total = Arrays.stream(parts).filter(part -> part > 0).sum();
        return Arrays.stream(parts)
                .map(part -> total > 0 ? Math.max(0, part) / total : 0)
                .toArray();
    }

    /**
     * The share that would have to move to other channels to make one split the other: half the sum of absolute differences, 0 to 1;
     * empty where one of them has nothing to split.
     */
    public static OptionalDouble shareError(double[] found, double[] truth) {
        double[] foundShares = shares(found);
        double[] trueShares = shares(truth);
        if (Arrays.stream(foundShares).sum() == 0 || Arrays.stream(trueShares).sum() == 0) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (int i = 0; i < foundShares.length; i++) {
            sum += Math.abs(foundShares[i] - trueShares[i]);
        }
        return OptionalDouble.of(sum / 2);
    }

    /** Spearman's rank correlation, ties at their middle rank; empty where one of the sides is all ties. */
    public static OptionalDouble rankCorrelation(double[] found, double[] truth) {
        double[] foundRanks = ranks(found);
        double[] trueRanks = ranks(truth);
        double middle = (found.length + 1) / 2.0;
        double together = 0;
        double foundSquares = 0;
        double trueSquares = 0;
        for (int i = 0; i < found.length; i++) {
            double left = foundRanks[i] - middle;
            double right = trueRanks[i] - middle;
            together += left * right;
            foundSquares += left * left;
            trueSquares += right * right;
        }
        return foundSquares == 0 || trueSquares == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(together / Math.sqrt(foundSquares * trueSquares));
    }

    private static double[] ranks(double[] values) {
        return Arrays.stream(values)
                .map(value -> {
                    long below =
                            Arrays.stream(values).filter(other -> other < value).count();
                    long same = Arrays.stream(values)
                            .filter(other -> other == value)
                            .count();
                    return below + (same + 1) / 2.0;
                })
                .toArray();
    }
}
