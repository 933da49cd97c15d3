package io.crosslift.simulate.score;

/**
 * The factor that calibrates a channel's credit.
 *
 * @param between its interval
 * @param isTested whether an experiment on the channel gave it; if not, it is that of all experiments together
 */
public record ChannelFactor(Interval between, boolean isTested) {}
