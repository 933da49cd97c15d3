package io.crosslift.lift.power;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What randomising whole clusters costs: by which factor the variance of a mean grows over that of as many single units.
 *
 * <p>With m clusters of n_g members, N in all, the one-way analysis of variance gives MSB = sum n_g (mean_g - mean)^2 / (m
 * - 1), MSW = sum_g C_g / (N - m) and n_0 = (N - sum n_g^2 / N) / (m - 1); then ICC = (MSB - MSW) / (MSB + (n_0 - 1) MSW)
 * (Fisher 1925; Donner 1986) and DEFF = 1 + ((1 + CV^2) mean n - 1) ICC (Eldridge, Ashby and Kerry 2006), CV being the
 * coefficient of variation of the sizes.
 *
 * @param clusters m
 * @param members N
 * @param correlation ICC; {@code null} for fewer than 2 clusters, clusters of 1 only, or members that are all alike.
 *     Members of a cluster may be less alike than strangers, so that it can be negative.
 * @param meanSize N / m
 * @param adjustedSize n_0
 * @param squaredSizeVariation CV^2 of the sizes, over m
 */
public record DesignEffect(
        long clusters,
        long members,
        @Nullable Double correlation,
        double meanSize,
        double adjustedSize,
        double squaredSizeVariation) {

    /**
     * Measures it on history.
     *
     * @param clusters moments of one column per cluster; a cluster without members is left out
     */
    public static DesignEffect of(List<Moments> clusters) {
        double members = 0;
        double squares = 0;
        long filled = 0;
        double within = 0;
        MomentAccumulator all = new MomentAccumulator(1);
        for (Moments cluster : clusters) {
            require(cluster.columns() == 1, "a cluster needs moments of 1 column, had %s", cluster.columns());
            if (cluster.count() > 0) {
                double size = cluster.count();
                filled++;
                members += size;
                squares += size * size;
                within += cluster.product(0, 0);
                all.merge(cluster);
            }
        }
        double meanSize = filled == 0 ? 0 : members / filled;
        double adjustedSize = filled < 2 ? meanSize : (members - squares / members) / (filled - 1);
        double variation = filled == 0 ? 0 : Math.max(0, squares / filled / (meanSize * meanSize) - 1);
        double between = all.moments().product(0, 0) - within;
        Double correlation = filled < 2 || members <= filled
                ? null
                : correlation(between / (filled - 1), within / (members - filled), adjustedSize);
        return new DesignEffect(filled, (long) members, correlation, meanSize, adjustedSize, variation);
    }

    /**
     * DEFF for clusters of the sizes seen; at least 1, since a negative ICC of history is mostly noise; 1 where there is no
     * ICC.
     */
    public double factor() {
        return correlation == null ? 1 : Math.max(1, 1 + ((1 + squaredSizeVariation) * meanSize - 1) * correlation);
    }

    /** 1 + (n - 1) ICC (Kish 1965), for clusters of one size; with n_0 the factor of this sample under equal sizes. */
    public @Nullable Double kish(double size) {
        return correlation == null ? null : 1 + (size - 1) * correlation;
    }

    private static @Nullable Double correlation(double between, double within, double size) {
        double scale = between + (size - 1) * within;
        return scale == 0 ? null : (between - within) / scale;
    }
}
