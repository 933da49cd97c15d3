package io.crosslift.recurring.movement;

/** Where an item stands: only an active one has recurring revenue. */
enum Standing {
    ACTIVE,
    TRIAL,
    PAUSED,
    /** Ended because it was not paid. */
    LAPSED,
    /** Its subscription went to another account. */
    MOVED,
    ENDED
}
