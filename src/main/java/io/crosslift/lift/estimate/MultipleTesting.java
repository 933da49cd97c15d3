package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Adjusted p values over a declared family of m tests, in the order of the input.
 *
 * <p>A {@code null} p (a test that couldn't be made) stays {@code null} and counts into m as p = 1, since it was declared. Ties are
 * ranked by position; they get equal values either way. Every p must be in [0, 1].
 */
public final class MultipleTesting {
    private MultipleTesting() {}

    /**
     * Holm (1979): running maximum of p_(i) (m - i + 1), at most 1; controls the chance of one false positive under any dependence.
     */
    public static List<@Nullable Double> holm(List<@Nullable Double> p) {
        int m = p.size();
        return stepDown(p, rank -> m - rank + 1);
    }

    /**
     * Hochberg (1988): running minimum from the top of p_(i) (m - i + 1); sharper than Holm for independent or positively dependent
     * tests.
     */
    public static List<@Nullable Double> hochberg(List<@Nullable Double> p) {
        int m = p.size();
        return stepUp(p, rank -> m - rank + 1);
    }

    /**
     * Benjamini and Hochberg (1995): running minimum from the top of p_(i) m / i; controls the expected share of false discoveries
     * under independence or positive dependence.
     */
    public static List<@Nullable Double> benjaminiHochberg(List<@Nullable Double> p) {
        int m = p.size();
        return stepUp(p, rank -> (double) m / rank);
    }

    /** Benjamini and Yekutieli (2001): the same times sum 1/i, for any dependence. */
    public static List<@Nullable Double> benjaminiYekutieli(List<@Nullable Double> p) {
        int m = p.size();
        double harmonic = IntStream.rangeClosed(1, m).mapToDouble(i -> 1.0 / i).sum();
        return stepUp(p, rank -> m * harmonic / rank);
    }

    /**
     * The error rate per test at which its own interval excludes zero exactly where Holm's procedure rejects: alpha / (m - i + 1) for
     * the tests rejected at step i, and that of the first step that fails for all others. Interval and p must come from the same
     * test.
     */
    public static List<Double> holmAlphas(List<@Nullable Double> p, double alpha) {
        require(alpha > 0 && alpha < 1, "alpha must be in (0, 1), was %s", alpha);
        int m = p.size();
        List<Double> alphas = new ArrayList<>(Collections.nCopies(m, alpha));
        double level = alpha / Math.max(1, m);
        boolean rejecting = true;
        int step = 0;
        for (int index : ascending(p)) {
            if (rejecting) {
                level = alpha / (m - step);
                rejecting = orOne(p.get(index)) <= level;
            }
            alphas.set(index, level);
            step++;
        }
        return List.copyOf(alphas);
    }

    private static List<@Nullable Double> stepDown(List<@Nullable Double> p, IntToDoubleFunction factor) {
        List<@Nullable Double> adjusted = new ArrayList<>(p);
        double running = 0;
        int rank = 1;
        for (int index : ascending(p)) {
            running = Math.max(running, Math.min(1, orOne(p.get(index)) * factor.applyAsDouble(rank)));
            rank++;
            if (p.get(index) != null) {
                adjusted.set(index, running);
            }
        }
        return Collections.unmodifiableList(adjusted);
    }

    private static List<@Nullable Double> stepUp(List<@Nullable Double> p, IntToDoubleFunction factor) {
        List<@Nullable Double> adjusted = new ArrayList<>(p);
        List<Integer> ascending = ascending(p);
        double running = 1;
        for (int rank = p.size(); rank >= 1; rank--) {
            int index = ascending.get(rank - 1);
            running = Math.min(running, orOne(p.get(index)) * factor.applyAsDouble(rank));
            if (p.get(index) != null) {
                adjusted.set(index, running);
            }
        }
        return Collections.unmodifiableList(adjusted);
    }

    private static List<Integer> ascending(List<@Nullable Double> p) {
        for (Double each : p) {
            require(each == null || (each >= 0 && each <= 1), "p must be in [0, 1], was %s", each);
        }
        return IntStream.range(0, p.size())
                .boxed()
                .sorted(Comparator.comparingDouble(index -> orOne(p.get(index))))
                .toList();
    }

    private static double orOne(@Nullable Double p) {
        return p == null ? 1 : p;
    }
}
