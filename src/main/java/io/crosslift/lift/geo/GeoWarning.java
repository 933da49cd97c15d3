package io.crosslift.lift.geo;

/** What a reader of a market test must know about its numbers. */
public enum GeoWarning {
    SHORT_HISTORY("The periods before the test are fewer than 3 times its length."),
    DOMINANT_MARKET("One market holds more than half of the volume before the test."),
    WEAK_CORRELATION(
            "Treated and control markets moved together too little before the test to be sure of a correlation of .8."),
    AUTOCORRELATED("The residuals before the test follow each other (Durbin-Watson outside 1.5 to 2.5)."),
    DRIFTING("The residuals before the test drift away (their sum leaves the Brownian bridge's band)."),
    NOISY_MARKET("Without one of the control markets the fit before the test is far better; that market is noisy."),
    NO_COOLDOWN("No period after the test is in the data, so what came late isn't counted."),
    CONSTANT_CONTROL("The control markets don't vary before the test, so nothing can be predicted from them."),
    POOR_FIT("The weights fit little better before the test than equal ones (scaled L2 above .5)."),
    CONCENTRATED_WEIGHTS("One control market has more than .6 of the weight."),
    POOLED_SPREAD(
            "Fewer than 5 markets were treated (or are controls): the spread of the changes is that of all markets."),
    TOO_FEW_PLACEBOS("There are too few control markets for the placebo test to reach significance."),
    TOO_FEW_PERIODS("There are too few periods for the conformal test to reach significance."),
    SAMPLED_PLACEBOS("There are too many sets of control markets to try all; placebos are a fixed sample of them."),
    SMALLER_PLACEBOS(
            "Placebos hold fewer markets than were treated, half of the controls, and vary more: their test is careful."),
    INTERVAL_HAS_GAPS("Between the ends of the interval lie effects that the conformal test rejects."),
    NO_CONSTANT_EFFECT("The conformal test rejects every constant effect, so there is no interval."),
    ESTIMATE_REJECTED("The conformal test only accepts effects on one side of the estimate, so there is no interval."),
    PREDICTED_BELOW_ZERO("The counterfactual isn't positive, so there is no relative lift."),
    COST_BEFORE_TEST("There was spend before the test or in control markets; the return's interval is Fieller's."),
    TOO_FEW_PAIRS("There are too few pairs of markets for an interval after trimming."),
    TOO_FEW_PAIRS_TO_FLIP("There are too few pairs of markets for the sign-flip test to reach significance."),
    SAMPLED_FLIPS("There are too many pairs of markets to try all signs; those tried are a fixed sample of them."),
    NO_SPEND("The test spent nothing more than predicted, so there is no return on it."),
    TESTS_DISAGREE("The tests disagree, so the result is inconclusive."),
    EFFECT_BEFORE_TEST("The placebo test before the treatment found an effect where there was none."),
    FALSE_ALARMS("In the periods before the test more than twice the stated share of placebo tests raise an alarm.");

    private final String sentence;

    GeoWarning(String sentence) {
        this.sentence = sentence;
    }

    /** The code in one sentence. */
    public String sentence() {
        return sentence;
    }
}
