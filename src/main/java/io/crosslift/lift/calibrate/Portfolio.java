package io.crosslift.lift.calibrate;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of the factors over subjects: ln kappa is normal with mean mu and variance tau^2.
 *
 * <p>The method of moments for random effects (DerSimonian and Laird 1986): with w = 1/s^2, tau^2 = max(0, (Q - (m - 1)) /
 * (sum w - sum w^2 / sum w)) and mu weighted by 1/(s^2 + tau^2), on the scale of ln kappa where every subject's interval
 * lies above zero. Otherwise ln kappa and its variance mislead or don't exist, and leaving such subjects out would flatter
 * the rest: then mean M, its variance and T^2 come from the same method on kappa itself, and the log-normal distribution
 * with these moments has tau^2 = ln(1 + T^2 / M^2) and mu = ln M - tau^2 / 2.
 *
 * @param mean mu
 * @param meanVariance the squared standard error of mu
 * @param betweenVariance tau^2
 * @param subjects number of tested subjects
 */
record Portfolio(double mean, double meanVariance, double betweenVariance, int subjects) {

    /** The portfolio, or {@code null} where nothing was tested or the interval of the common factor holds zero. */
    static @Nullable Portfolio of(Collection<Evidence> tested, double critical) {
        if (tested.isEmpty()) {
            return null;
        }
        List<Evidence> evidence = List.copyOf(tested);
        if (evidence.stream().allMatch(each -> each.clear(critical))) {
            return randomEffects(evidence, Evidence::logKappa, Evidence::logVariance);
        }
        Portfolio natural = randomEffects(evidence, Evidence::kappa, Evidence::variance);
        if (natural.mean <= 0 || !together(evidence).clear(critical)) {
            return null;
        }
        double square = natural.mean * natural.mean;
        double between = Math.log1p(natural.betweenVariance / square);
        return new Portfolio(
                Math.log(natural.mean) - between / 2, natural.meanVariance / square, between, natural.subjects);
    }

    /** All subjects as if they had one factor: whether there is any effect at all. */
    private static Evidence together(List<Evidence> evidence) {
        double weights = 0;
        double weighted = 0;
        for (Evidence each : evidence) {
            weights += 1 / each.variance();
            weighted += each.kappa() / each.variance();
        }
        return new Evidence(weighted / weights, 1 / weights, List.of());
    }

    private static Portfolio randomEffects(
            List<Evidence> evidence, ToDoubleFunction<Evidence> effect, ToDoubleFunction<Evidence> variance) {
        double weights = 0;
        double squaredWeights = 0;
        double weighted = 0;
        for (Evidence each : evidence) {
            double weight = 1 / variance.applyAsDouble(each);
            weights += weight;
            squaredWeights += weight * weight;
            weighted += weight * effect.applyAsDouble(each);
        }
        double fixedMean = weighted / weights;
        double q = 0;
        for (Evidence each : evidence) {
            q += Math.pow(effect.applyAsDouble(each) - fixedMean, 2) / variance.applyAsDouble(each);
        }
        int degreesOfFreedom = evidence.size() - 1;
        double between =
                degreesOfFreedom == 0 ? 0 : Math.max(0, (q - degreesOfFreedom) / (weights - squaredWeights / weights));
        double totals = 0;
        double total = 0;
        for (Evidence each : evidence) {
            double weight = 1 / (variance.applyAsDouble(each) + between);
            totals += weight;
            total += weight * effect.applyAsDouble(each);
        }
        return new Portfolio(total / totals, 1 / totals, between, evidence.size());
    }
}
