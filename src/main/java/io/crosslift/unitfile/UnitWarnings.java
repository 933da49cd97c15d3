package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Validity;
import io.crosslift.lift.estimate.WarningCode;
import java.util.Map;

/** The codes that a result of a file may carry, in words. */
final class UnitWarnings {
    /** The arms are out of balance in a segment. */
    static final String SAMPLE_RATIO_IN_SEGMENT = "SAMPLE_RATIO_IN_SEGMENT";

    /** An interval of a fixed horizon in a test that is watched. */
    static final String FIXED_HORIZON = "FIXED_HORIZON";

    private static final Map<String, String> OWN = Map.of(
            SAMPLE_RATIO_IN_SEGMENT,
            "The arms don't hold the planned shares in a segment, srm.csv says which.",
            FIXED_HORIZON,
            "Interval and p hold at the planned end only and aren't valid to act on before.");

    private UnitWarnings() {}

    /** A code in one sentence. */
    static String sentence(String code) {
        String own = OWN.get(code);
        if (own != null) {
            return own;
        }
        for (Validity.Failure failure : Validity.Failure.values()) {
            if (failure.name().equals(code)) {
                return failure.sentence();
            }
        }
        return WarningCode.valueOf(code).sentence();
    }
}
