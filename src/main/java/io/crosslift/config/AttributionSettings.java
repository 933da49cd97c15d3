package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * Which models run, on what, and whose credit is the record.
 *
 * @param models models enabled
 * @param modelsOfRecord models whose credit per touch is stored
 * @param trainingWindowDays fits use journeys that ended within so many days before as-of
 * @param minimumJourneys channels with fewer journeys are flagged
 * @param minimumPaths path models need so many distinct paths, with fewer position_based stands in
 * @param driftDays shares are compared with those of a fit so many days earlier; 0 for no comparison
 * @param bootstrap how shares get their intervals
 * @param halfLife half-life of time_decay
 * @param positionFirst weight of the first touch in position_based
 * @param positionMiddle weight of all middle touches together
 * @param positionLast weight of the last touch
 * @param milestoneWShaped weight of each milestone in w_shaped
 * @param milestoneFullPath weight of each milestone in full_path
 * @param customWeights position weights of custom, first to last
 * @param markov shape of the Markov chain
 * @param shapleyRateExactChannels channels in a set up to which shapley_rate is exact
 * @param shapleyRatePermutations orders drawn for each larger set
 * @param markovShapleyExactChannels channels up to which markov_shapley is exact
 * @param markovShapleyPermutations orders drawn where there are more
 * @param logisticBags resamples whose coefficients logistic averages
 * @param logisticRidge penalty on squared coefficients of logistic
 * @param seed of whatever models draw at random
 * @param teamOfTouchClass team by touch class
 */
public record AttributionSettings(
        List<String> models,
        List<String> modelsOfRecord,
        int trainingWindowDays,
        int minimumJourneys,
        int minimumPaths,
        int driftDays,
        BootstrapSettings bootstrap,
        Duration halfLife,
        double positionFirst,
        double positionMiddle,
        double positionLast,
        double milestoneWShaped,
        double milestoneFullPath,
        List<Double> customWeights,
        MarkovSettings markov,
        int shapleyRateExactChannels,
        int shapleyRatePermutations,
        int markovShapleyExactChannels,
        int markovShapleyPermutations,
        int logisticBags,
        double logisticRidge,
        long seed,
        SortedMap<String, String> teamOfTouchClass) {
    public AttributionSettings {
        check(!models.isEmpty(), "attribution.models must name a model");
        check(
                models.containsAll(modelsOfRecord),
                "attribution.models-of-record %s must be among attribution.models %s",
                modelsOfRecord,
                models);
        check(trainingWindowDays >= 1, "attribution.training-window must be positive, was %s days", trainingWindowDays);
        check(minimumJourneys >= 0, "attribution.min-journeys must not be negative, was %s", minimumJourneys);
        check(minimumPaths >= 0, "attribution.min-paths must not be negative, was %s", minimumPaths);
        check(driftDays >= 0, "attribution.drift-window must not be negative, was %s days", driftDays);
        check(
                !halfLife.isNegative() && !halfLife.isZero(),
                "attribution.time-decay.half-life must be positive, was %s",
                halfLife);
        check(
                Math.abs(positionFirst + positionMiddle + positionLast - 1) < 1e-9,
                "attribution.position-based weights must add up to 1, were %s, %s, %s",
                positionFirst,
                positionMiddle,
                positionLast);
        check(
                positionFirst >= 0 && positionMiddle >= 0 && positionLast >= 0,
                "attribution.position-based weights must not be negative, were %s, %s, %s",
                positionFirst,
                positionMiddle,
                positionLast);
        check(
                customWeights.stream().allMatch(weight -> weight >= 0)
                        && customWeights.stream().anyMatch(weight -> weight > 0),
                "attribution.custom.weights must be 0 or more and not all 0, were %s",
                customWeights);
        check(
                milestoneWShaped > 0 && milestoneWShaped <= 1.0 / 3,
                "attribution.w-shaped.milestone must be in (0, 1/3], was %s",
                milestoneWShaped);
        check(
                milestoneFullPath > 0 && milestoneFullPath <= 0.25,
                "attribution.full-path.milestone must be in (0, 0.25], was %s",
                milestoneFullPath);
        checkWithin("attribution.shapley-rate.exact-channels", shapleyRateExactChannels, 1, 20);
        checkWithin("attribution.shapley-rate.permutations", shapleyRatePermutations, 2, 10_000_000);
        checkWithin("attribution.markov-shapley.exact-channels", markovShapleyExactChannels, 1, 24);
        checkWithin("attribution.markov-shapley.permutations", markovShapleyPermutations, 2, 10_000_000);
        checkWithin("attribution.logistic.bags", logisticBags, 0, 10_000);
        check(
                logisticRidge > 0 && logisticRidge <= 1_000_000,
                "attribution.logistic.ridge must be above 0 and at most 1000000, was %s",
                logisticRidge);
        models = List.copyOf(models);
        modelsOfRecord = List.copyOf(modelsOfRecord);
        customWeights = List.copyOf(customWeights);
    }

    private static void checkWithin(String key, int value, int from, int to) {
        check(value >= from && value <= to, "%s must be %s to %s, was %s", key, from, to, value);
    }
}
