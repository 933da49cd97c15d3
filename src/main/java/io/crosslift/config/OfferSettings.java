package io.crosslift.config;

import static io.crosslift.config.Check.check;

/**
 * Windows of the offer funnel, in local calendar days.
 *
 * @param acceptWindowDays days after presentation in which an offer without expiry can be accepted
 * @param purchaseWindowDays days after presentation in which it can be bought
 * @param returnWindowDays days after the purchase after which it is kept
 */
public record OfferSettings(int acceptWindowDays, int purchaseWindowDays, int returnWindowDays) {
    public OfferSettings {
        check(acceptWindowDays >= 0, "offers.accept-window must not be negative, was %s days", acceptWindowDays);
        check(purchaseWindowDays >= 0, "offers.purchase-window must not be negative, was %s days", purchaseWindowDays);
        check(returnWindowDays >= 0, "offers.return-window must not be negative, was %s days", returnWindowDays);
    }
}
