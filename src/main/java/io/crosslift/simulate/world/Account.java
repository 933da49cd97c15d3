package io.crosslift.simulate.world;

/**
 * What an account is from the start.
 *
 * @param number of the account, from 0
 * @param parent number of its parent, or -1
 * @param segment position of its segment
 * @param market geo market
 * @param currency position of its currency
 * @param propensity factor of all its rates of buying
 * @param acquiredAt second in which it becomes a customer
 * @param internal whether it is a test
 * @param yearly whether it pays by the year
 * @param discount open-ended discount in percent
 */
public record Account(
        long number,
        long parent,
        int segment,
        int market,
        int currency,
        double propensity,
        long acquiredAt,
        boolean internal,
        boolean yearly,
        int discount) {
    /** The id in every feed. */
    public String id() {
        return "a" + number;
    }
}
