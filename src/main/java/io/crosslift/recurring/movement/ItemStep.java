package io.crosslift.recurring.movement;

import org.jspecify.annotations.Nullable;

/**
 * An item, or an item and the one it takes the place of, over one day.
 *
 * @param change what changed
 * @param before what was held before: of the replaced item where one is
 * @param replacedItem the item replaced, or null
 */
record ItemStep(ItemChange change, Holding before, @Nullable String replacedItem) {
    boolean paidBefore() {
        return before.state().isPaid();
    }

    boolean paidAfter() {
        return change.state().isPaid();
    }

    /** The item the amount before was booked on. */
    String itemBefore() {
        return replacedItem == null ? change.itemId() : replacedItem;
    }

    boolean wasTrialOrFree() {
        ItemTerms terms = before.state().terms();
        return !before.everPaid()
                && terms != null
                && (before.state().standing() == Standing.TRIAL
                        || before.state().standing() == Standing.ACTIVE);
    }
}
