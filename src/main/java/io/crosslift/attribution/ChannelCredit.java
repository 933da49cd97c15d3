package io.crosslift.attribution;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a path model itself says about one channel.
 *
 * @param conversions conversions credited to the channel
 * @param value value credited to the channel, in minor units
 * @param removalEffectOnConversions share of all conversions lost without the channel, within [0, 1]; null where the
 *     model has no removal effects or nothing converted
 * @param removalEffectOnValue share of all value lost without the channel, within [0, 1]; null as above, or where
 *     there is no value or a state with negative value
 */
public record ChannelCredit(
        double conversions,
        double value,
        @Nullable Double removalEffectOnConversions,
        @Nullable Double removalEffectOnValue)
        implements Serializable {

    /** The credit of a model that has no removal effects. */
    public static ChannelCredit of(double conversions, double value) {
        return new ChannelCredit(conversions, value, null, null);
    }

    /** Adds the credit of another path to the same channel; removal effects don't add and are left out. */
    public ChannelCredit plus(ChannelCredit other) {
        return of(conversions + other.conversions, value + other.value);
    }
}
