package io.crosslift.attribution;

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
import java.io.Serializable;

/**
 * Settings of every model that has some, for one goal. Each block checks itself and documents its units and ranges.
 *
 * @param lastNonDirect which channels are direct; default {@code direct}
 * @param timeDecay half-life; default 7 days
 * @param positionBased default first 0.4, middle 0.2, last 0.4
 * @param wShaped default first, intent and last 0.3 each, middle 0.1
 * @param fullPath default first, intent, sales and last 0.225 each, middle 0.1
 * @param custom default first 0.2, middle 0.2, last 0.6 (the J shape)
 * @param markov default order 1
 * @param rateShapley default exact to 18 channels in a set, 1,000 orders beyond
 * @param markovShapley default exact to 20 channels, 20,000 orders beyond
 * @param logistic default 50 bags, ridge 1
 */
public record AttributionModelSettings(
        LastNonDirect.Settings lastNonDirect,
        TimeDecay.Settings timeDecay,
        PositionBased.Settings positionBased,
        WShaped.Settings wShaped,
        FullPath.Settings fullPath,
        Custom.Settings custom,
        MarkovModel.Settings markov,
        RateShapleyModel.Settings rateShapley,
        MarkovShapleyModel.Settings markovShapley,
        LogisticModel.Settings logistic)
        implements Serializable {

    public static final AttributionModelSettings DEFAULTS = new AttributionModelSettings(
            LastNonDirect.Settings.DEFAULTS,
            TimeDecay.Settings.DEFAULTS,
            PositionBased.Settings.DEFAULTS,
            WShaped.Settings.DEFAULTS,
            FullPath.Settings.DEFAULTS,
            Custom.Settings.DEFAULTS,
            MarkovModel.Settings.DEFAULTS,
            RateShapleyModel.Settings.DEFAULTS,
            MarkovShapleyModel.Settings.DEFAULTS,
            LogisticModel.Settings.DEFAULTS);
}
