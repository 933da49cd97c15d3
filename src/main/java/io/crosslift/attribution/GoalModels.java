package io.crosslift.attribution;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The enabled models of one goal, fitted on its paths.
 *
 * @param goal cross_sell or up_sell
 * @param version goal, fit date and settings hash
 * @param rules how each model splits a journey, by model name, in the order they were enabled
 * @param fits what each path model itself says, by model name
 * @param spreads how what they say varies over resamples, by model name and channel; without rules that read times or
 *     classes, and empty without resamples
 * @param paths the paths they were fitted on
 */
public record GoalModels(
        String goal,
        String version,
        Map<String, TouchRule> rules,
        SortedMap<String, PathModelResult> fits,
        SortedMap<String, SortedMap<String, ChannelSpread>> spreads,
        PathTable paths) {

    /**
     * Fits the models; touch rules need no fit.
     *
     * @param resamples weights to refit them on, or null for no intervals
     */
    public static GoalModels fit(
            String goal,
            String version,
            List<String> enabled,
            AttributionModelSettings settings,
            PathTable paths,
            @Nullable Resamples resamples) {
        Map<String, TouchRule> rules = new LinkedHashMap<>();
        SortedMap<String, PathModelResult> fits = new TreeMap<>();
        SortedMap<String, SortedMap<String, ChannelSpread>> spreads = new TreeMap<>();
        for (String name : enabled) {
            AttributionModel model = AttributionModels.create(name, settings);
            if (model instanceof PathModel pathModel) {
                PathModelResult fitted = pathModel.fit(paths, paths.observed());
                fits.put(name, fitted);
                rules.put(name, pathModel.journeyRule(fitted));
            } else if (model instanceof TouchRule rule) {
                rules.put(name, rule);
            }
            PathModel refitted = RuleOnPaths.where(model);
            if (resamples != null && refitted != null) {
                spreads.put(name, Bootstrap.spread(refitted, paths, resamples));
            }
        }
        return new GoalModels(goal, version, rules, fits, spreads, paths);
    }
}
