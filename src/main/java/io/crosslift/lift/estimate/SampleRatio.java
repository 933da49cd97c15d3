package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;
import static io.crosslift.lift.estimate.WarningCode.SMALL_EXPECTED_COUNT;
import static io.crosslift.lift.estimate.WarningCode.UNITS_IN_ZERO_WEIGHT_ARM;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the arms hold the shares they were given: a mismatch means units were lost or added after assignment.
 *
 * <p>Pearson's X^2 = sum (o - e)^2 / e over the arms with a weight above 0, degrees of freedom = these arms - 1. With fewer than
 * 100 units or an expected count below 5, p is that of the exact multinomial test, see {@link ExactMultinomial}.
 */
public final class SampleRatio {
    private static final long FEW_UNITS = 100;
    private static final double SMALL_COUNT = 5;

    private SampleRatio() {}

    /**
     * The test and the size of the largest deviation.
     *
     * @param chiSquare Pearson's X^2; {@code null} without units
     * @param degreesOfFreedom arms with a weight - 1
     * @param p in (0, 1]; {@code null} without units or with a single arm
     * @param exact whether p is from the exact multinomial test
     * @param maxShareDeviation largest |observed - expected| share of an arm, in percentage points; {@code null} without units.
     *     With ten million units a deviation of no consequence has a tiny p.
     * @param units units in arms with a weight
     */
    public record Result(
            @Nullable Double chiSquare,
            int degreesOfFreedom,
            @Nullable Double p,
            boolean exact,
            @Nullable Double maxShareDeviation,
            long units,
            List<WarningCode> warnings) {}

    /**
     * Tests the observed counts against the planned shares.
     *
     * @param observed units per arm; an arm that isn't named has none
     * @param weights planned share per arm, on any scale
     * @throws IllegalArgumentException if a count or weight is negative, no weight is positive, or an arm has no weight
     */
    public static Result test(Map<String, Long> observed, Map<String, ? extends Number> weights) {
        SortedMap<String, Double> shares = shares(weights);
        Set<WarningCode> warnings = EnumSet.noneOf(WarningCode.class);
        long units = 0;
        for (Map.Entry<String, Long> arm : observed.entrySet()) {
            require(
                    weights.containsKey(arm.getKey()),
                    "arm %s has no weight, known: %s",
                    arm.getKey(),
                    weights.keySet());
            require(arm.getValue() >= 0, "units of arm %s must be at least 0, were %s", arm.getKey(), arm.getValue());
            if (shares.containsKey(arm.getKey())) {
                units += arm.getValue();
            } else if (arm.getValue() > 0) {
                warnings.add(UNITS_IN_ZERO_WEIGHT_ARM);
            }
        }
        long[] counts = shares.keySet().stream()
                .mapToLong(arm -> observed.getOrDefault(arm, 0L))
                .toArray();
        double[] probabilities =
                shares.values().stream().mapToDouble(Double::doubleValue).toArray();
        if (units == 0) {
            warnings.add(WarningCode.NO_UNITS);
            return new Result(null, counts.length - 1, null, false, null, 0, List.copyOf(warnings));
        }
        return test(counts, probabilities, units, warnings);
    }

    private static Result test(long[] counts, double[] probabilities, long units, Set<WarningCode> warnings) {
        double chiSquare = 0;
        double deviation = 0;
        boolean small = units < FEW_UNITS;
        for (int i = 0; i < counts.length; i++) {
            double expected = units * probabilities[i];
            small |= expected < SMALL_COUNT;
            chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
            deviation = Math.max(deviation, 100 * Math.abs((double) counts[i] / units - probabilities[i]));
        }
        int degreesOfFreedom = counts.length - 1;
        if (degreesOfFreedom == 0) {
            return new Result(chiSquare, 0, null, false, deviation, units, List.copyOf(warnings));
        }
        boolean exact = small && ExactMultinomial.withinReach(units, counts.length);
        if (small && !exact) {
            warnings.add(SMALL_EXPECTED_COUNT);
        }
        double p = exact
                ? ExactMultinomial.p(counts, probabilities)
                : Distributions.chiSquareSurvival(degreesOfFreedom, chiSquare);
        Double published = Estimate.publishable(p, warnings);
        return new Result(chiSquare, degreesOfFreedom, published, exact, deviation, units, List.copyOf(warnings));
    }

    private static SortedMap<String, Double> shares(Map<String, ? extends Number> weights) {
        SortedMap<String, Double> positive = new TreeMap<>();
        double total = 0;
        for (Map.Entry<String, ? extends Number> arm : weights.entrySet()) {
            double weight = arm.getValue().doubleValue();
            require(
                    weight >= 0 && Double.isFinite(weight),
                    "weight of arm %s must be at least 0, was %s",
                    arm.getKey(),
                    weight);
            if (weight > 0) {
                positive.put(arm.getKey(), weight);
                total += weight;
            }
        }
        require(total > 0, "at least one weight must be above 0, were %s", weights);
        double sum = total;
        positive.replaceAll((arm, weight) -> weight / sum);
        return positive;
    }
}
