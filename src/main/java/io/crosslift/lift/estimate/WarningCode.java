package io.crosslift.lift.estimate;

/** Why a number is missing, or what its reader must know. */
public enum WarningCode {
    NO_UNITS("An arm has no unit, so there is nothing to compare."),
    TOO_FEW_UNITS("An arm has a single unit, so there is no standard error."),
    ZERO_VARIANCE_BOTH("The outcome doesn't vary in either arm, so there is no test."),
    ZERO_VARIANCE_ONE_ARM("The outcome doesn't vary in one arm; the standard error comes from the other arm alone."),
    ZERO_CONTROL("The control value is zero, so there is no relative lift."),
    NEGATIVE_CONTROL("The control value is negative; the relative lift is divided by its absolute value."),
    CONTROL_TOO_NOISY(
            "The control value is less than 3 standard errors from zero; only the absolute difference is reported."),
    FIELLER_INTERVAL("The log interval doesn't apply; the interval of the relative lift is Fieller's."),
    NO_FINITE_BOUND("The interval has no finite bound."),
    ZERO_EVENTS("An arm has no conversion, so there is no interval of the relative lift."),
    ZERO_DENOMINATOR("The denominator of the ratio is zero in an arm, so there is no ratio."),
    DENOMINATOR_MOVED("The denominator differs between the arms (p < .05): the ratio mixes effect and composition."),
    HEAVY_TAIL("An arm has fewer than 355 times its squared skewness units: a few units carry the result."),
    BARNARD_TEST("An expected count is below 5; p is from the exact unconditional test (Barnard)."),
    FISHER_TEST("An expected count is below 5; p is from Fisher's exact test."),
    SMALL_EXPECTED_COUNT("An expected count is below 5 and the exact test is out of reach; p is approximate."),
    COVARIATE_CONSTANT("A covariate doesn't vary within the arms; its slope is 0."),
    COVARIATE_DROPPED("A covariate is a combination of the ones before it; its slope is 0."),
    COVARIATE_IMBALANCE("A covariate differs between the arms (p < .001): the randomisation is in doubt."),
    SIGN_FLIPPED("The adjusted and the unadjusted difference have opposite signs."),
    UNITS_IN_ZERO_WEIGHT_ARM("An arm with weight 0 has units; they are left out of the sample-ratio test."),
    TOO_FEW_BUCKETS("Fewer than 2 buckets hold units in both arms, so there is no jackknife."),
    TOO_FEW_SEGMENTS("Fewer than 2 segments have a standard error, so there is no heterogeneity test."),
    NO_EXPOSURE_CONTRAST("The arms were exposed alike, so there is no effect of exposure."),
    WEAK_INSTRUMENT(
            "Assignment hardly moves exposure (first-stage F below 10): no point estimate, and the interval is Anderson-Rubin's."),
    TWO_RAYS("What the data allow is everything outside an interval, so there is no bound."),
    CONTROL_EXPOSED("Control units were exposed; the difference between the arms is diluted."),
    RELATIVE_WITHOUT_INTERVAL(
            "The relative lift has no interval, since the joint error of effect and baseline isn't known."),
    NO_INCREMENT("There is no increment, so there is no cost per unit of it."),
    STRATUM_LEFT_OUT("A stratum has fewer than two units in an arm; it is left out and the others' weights grow."),
    FEW_CLUSTERS("An arm has fewer than 40 clusters; the interval rests on few independent numbers."),
    QUANTILE_AT_THE_EDGE("There are too few units for an interval of this quantile."),
    QUANTILE_TIED("The order statistics around the quantile are equal, so there is no inference."),
    FEW_RESAMPLES("The standard error comes from resampling and is itself uncertain by more than 5 %."),
    P_BELOW_RANGE("The p value is below the smallest double; what is stated is an upper bound."),
    NOT_FINITE("A result overflowed and is left out.");

    private final String sentence;

    WarningCode(String sentence) {
        this.sentence = sentence;
    }

    /** The code in one sentence. */
    public String sentence() {
        return sentence;
    }
}
