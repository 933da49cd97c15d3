package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Validity;
import io.crosslift.lift.estimate.WarningCode;

/** The codes that a result of a file may carry, in words. */
final class UnitWarnings {
    /** The arms are out of balance in a segment. */
    static final String SAMPLE_RATIO_IN_SEGMENT = "SAMPLE_RATIO_IN_SEGMENT";

    private UnitWarnings() {}

    /** A code in one sentence. */
    static String sentence(String code) {
        if (code.equals(SAMPLE_RATIO_IN_SEGMENT)) {
            return "The arms don't hold the planned shares in a segment, srm.csv says which.";
        }
        for (Validity.Failure failure : Validity.Failure.values()) {
            if (failure.name().equals(code)) {
                return failure.sentence();
            }
        }
        return WarningCode.valueOf(code).sentence();
    }
}
