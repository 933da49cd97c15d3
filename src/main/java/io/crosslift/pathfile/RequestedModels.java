package io.crosslift.pathfile;

import io.crosslift.attribution.AttributionModel;
import io.crosslift.attribution.AttributionModelSettings;
import io.crosslift.attribution.AttributionModels;
import io.crosslift.attribution.Bootstrap;
import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.ChannelSpread;
import io.crosslift.attribution.Interval;
import io.crosslift.attribution.PathModel;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PoissonResamples;
import io.crosslift.attribution.RuleOnPaths;
import io.crosslift.attribution.TouchRule;
import io.crosslift.attribution.markov.MarkovModel;
import io.crosslift.failure.Failure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which models to fit on a path file, from their names. */
public final class RequestedModels {

    private static final String AUTO = "auto";

    private RequestedModels() {}

    /**
     * Builds the models asked for.
     *
     * @param names in the order asked for; empty for those of {@code defaults} that can be fitted on paths
     * @param orders of markov, each a model of its own; empty for the one in the settings
     * @throws Failure of usage for an unknown model or order, or a model that needs more than a path
     */
    public static List<PathModel> of(
            List<String> names, List<String> orders, List<String> defaults, AttributionModelSettings settings) {
        Set<String> wanted = new LinkedHashSet<>(names.isEmpty() ? fittingOnPaths(defaults, settings) : names);
        if (!orders.isEmpty() && !wanted.contains(MarkovModel.NAME)) {
            throw Failure.usage(
                    "--order is for markov, which is not among --models " + String.join(",", wanted) + ", add it");
        }
        List<PathModel> requested = new ArrayList<>();
        for (String name : wanted) {
            AttributionModel model = create(name, settings);
            if (name.equals(MarkovModel.NAME)) {
                requested.addAll(markov(orders, settings));
            } else {
                requested.add(onPaths(model));
            }
        }
        return requested;
    }

    /**
     * Fits every model on every goal.
     *
     * @param resamples behind the interval of every share; 0 for no intervals
     * @param seed of the resamples
     */
    public static List<FittedModel> fit(List<PathModel> models, PathFileContent content, int resamples, long seed) {
        List<FittedModel> fitted = new ArrayList<>();
        for (PathModel model : models) {
            content.byGoal().forEach((goal, rows) -> fitted.add(fit(model, goal, rows.paths(), resamples, seed)));
        }
        return fitted;
    }

    private static FittedModel fit(PathModel model, String goal, PathTable paths, int resamples, long seed) {
        PathModelResult result = model.fit(paths, paths.observed());
        Map<String, Interval> intervals = new TreeMap<>();
        if (resamples > 0 && paths.observed().conversions() > 0) {
            double conversions = paths.observed().conversions();
            SortedMap<String, ChannelSpread> spreads =
                    Bootstrap.spread(model, paths, new PoissonResamples(paths, resamples, seed));
            if (spreads.isEmpty()) {
                return new FittedModel(goal, result.withNote(Bootstrap.WOULD_TAKE_TOO_LONG), intervals);
            }
            spreads.forEach((channel, spread) -> {
                ChannelCredit credit = result.channels().get(channel);
                if (credit != null && spread.shareOfConversions().resamples() > 1) {
                    intervals.put(channel, spread.shareOfConversions().around(credit.conversions() / conversions));
                }
            });
        }
        return new FittedModel(goal, result, intervals);
    }

    private static List<String> fittingOnPaths(List<String> names, AttributionModelSettings settings) {
        return names.stream()
                .filter(name -> !needsMoreThanPaths(create(name, settings)))
                .toList();
    }

    private static PathModel onPaths(AttributionModel model) {
        if (needsMoreThanPaths(model)) {
            throw Failure.usage(
                    model.name()
                            + " needs the time or class of each touch and a path file has channels only, leave it out of --models");
        }
        return model instanceof TouchRule rule ? new RuleOnPaths(rule) : (PathModel) model;
    }

    private static boolean needsMoreThanPaths(AttributionModel model) {
        return model instanceof TouchRule rule && rule.readsTimesOrClasses();
    }

    private static List<PathModel> markov(List<String> orders, AttributionModelSettings settings) {
        MarkovModel.Settings markov = settings.markov();
        if (orders.isEmpty()) {
            return List.of(new MarkovModel(markov));
        }
        if (orders.size() > 1 && orders.contains(AUTO)) {
            throw Failure.usage(
                    "--order " + String.join(",", orders) + " has auto beside numbers, give one or the other");
        }
        List<PathModel> models = new ArrayList<>();
        for (String order : new LinkedHashSet<>(orders)) {
            models.add(new MarkovModel(
                    new MarkovModel.Settings(order(order), markov.stepCap(), markov.withNulls(), markov.reading())));
        }
        return models;
    }

    private static int order(String text) {
        if (text.equals(AUTO)) {
            return MarkovModel.Settings.AUTO;
        }
        if (text.matches("[1-9][0-9]?")) {
            return Integer.parseInt(text);
        }
        throw Failure.usage("--order must be whole numbers from 1 to 99, separated by commas, or auto, was " + text);
    }

    private static AttributionModel create(String name, AttributionModelSettings settings) {
        try {
            return AttributionModels.create(name, settings);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--models: " + e.getMessage(), e);
        }
    }
}
