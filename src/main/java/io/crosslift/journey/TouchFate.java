package io.crosslift.journey;

/** What became of a touch, per goal; ineligible ones by the first reason that holds. */
public enum TouchFate {
    ELIGIBLE("eligible"),
    PRE_ACQUISITION("pre_acquisition"),
    OWNED_FAMILY("owned_family"),
    NOT_OWNED("not_owned"),
    TOP_TIER("top_tier");

    private final String label;

    TouchFate(String label) {
        this.label = label;
    }

    /** As counts spell it. */
    public String label() {
        return label;
    }
}
