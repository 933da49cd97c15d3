package io.crosslift.simulate;

import io.crosslift.simulate.world.SeededDraws;
import java.io.Serializable;
import java.util.List;

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

    /** What is planted beside a row: the code of one of the flaws, or {@link #NONE}; two numbers are drawn. */
    static int drawn(SeededDraws draws, double dirt, List<Flaw> flaws) {
        double chance = draws.uniform();
        double kind = draws.uniform();
        if (chance >= dirt) {
            return NONE;
        }
        List<Flaw> planted = flaws.stream().filter(flaw -> flaw.code() > 0).toList();
        return planted.get((int) (kind * planted.size())).code();
    }

    static Flaw quarantined(int code, String reason) {
        return new Flaw(code, "quarantined", reason);
    }
}
