package io.crosslift.simulate;

import java.io.Serializable;

/**
 * What is wrong with rows that are planted beside sound ones.
 *
 * @param code in the column {@code flaw}: 0 is a sound row, 1 a row that is there twice
 * @param outcome what must become of it
 * @param reason and why
 */
record Flaw(int code, String outcome, String reason) implements Serializable {
    static final int NONE = 0;
    /** A sound row of an account that is a test. */
    static final int INTERNAL = -1;

    static final Flaw REPEATED = new Flaw(1, "duplicate", "DUPLICATE");
    static final Flaw OF_A_TEST = new Flaw(INTERNAL, "excluded", "internal_account");

    static Flaw quarantined(int code, String reason) {
        return new Flaw(code, "quarantined", reason);
    }
}
