package io.crosslift.unitfile;

import java.util.Locale;

/** A number beside an estimate that only some estimators have. */
enum Measure {
    /** 1 - adjusted / unadjusted squared standard error. */
    VARIANCE_REDUCTION,
    /** Share of the units of both arms that lack a covariate. */
    MISSING_SHARE,
    /** The value that outcomes are capped at. */
    CAP,
    /** Share of the sum of the outcome over both arms that the cap takes away. */
    SHARE_REMOVED,
    /** F of the first stage: the squared t of the difference in exposure. */
    FIRST_STAGE_F,
    /** Exposed share of the arm. */
    EXPOSED_ARM,
    /** Exposed share of control. */
    EXPOSED_CONTROL,
    /** Mean of control units that would have been exposed. */
    COMPLIER_BASELINE;

    /** The name of its column. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
