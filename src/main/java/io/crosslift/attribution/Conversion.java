package io.crosslift.attribution;

import java.io.Serializable;

/**
 * A conversion whose value is credited to its journey.
 *
 * @param conversionId identifier
 * @param value what it was worth when it happened, minor units
 * @param refunded how much of the value was refunded since, minor units, positive for a refund of a positive value
 * @param convertedAtMicros when it happened, microseconds since 1970-01-01T00:00:00Z
 */
public record Conversion(String conversionId, long value, long refunded, long convertedAtMicros)
        implements Serializable {

    /** Returns the value that is left after refunds, minor units. */
    public long remainingValue() {
        return Math.subtractExact(value, refunded);
    }
}
