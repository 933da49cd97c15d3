package io.crosslift.lift.geo;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one method says about a test.
 *
 * @param method its name
 * @param effect per treated market and period, in the unit of the outcome
 * @param total the effect summed over treated markets and periods
 * @param relative the effect over the counterfactual, as a fraction
 * @param counterfactual the mean of the treated markets without the treatment, by period; empty for a method without
 * @param weights by control market in their order; empty for a method without
 * @param fit how the weights fit before the treatment
 * @param evidence what each test says
 * @param verdict on the effect
 * @param warnings what its reader must know, in the order of {@link GeoWarning}
 */
public record MarketEffect(
        String method,
        Estimate effect,
        Estimate total,
        Estimate relative,
        List<Double> counterfactual,
        Map<String, Double> weights,
        @Nullable FitQuality fit,
        MarketEvidence evidence,
        Verdict verdict,
        List<GeoWarning> warnings) {
    public MarketEffect {
        counterfactual = List.copyOf(counterfactual);
        warnings = warnings.stream().distinct().sorted().toList();
    }
}
