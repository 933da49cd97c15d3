package io.crosslift.attribution;

import java.io.Serializable;

/**
 * A 95 % interval.
 *
 * @param low lower bound
 * @param high upper bound
 */
public record Interval(double low, double high) implements Serializable {}
