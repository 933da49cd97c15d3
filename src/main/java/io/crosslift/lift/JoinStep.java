package io.crosslift.lift;

import java.util.Locale;
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

    /** Column that says whether an assigned unit counts here; null where all do, or where it is counted for each window. */
    @Nullable
    String column() {
        return column;
    }
}
