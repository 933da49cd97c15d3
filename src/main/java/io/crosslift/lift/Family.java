package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.MultipleTesting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons whose tests are taken together.
 *
 * @param name as published: how p was adjusted, and over what
 * @param comparisons in the order of their rows
 * @param shown confidence of the published intervals
 * @param adjusted p per comparison, over the family
 * @param alphas error level per comparison at which the verdict looks
 */
record Family(
        String name,
        String segmentType,
        List<Comparison> comparisons,
        Confidence shown,
        List<@Nullable Double> adjusted,
        List<Double> alphas) {

    /** Holm: intervals have the declared alpha, verdicts look at the one at Holm's. */
    static Family holm(
            String name, String segmentType, List<Comparison> comparisons, Confidence declared, DeclaredTest test) {
        List<@Nullable Double> p = new ArrayList<>();
        comparisons.forEach(comparison -> p.add(test.of(comparison, declared).p()));
        return new Family(
                "holm: " + name,
                segmentType,
                comparisons,
                declared,
                MultipleTesting.holm(p),
                MultipleTesting.holmAlphas(p, declared.alpha()));
    }

    /** Bonferroni: the published intervals hold all at once. */
    static Family simultaneous(String name, List<Comparison> comparisons, Confidence declared, DeclaredTest test) {
        int size = comparisons.size();
        List<@Nullable Double> adjusted = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            Double p = test.of(comparison, declared).p();
            adjusted.add(p == null ? null : Math.min(1, size * p));
        }
        double alpha = declared.alpha() / Math.max(1, size);
        return new Family(
                "bonferroni: " + name,
                ArmMoments.ALL,
                comparisons,
                declared.withAlpha(alpha),
                adjusted,
                Collections.nCopies(size, alpha));
    }
}
