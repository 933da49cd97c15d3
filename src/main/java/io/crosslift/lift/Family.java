package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.MultipleTesting;
import io.crosslift.lift.estimate.WindowEffects;
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
 * @param bands differences whose intervals hold all at once, per comparison; empty where each comparison stands for itself
 */
record Family(
        String name,
        String segmentType,
        List<Comparison> comparisons,
        Confidence shown,
        List<@Nullable Double> adjusted,
        List<Double> alphas,
        List<Estimate> bands) {
    /** The windows of which the joint distribution is known to {@link WindowEffects}. */
    private static final int MOST_WINDOWS = 12;

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
                MultipleTesting.holmAlphas(p, declared.alpha()),
                List.of());
    }

    /** A comparison that is part of no family. */
    static Family alone(Comparison comparison, Confidence declared) {
        return new Family(
                "(none)",
                ArmMoments.ALL,
                List.of(comparison),
                declared,
                Collections.singletonList(null),
                List.of(declared.alpha()),
                List.of());
    }

    /**
     * The same outcome over several windows of the same units, with intervals that hold all at once: by the joint distribution of the
     * effects or, where the test is valid at any time, by Bonferroni.
     */
    static Family simultaneous(String name, List<Comparison> comparisons, Confidence declared, DeclaredTest test) {
        int size = comparisons.size();
        return test.anytime() || size < 2 || size > MOST_WINDOWS
                ? bonferroni(name, comparisons, declared, test)
                : jointly(name, comparisons, declared);
    }

    private static Family jointly(String name, List<Comparison> comparisons, Confidence declared) {
        Comparison first = comparisons.get(0);
        List<Integer> windows = comparisons.stream()
                .map(comparison -> comparison
                        .window()
                        .positions(comparison.metric().columns())
                        .get(0))
                .toList();
        WindowEffects.Result effects =
                new WindowEffects(windows, declared).estimate(first.treatment(), first.control());
        Double critical = effects.critical();
        double alpha = critical == null ? declared.alpha() : 2 * Distributions.normalSurvival(critical);
        List<@Nullable Double> adjusted = new ArrayList<>();
        effects.effects().forEach(effect -> adjusted.add(effect.p()));
        return new Family(
                "max-t: " + name,
                ArmMoments.ALL,
                comparisons,
                declared.withAlpha(alpha),
                adjusted,
                Collections.nCopies(comparisons.size(), alpha),
                effects.effects());
    }

    private static Family bonferroni(
            String name, List<Comparison> comparisons, Confidence declared, DeclaredTest test) {
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
                Collections.nCopies(size, alpha),
                List.of());
    }
}
