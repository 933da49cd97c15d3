package io.crosslift.lift.geo;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.WarningCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the estimates of this package. */
final class Estimates {
    private Estimates() {}

    /** As {@link Estimate#symmetric}; without a spread the value alone. */
    static Estimate symmetric(
            double value, double standardError, @Nullable Double degreesOfFreedom, Confidence confidence, long units) {
        return standardError > 0
                ? Estimate.symmetric(value, standardError, degreesOfFreedom, confidence, units, List.of())
                : Estimate.valueOnly(value, units, List.of(WarningCode.ZERO_VARIANCE_BOTH));
    }

    /** A value whose interval and test came from elsewhere. */
    static Estimate of(
            double value,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double p,
            long units,
            List<WarningCode> warnings) {
        return new Estimate(value, null, null, null, low, high, p, units, warnings);
    }

    /**
     * The effect over the counterfactual: r = e / (observed - e) grows with e, so that both ends of the interval are carried over; an
     * end at which nothing would have been left has none. The p value is that of the effect.
     *
     * @param observed mean outcome of the treated markets under treatment
     */
    static Estimate relative(Estimate effect, double observed) {
        Double value = effect.value();
        if (value == null) {
            return effect;
        }
        if (observed - value <= 0) {
            return new Estimate(null, null, null, null, null, null, null, effect.units(), List.of());
        }
        Double low = share(effect.low(), observed);
        Double high = share(effect.high(), observed);
        List<WarningCode> warnings = new ArrayList<>(effect.warnings());
        if ((low == null && effect.low() != null) || (high == null && effect.high() != null)) {
            warnings.add(WarningCode.NO_FINITE_BOUND);
        }
        return of(value / (observed - value), low, high, effect.p(), effect.units(), warnings);
    }

    private static @Nullable Double share(@Nullable Double effect, double observed) {
        return effect == null || observed - effect <= 0 ? null : Double.valueOf(effect / (observed - effect));
    }
}
