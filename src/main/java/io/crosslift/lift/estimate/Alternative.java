package io.crosslift.lift.estimate;

/** What the test is against: an effect of either sign, above zero or below zero. */
public enum Alternative {
    TWO_SIDED,
    GREATER,
    LESS
}
