package io.crosslift.simulate.world;

/**
 * A touch that is planned for an account; whether it is delivered depends on the world.
 *
 * @param at second
 * @param channel position of its channel
 * @param family position of the family it promotes, or -1 for nothing specific
 * @param number among the account's touches of the channel
 * @param delivery draw that decides on delivery where only a share is delivered
 */
public record Touch(long at, int channel, int family, int number, double delivery) {
    static final int NOTHING_SPECIFIC = -1;
}
