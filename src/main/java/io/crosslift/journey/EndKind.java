package io.crosslift.journey;

/** How a journey ended. */
public enum EndKind {
    /** With the goal's conversion. */
    CONVERTED("converted"),
    /** The account churned inside it. */
    CHURNED("churned"),
    /** Its window passed without a conversion. */
    LAPSED("lapsed"),
    /** Not decided at as_of; left out of models and counted. */
    OPEN("open");

    private final String label;

    EndKind(String label) {
        this.label = label;
    }

    /** As tables spell it. */
    public String label() {
        return label;
    }
}
