package io.crosslift.attribution;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** How far models agree on a channel. */
public final class ModelAgreement {
    private ModelAgreement() {}

    /**
     * Returns 1 less the distance between the largest and the smallest share; null for fewer than two models.
     *
     * @param shares the channel's share under each model
     */
    public static @Nullable Double score(Collection<Double> shares) {
        double smallest = shares.stream().mapToDouble(share -> share).min().orElse(0);
        double largest = shares.stream().mapToDouble(share -> share).max().orElse(0);
        return shares.size() < 2 ? null : (Double) (1 - (largest - smallest));
    }
}
