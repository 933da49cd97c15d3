package io.crosslift.lift.estimate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the effect differs between segments that were known before assignment, and what each segment's effect is once noise is
 * taken out.
 *
 * <p>With w = 1/se^2 and the weighted mean m: Q = sum w (d - m)^2 on S - 1 degrees of freedom (Cochran 1954),
 * I^2 = max(0, 1 - (S - 1)/Q) (Higgins and Thompson 2002), tau^2 = max(0, (Q - (S - 1)) / (sum w - sum w^2 / sum w)) (DerSimonian and
 * Laird 1986); a segment's shrunk effect is m + tau^2/(tau^2 + se^2) (d - m). Segments without a positive standard error are left out.
 */
public final class SegmentHeterogeneity {
    private SegmentHeterogeneity() {}

    /**
     * The test and the shrunk effects.
     *
     * @param q Cochran's Q
     * @param degreesOfFreedom segments with a standard error - 1
     * @param p of Q on chi-square
     * @param inconsistency I^2, in [0, 1)
     * @param betweenVariance tau^2, in squared units of the effect
     * @param shrunk per segment in the order given; {@code null} for a segment that was left out
     */
    public record Result(
            @Nullable Double q,
            int degreesOfFreedom,
            @Nullable Double p,
            @Nullable Double inconsistency,
            @Nullable Double betweenVariance,
            List<@Nullable Double> shrunk,
            List<WarningCode> warnings) {}

    /** Compares the effects of the segments, one estimate each. */
    public static Result of(List<Estimate> segments) {
        double weights = 0;
        double squaredWeights = 0;
        double weighted = 0;
        int used = 0;
        for (Estimate segment : segments) {
            double weight = weight(segment);
            weights += weight;
            squaredWeights += weight * weight;
            weighted += weight * valueOf(segment);
            used += weight > 0 ? 1 : 0;
        }
        if (used < 2) {
            List<@Nullable Double> none = Collections.nCopies(segments.size(), null);
            return new Result(null, 0, null, null, null, none, List.of(WarningCode.TOO_FEW_SEGMENTS));
        }
        double mean = weighted / weights;
        double q = 0;
        for (Estimate segment : segments) {
            // By the root of the weight, so that no square leaves the range of a double that the product keeps.
            q += Math.pow(Math.sqrt(weight(segment)) * (valueOf(segment) - mean), 2);
        }
        if (!Double.isFinite(q)) {
            List<@Nullable Double> none = Collections.nCopies(segments.size(), null);
            return new Result(null, used - 1, null, null, null, none, List.of(WarningCode.NOT_FINITE));
        }
        int degreesOfFreedom = used - 1;
        // Where one segment has all the weight that a double holds, nothing is left to tell apart.
        double spread = weights - squaredWeights / weights;
        double between = spread > 0 ? Math.max(0, (q - degreesOfFreedom) / spread) : 0;
        Set<WarningCode> warnings = EnumSet.noneOf(WarningCode.class);
        Double p = Estimate.publishable(Distributions.chiSquareSurvival(degreesOfFreedom, q), warnings);
        return new Result(
                q,
                degreesOfFreedom,
                p,
                q == 0 ? 0 : Math.max(0, 1 - degreesOfFreedom / q),
                between,
                shrunk(segments, mean, between),
                List.copyOf(warnings));
    }

    private static List<@Nullable Double> shrunk(List<Estimate> segments, double mean, double between) {
        List<@Nullable Double> shrunk = new ArrayList<>();
        for (Estimate segment : segments) {
            double weight = weight(segment);
            double value = mean + between / (between + 1 / weight) * (valueOf(segment) - mean);
            shrunk.add(weight == 0 || !Double.isFinite(value) ? null : value);
        }
        return Collections.unmodifiableList(shrunk);
    }

    /** 0 for a segment without a standard error, or with one whose square is no positive double. */
    private static double weight(Estimate segment) {
        Double standardError = segment.standardError();
        if (segment.value() == null || standardError == null) {
            return 0;
        }
        double weight = 1 / (standardError * standardError);
        return Double.isInfinite(weight) ? 0 : weight;
    }

    private static double valueOf(Estimate segment) {
        Double value = segment.value();
        return value == null ? 0 : value;
    }
}
