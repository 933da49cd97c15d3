package io.crosslift.attribution;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How what a model says about one channel varies over resamples.
 *
 * @param shareOfConversions credited conversions over those of all channels
 * @param shareOfValue credited value over that of all channels
 * @param removalEffectOnConversions null where the model has no removal effects
 * @param removalEffectOnValue null as above, or where there is no value
 */
public record ChannelSpread(
        Spread shareOfConversions,
        Spread shareOfValue,
        @Nullable Spread removalEffectOnConversions,
        @Nullable Spread removalEffectOnValue)
        implements Serializable {}
