package io.crosslift.pathfile;

/**
 * Where a channel's share of conversions lies with 95 % confidence.
 *
 * @param low in [0, 1]
 * @param high in [low, 1]
 */
public record ShareInterval(double low, double high) {}
