package io.crosslift.propensity.ranking;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** What scores are ranked by: the score itself, or the lower end of the range it falls into. */
public final class ScoreKeys implements DoubleUnaryOperator {
    /** Most ranges a ranking may have. */
    public static final int MOST_RANGES = 1000;

    private final double[] lowerEnds;

    private ScoreKeys(double[] lowerEnds) {
        this.lowerEnds = lowerEnds;
    }

    /** Every distinct score is its own rank. */
    public static ScoreKeys exact() {
        return new ScoreKeys(new double[0]);
    }

    /** Ranges of equal width over probabilities: [0, 1/ranges), ... and 1 in the last. */
    public static ScoreKeys ofProbabilities(int ranges) {
        Checks.require(ranges >= 1 && ranges <= MOST_RANGES, "ranges must be 1 to %s, were %s", MOST_RANGES, ranges);
        double[] ends = new double[ranges];
        Arrays.setAll(ends, i -> (double) i / ranges);
        return new ScoreKeys(ends);
    }

    /**
     * Ranges from each of the given scores up to the next, such as quantiles of the scores; duplicates count once, scores below all
     * of them belong to the first.
     */
    public static ScoreKeys from(double... lowerEnds) {
        double[] ends = Arrays.stream(lowerEnds).sorted().distinct().toArray();
        Checks.require(
                ends.length >= 1 && ends.length <= MOST_RANGES,
                "ranges must be 1 to %s, were %s",
                MOST_RANGES,
                ends.length);
        Checks.require(Arrays.stream(ends).allMatch(Double::isFinite), "a score must be finite, was %s", ends[0]);
        return new ScoreKeys(ends);
    }

    @Override
    public double applyAsDouble(double score) {
        Checks.require(Double.isFinite(score), "a score must be finite, was %s", score);
        if (lowerEnds.length == 0) {
            return score;
        }
        int found = Arrays.binarySearch(lowerEnds, score);
        return lowerEnds[found >= 0 ? found : Math.max(0, -found - 2)];
    }
}
