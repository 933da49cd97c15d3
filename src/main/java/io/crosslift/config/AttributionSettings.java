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
 * @param halfLife half-life of time_decay
 * @param positionFirst weight of the first touch in position_based
 * @param positionMiddle weight of all middle touches together
 * @param positionLast weight of the last touch
 * @param milestoneWShaped weight of each milestone in w_shaped
 * @param milestoneFullPath weight of each milestone in full_path
 * @param customWeights position weights of custom, first to last
 * @param markovOrder order of the Markov chain, or {@link #AUTO}
 * @param markovStepCap most states that a converting walk may visit, or {@link #NO_CAP} or {@link #LONGEST_PATH}
 * @param markovNulls whether journeys without a conversion are part of the chain
 * @param markovCredit what credit goes by: removal or touches
 * @param resamples of the bootstrap; 0 for no intervals
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
        Duration halfLife,
        double positionFirst,
        double positionMiddle,
        double positionLast,
        double milestoneWShaped,
        double milestoneFullPath,
        List<Double> customWeights,
        int markovOrder,
        int markovStepCap,
        boolean markovNulls,
        String markovCredit,
        int resamples,
        int shapleyRateExactChannels,
        int shapleyRatePermutations,
        int markovShapleyExactChannels,
        int markovShapleyPermutations,
        int logisticBags,
        double logisticRidge,
        long seed,
        SortedMap<String, String> teamOfTouchClass) {
    /** Stands for an order chosen by penalised AUC. */
    public static final int AUTO = -1;

    /** Stands for walks of any length. */
    public static final int NO_CAP = 0;

    /** Stands for walks as long as the longest path and one state more. */
    public static final int LONGEST_PATH = -1;

    public AttributionSettings {
        check(!models.isEmpty(), "attribution.models must name a model");
        check(
                models.containsAll(modelsOfRecord),
                "attribution.models-of-record %s must be among attribution.models %s",
                modelsOfRecord,
                models);
        check(trainingWindowDays >= 1, "attribution.training-window must be positive, was %s days", trainingWindowDays);
        check(minimumJourneys >= 0, "attribution.min-journeys must not be negative, was %s", minimumJourneys);
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
        check(
                markovOrder == AUTO || (markovOrder >= 1 && markovOrder <= 8),
                "attribution.markov.order must be 1 to 8 or auto, was %s",
                markovOrder);
        check(
                markovStepCap >= LONGEST_PATH,
                "attribution.markov.step-cap must be none, longest-path or at least 1, was %s",
                markovStepCap);
        check(
                List.of("removal", "touches").contains(markovCredit),
                "attribution.markov.credit must be removal or touches, was %s",
                markovCredit);
        check(
                resamples == 0 || (resamples >= 2 && resamples <= 100_000),
                "attribution.bootstrap.resamples must be 0, or 2 to 100000, was %s",
                resamples);
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
