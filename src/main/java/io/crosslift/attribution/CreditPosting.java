package io.crosslift.attribution;

import java.io.Serializable;

/**
 * What one touch earns from one conversion.
 *
 * @param conversionId the conversion
 * @param touchpointId the touch, or {@link #UNATTRIBUTED_TOUCH}
 * @param channel the touch's channel, or {@link #UNATTRIBUTED_CHANNEL}
 * @param weight share of the conversion; the weights of a conversion sum to 1 up to rounding
 * @param conversionPosting credit for the conversion's value, minor units; they sum to the value
 * @param clawbackPosting credit changed by refunds, minor units; they sum to minus the amount refunded
 * @param fallback whether the model had nothing to go by and the split is linear
 */
public record CreditPosting(
        String conversionId,
        String touchpointId,
        String channel,
        double weight,
        long conversionPosting,
        long clawbackPosting,
        boolean fallback)
        implements Serializable {

    /** Stands for the touch of a conversion that has none. */
    public static final String UNATTRIBUTED_TOUCH = "(unattributed)";

    /** The channel of conversions without a touch. */
    public static final String UNATTRIBUTED_CHANNEL = "unattributed";

    /** Returns the credit held after refunds, minor units. */
    public long balance() {
        return Math.addExact(conversionPosting, clawbackPosting);
    }
}
