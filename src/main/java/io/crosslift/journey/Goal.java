package io.crosslift.journey;

import java.util.Arrays;

/** What a journey leads to; each goal has its own lookback, eligibility and models. */
public enum Goal {
    /** A family the account did not own. */
    CROSS_SELL("cross_sell"),
    /** A higher tier of a family it owns. */
    UP_SELL("up_sell");

    private final String label;

    Goal(String label) {
        this.label = label;
    }

    /** As tables spell it. */
    public String label() {
        return label;
    }

    /** The goal a table spells so. */
    public static Goal of(String label) {
        return Arrays.stream(values())
                .filter(goal -> goal.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no goal is called " + label + "; the goals are cross_sell and up_sell"));
    }
}
