package io.crosslift.attribution;

import java.io.Serializable;

/**
 * One edge of a fitted chain.
 *
 * @param from the state left, a channel or the channels of a window joined by {@code " > "}, or {@link #START}
 * @param to the state entered, or {@link #CONVERSION} or {@link #NULL}
 * @param probability of leaving {@code from} along this edge; the edges of one state sum to 1
 * @param count journeys' passages along this edge
 */
public record Transition(String from, String to, double probability, long count) implements Serializable {
    public static final String START = "(start)";
    public static final String CONVERSION = "(conversion)";
    public static final String NULL = "(null)";
}
