package io.crosslift.job;

import io.crosslift.attribution.AttributionModelSettings;
import io.crosslift.attribution.logistic.LogisticModel;
import io.crosslift.attribution.markov.MarkovModel;
import io.crosslift.attribution.rules.Custom;
import io.crosslift.attribution.rules.FullPath;
import io.crosslift.attribution.rules.LastNonDirect;
import io.crosslift.attribution.rules.PositionBased;
import io.crosslift.attribution.rules.TimeDecay;
import io.crosslift.attribution.rules.WShaped;
import io.crosslift.attribution.shapley.MarkovShapleyModel;
import io.crosslift.attribution.shapley.RateShapleyModel;
import io.crosslift.config.AttributionSettings;
import io.crosslift.config.MarkovSettings;
import io.crosslift.config.Settings;
import java.util.List;
import java.util.Set;

/** What the models take from the settings of a run; of no concern to Spark. */
public final class ModelSettings {
    private ModelSettings() {}

    /** The settings of every model. */
    public static AttributionModelSettings of(Settings all) {
        AttributionSettings settings = all.attribution();
        double wShaped = settings.milestoneWShaped();
        double fullPath = settings.milestoneFullPath();
        return new AttributionModelSettings(
                new LastNonDirect.Settings(Set.copyOf(all.journey().directChannels())),
                new TimeDecay.Settings(settings.halfLife()),
                new PositionBased.Settings(
                        settings.positionFirst(), settings.positionMiddle(), settings.positionLast()),
                new WShaped.Settings(wShaped, wShaped, wShaped, 1 - 3 * wShaped),
                new FullPath.Settings(fullPath, fullPath, fullPath, fullPath, 1 - 4 * fullPath),
                custom(settings.customWeights()),
                markov(settings.markov()),
                new RateShapleyModel.Settings(
                        settings.shapleyRateExactChannels(), settings.shapleyRatePermutations(), settings.seed()),
                new MarkovShapleyModel.Settings(
                        settings.markovShapleyExactChannels(), settings.markovShapleyPermutations(), settings.seed()),
                new LogisticModel.Settings(settings.logisticBags(), settings.logisticRidge(), settings.seed()));
    }

    private static MarkovModel.Settings markov(MarkovSettings settings) {
        return new MarkovModel.Settings(
                settings.order() == MarkovSettings.AUTO ? MarkovModel.Settings.AUTO : settings.order(),
                switch (settings.stepCap()) {
                    case MarkovSettings.NO_CAP -> MarkovModel.Settings.NO_CAP;
                    case MarkovSettings.LONGEST_PATH -> MarkovModel.Settings.LONGEST_PATH;
                    default -> settings.stepCap();
                },
                settings.withNulls(),
                settings.reading().equals(MarkovSettings.TOUCHES)
                        ? MarkovModel.Reading.TOUCHES
                        : MarkovModel.Reading.REMOVAL);
    }

    /** First touches, then all middle ones together, then the last. */
    private static Custom.Settings custom(List<Double> weights) {
        int middle = weights.size() - 2;
        return middle < 1
                ? Custom.Settings.DEFAULTS
                : new Custom.Settings(
                        weights.subList(0, middle), weights.get(middle), List.of(weights.get(middle + 1)));
    }
}
