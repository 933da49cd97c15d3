package io.crosslift.recurring.movement;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An item that is different at the end of a day from what it was before.
 *
 * @param itemId item
 * @param day local day
 * @param at newest instant of the day's changes, microseconds since the epoch
 * @param state state from this day on
 * @param replaces item it takes the place of, or null
 * @param byVendor the vendor made it so
 * @param bridged it came back after a gap that the tolerance bridges
 * @param movedIn another account paid for it until then
 */
record ItemChange(
        String itemId,
        LocalDate day,
        long at,
        ItemState state,
        @Nullable String replaces,
        boolean byVendor,
        boolean bridged,
        boolean movedIn) {
    ItemChange afterGap() {
        return new ItemChange(itemId, day, at, state, replaces, byVendor, true, movedIn);
    }

    ItemChange onDay(LocalDate other, long otherAt) {
        return new ItemChange(itemId, other, otherAt, state, replaces, byVendor, bridged, movedIn);
    }
}
