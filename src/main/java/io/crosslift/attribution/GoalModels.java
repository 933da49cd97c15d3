package io.crosslift.attribution;

import io.crosslift.attribution.rules.PositionBased;
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
 * @param fits what each path model itself says, by model name; without those that fell back
 * @param spreads how that varies over resamples, by model name and channel; empty without intervals
 * @param fallbacks why {@code position_based} stands in for a path model, by model name
 * @param paths the paths they were fitted on
 */
public record GoalModels(
        String goal,
        String version,
        Map<String, TouchRule> rules,
        SortedMap<String, PathModelResult> fits,
        SortedMap<String, SortedMap<String, ChannelSpread>> spreads,
        SortedMap<String, String> fallbacks,
        PathTable paths) {

    /**
     * Fits the models; touch rules need no fit.
     *
     * @param resamples the same paths under resamples of accounts, or null for no intervals
     * @param minimumPaths path models need so many distinct paths, with fewer {@code position_based} stands in
     */
    public static GoalModels fit(
            String goal,
            String version,
            List<String> enabled,
            AttributionModelSettings settings,
            PathTable paths,
            @Nullable Resamples resamples,
            int minimumPaths) {
        Map<String, TouchRule> rules = new LinkedHashMap<>();
        SortedMap<String, PathModelResult> fits = new TreeMap<>();
        SortedMap<String, SortedMap<String, ChannelSpread>> spreads = new TreeMap<>();
        SortedMap<String, String> fallbacks = new TreeMap<>();
        for (String name : enabled) {
            AttributionModel model = AttributionModels.create(name, settings);
            if (model instanceof TouchRule rule) {
                rules.put(name, rule);
            } else if (model instanceof PathModel pathModel && paths.paths() >= minimumPaths) {
                PathModelResult fitted = pathModel.fit(paths, paths.observed());
                rules.put(name, pathModel.journeyRule(fitted));
                SortedMap<String, ChannelSpread> spread =
                        resamples == null ? new TreeMap<>() : Bootstrap.spread(pathModel, paths, resamples);
                spreads.put(name, spread);
                fits.put(
                        name,
                        resamples != null && spread.isEmpty()
                                ? fitted.withNote(Bootstrap.WOULD_TAKE_TOO_LONG)
                                : fitted);
            } else {
                rules.put(name, new PositionBased(settings.positionBased()));
                fallbacks.put(
                        name,
                        "position_based instead: " + paths.paths() + " distinct paths, fewer than"
                                + " attribution.min-paths = " + minimumPaths);
            }
        }
        return new GoalModels(goal, version, rules, fits, spreads, fallbacks, paths);
    }
}
