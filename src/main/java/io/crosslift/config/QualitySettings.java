package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gates on what is taken in.
 *
 * @param maxQuarantinedRevenue largest share of |net| that may be quarantined, 0..1
 * @param retryWindowDays how long quarantined rows of appended feeds are tried again
 * @param maxLag largest age of a feed's newest event at the end of as-of, or null for no gate
 */
public record QualitySettings(
        BigDecimal maxQuarantinedRevenue,
        int retryWindowDays,
        @Nullable Duration maxLag) {
    public QualitySettings {
        check(
                maxQuarantinedRevenue.signum() >= 0 && maxQuarantinedRevenue.compareTo(BigDecimal.ONE) <= 0,
                "quality.max-quarantined-revenue must be 0 to 1, was %s",
                maxQuarantinedRevenue);
        check(retryWindowDays >= 0, "quality.retry-window must not be negative, was %s days", retryWindowDays);
        check(maxLag == null || !maxLag.isNegative(), "quality.max-lag must not be negative, was %s", maxLag);
    }
}
