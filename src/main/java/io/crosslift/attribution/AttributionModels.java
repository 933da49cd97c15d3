package io.crosslift.attribution;

import static java.util.Map.entry;

import io.crosslift.attribution.logistic.LogisticModel;
import io.crosslift.attribution.markov.MarkovModel;
import io.crosslift.attribution.rules.Custom;
import io.crosslift.attribution.rules.FirstTouch;
import io.crosslift.attribution.rules.FullPath;
import io.crosslift.attribution.rules.LastNonDirect;
import io.crosslift.attribution.rules.LastTouch;
import io.crosslift.attribution.rules.Linear;
import io.crosslift.attribution.rules.PositionBased;
import io.crosslift.attribution.rules.TimeDecay;
import io.crosslift.attribution.rules.WShaped;
import io.crosslift.attribution.shapley.MarkovShapleyModel;
import io.crosslift.attribution.shapley.RateShapleyModel;
import io.crosslift.attribution.shapley.ShapleyModel;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The registry of attribution models: every name that settings may use, and how to build its model. */
public final class AttributionModels {
    private static final SortedMap<String, Function<AttributionModelSettings, AttributionModel>> FACTORIES =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.ofEntries(
                    entry(FirstTouch.NAME, settings -> new FirstTouch()),
                    entry(LastTouch.NAME, settings -> new LastTouch()),
                    entry(LastNonDirect.NAME, settings -> new LastNonDirect(settings.lastNonDirect())),
                    entry(Linear.NAME, settings -> new Linear()),
                    entry(TimeDecay.NAME, settings -> new TimeDecay(settings.timeDecay())),
                    entry(PositionBased.NAME, settings -> new PositionBased(settings.positionBased())),
                    entry(WShaped.NAME, settings -> new WShaped(settings.wShaped())),
                    entry(FullPath.NAME, settings -> new FullPath(settings.fullPath())),
                    entry(Custom.NAME, settings -> new Custom(settings.custom())),
                    entry(MarkovModel.NAME, settings -> new MarkovModel(settings.markov())),
                    entry(ShapleyModel.NAME, settings -> new ShapleyModel()),
                    entry(RateShapleyModel.NAME, settings -> new RateShapleyModel(settings.rateShapley())),
                    entry(MarkovShapleyModel.NAME, settings -> new MarkovShapleyModel(settings.markovShapley())),
                    entry(LogisticModel.NAME, settings -> new LogisticModel(settings.logistic())))));

    private AttributionModels() {}

    /** Returns all known names, sorted. */
    public static SortedSet<String> names() {
        return new TreeSet<>(FACTORIES.keySet());
    }

    /**
     * Builds a model.
     *
     * @throws IllegalArgumentException if no model has this name; the message lists the known ones
     */
    public static AttributionModel create(String name, AttributionModelSettings settings) {
        Function<AttributionModelSettings, AttributionModel> factory = FACTORIES.get(name);
        if (factory == null) {
            throw new IllegalArgumentException(
                    "unknown attribution model '" + name + "', known are: " + String.join(", ", FACTORIES.keySet()));
        }
        return factory.apply(settings);
    }
}
