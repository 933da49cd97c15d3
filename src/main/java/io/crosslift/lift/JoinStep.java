package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Locale;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;

/** A step of the intention-to-treat join, as the audit counts it. */
enum JoinStep {
    /** In an arm. */
    ASSIGNED(true, null),
    /** A known account. */
    MATCHED(true, ExperimentJoin.MATCHED),
    /** An account already before it was assigned, and not an internal one. */
    ELIGIBLE(true, ExperimentJoin.ELIGIBLE),
    /** Its window has elapsed; counted for each window. */
    ANALYSED(true, null),
    /** Analysed, and exposed inside the window; counted for each window. */
    EXPOSED(false, null),
    /** In two arms at one instant. */
    MULTI_ARM(false, ExperimentJoin.MULTI_ARM),
    /** Exposed before it was assigned. */
    EXPOSED_BEFORE(false, ExperimentJoin.EXPOSED_BEFORE);

    /** Number of sums that bits can have. */
    static final int PATTERNS = 32;

    private final boolean tested;
    private final @Nullable String column;

    JoinStep(boolean tested, @Nullable String column) {
        this.tested = tested;
        this.column = column;
    }

    /** The name that the audit carries. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the arms must hold their planned shares at this step. */
    boolean tested() {
        return tested;
    }

    /** A bit of its own for each step that doesn't depend on a window, below {@link #PATTERNS}; 0 for the others. */
    int bit() {
        return switch (this) {
            case ASSIGNED -> 1;
            case MATCHED -> 2;
            case ELIGIBLE -> 4;
            case MULTI_ARM -> 8;
            case EXPOSED_BEFORE -> 16;
            case ANALYSED, EXPOSED -> 0;
        };
    }

    /** The bits of the steps that the unit of a row reached, added up. */
    static Column bits() {
        Column bits = lit(ASSIGNED.bit());
        for (JoinStep step : values()) {
            if (step.column != null) {
                bits = bits.plus(when(col(step.column), step.bit()).otherwise(0));
            }
        }
        return bits;
    }
}
