package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gates on what is taken in.
 *
 * @param maxQuarantinedRevenue largest share of |net| that may be quarantined, 0..1
 * @param maxMalformedLines largest share of the lines of a feed that may be unparsable, 0..1
 * @param retryWindowDays how long quarantined rows of appended feeds are tried again
 * @param maxLag largest age of a feed's newest event at the end of as-of, or null for no gate
 */
public record QualitySettings(
        BigDecimal maxQuarantinedRevenue,
        BigDecimal maxMalformedLines,
        int retryWindowDays,
        @Nullable Duration maxLag) {
    public QualitySettings {
        checkShare("quality.max-quarantined-revenue", maxQuarantinedRevenue);
        checkShare("quality.max-malformed-lines", maxMalformedLines);
        check(retryWindowDays >= 0, "quality.retry-window must not be negative, was %s days", retryWindowDays);
        check(maxLag == null || !maxLag.isNegative(), "quality.max-lag must not be negative, was %s", maxLag);
    }

    private static void checkShare(String key, BigDecimal share) {
        check(share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0, "%s must be 0 to 1, was %s", key, share);
    }
}
