package io.crosslift.journey;

/** Whether a touch earned for one conversion, or the first reason why not. */
public enum TouchStanding {
    EARNS("earns"),
    BEFORE_ACQUISITION("before the first order"),
    OTHER_FAMILY("promotes another family"),
    OWNED_FAMILY("family was owned already"),
    NOT_OWNED("family was not owned yet"),
    TOP_TIER("top tier was owned already"),
    OLDER_THAN_LOOKBACK("older than the lookback"),
    SERVED_EARLIER("served an earlier order"),
    BEYOND_CAP("beyond the cap of touches"),
    UNKNOWN("not in the journey");

    private final String label;

    TouchStanding(String label) {
        this.label = label;
    }

    /** As a reader sees it. */
    public String label() {
        return label;
    }
}
