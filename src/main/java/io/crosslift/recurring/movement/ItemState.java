package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An item at the end of a day.
 *
 * @param terms its terms, or null where it does not exist
 * @param standing where it stands
 */
record ItemState(@Nullable ItemTerms terms, Standing standing) {
    static final ItemState ABSENT = new ItemState(null, Standing.ENDED);

    boolean isPaid() {
        return standing == Standing.ACTIVE && terms != null && terms.isPaid();
    }

    /** The terms of an item that is paid for. */
    ItemTerms paidTerms() {
        if (terms == null) {
            throw new IllegalStateException("an item without terms is not paid for");
        }
        return terms;
    }

    /** What it is worth at a rate; nothing where it is not paid for. */
    Worth worth(BigDecimal rate) {
        return isPaid() ? Worth.of(paidTerms(), rate) : Worth.NOTHING;
    }
}
