package io.crosslift.lift.calibrate;

/** What the reader of a factor must know. */
public enum CalibrationFlag {
    UNTESTED("No valid experiment tested this; the factor is that of the portfolio."),
    SINGLE_SUBJECT("The portfolio rests on one tested subject, so how much factors differ is supposed."),
    INTERVAL_HOLDS_ZERO(
            "The experiment can't tell its effect from none; the factor leans on the portfolio and on what was supposed before."),
    NOT_POSITIVE("The experiment found no positive effect; the factor is what that leaves possible.");

    private final String sentence;

    CalibrationFlag(String sentence) {
        this.sentence = sentence;
    }

    /** The flag in one sentence. */
    public String sentence() {
        return sentence;
    }
}
