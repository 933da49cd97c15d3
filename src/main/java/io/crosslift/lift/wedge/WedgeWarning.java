package io.crosslift.lift.wedge;

/** What a reader of a stepped wedge must know about its numbers. */
public enum WedgeWarning {
    NO_CONTRAST("Some periods have treated or untreated clusters only; they say nothing about the effect."),
    LATE_JOINERS("Some clusters are missing in periods in which others have data."),
    FEW_CLUSTERS("There are fewer than 12 clusters; the p value to go by is that over rollout orders."),
    TOO_FEW_ORDERS("There are too few rollout orders to reach significance."),
    SAMPLED_ORDERS("There are too many rollout orders to try all; a fixed sample of them was tried."),
    NOT_IDENTIFIED("Clusters, periods and treatment can't be told apart, so there is no estimate."),
    NO_SPREAD("The model fits exactly, so there is no standard error."),
    EFFECT_CHANGES("The effect changes with the time since the start (p < .05); a constant one is biased.");

    private final String sentence;

    WedgeWarning(String sentence) {
        this.sentence = sentence;
    }

    /** The code in one sentence. */
    public String sentence() {
        return sentence;
    }
}
