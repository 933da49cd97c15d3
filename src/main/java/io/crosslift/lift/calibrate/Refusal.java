package io.crosslift.lift.calibrate;

/** Why an experiment calibrates nothing. */
public enum Refusal {
    INVALID_EXPERIMENT("The experiment broke one of its own rules."),
    NO_CREDIT("Attribution credited nothing, so there is nothing to scale."),
    NO_STANDARD_ERROR("The experiment has no standard error, so its weight is unknown."),
    EXPIRED("The experiment is older than its validity."),
    TOO_OLD_TO_WEIGH("The experiment's variance has grown past every number.");

    private final String sentence;

    Refusal(String sentence) {
        this.sentence = sentence;
    }

    /** The reason in one sentence. */
    public String sentence() {
        return sentence;
    }
}
