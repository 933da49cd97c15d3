package io.crosslift.simulate.score;

import org.jspecify.annotations.Nullable;

/**
 * What a model says of a channel.
 *
 * @param credited net credit
 * @param calibrated the same as calibrated; null where it isn't
 * @param share interval of the model's own share of all credit; null where it has none
 * @param factor what calibrates it; null where there is none
 */
public record ChannelCredit(
        double credited,
        @Nullable Double calibrated,
        @Nullable Interval share,
        @Nullable ChannelFactor factor) {
    static final ChannelCredit NONE = new ChannelCredit(0, null, null, null);

    boolean isTested() {
        return factor != null && factor.isTested();
    }

    double calibratedOrNothing() {
        return calibrated == null ? 0 : calibrated;
    }

    /** What a factor that may be anywhere in its interval makes of the credit. */
    @Nullable
    Interval calibratedBetween() {
        return calibrated == null || factor == null ? null : factor.between().times(credited);
    }
}
