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
 * @param bootstrap how shares get their intervals
 * @param halfLife half-life of time_decay
 * @param positionFirst weight of the first touch in position_based
 * @param positionMiddle weight of all middle touches together
 * @param positionLast weight of the last touch
 * @param milestoneWShaped weight of each milestone in w_shaped
 * @param milestoneFullPath weight of each milestone in full_path
 * @param customWeights position weights of custom, first to last
 * @param markovOrder order of the Markov chain
 * @param teamOfTouchClass team by touch class
 */
public record AttributionSettings(
        List<String> models,
        List<String> modelsOfRecord,
        int trainingWindowDays,
        int minimumJourneys,
        int minimumPaths,
        BootstrapSettings bootstrap,
        Duration halfLife,
        double positionFirst,
        double positionMiddle,
        double positionLast,
        double milestoneWShaped,
        double milestoneFullPath,
        List<Double> customWeights,
        int markovOrder,
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
        check(markovOrder >= 1 && markovOrder <= 8, "attribution.markov.order must be 1 to 8, was %s", markovOrder);
        models = List.copyOf(models);
        modelsOfRecord = List.copyOf(modelsOfRecord);
        customWeights = List.copyOf(customWeights);
    }
}
