package io.crosslift.simulate.world;

/**
 * A moment at which something may happen, the same in every world; the world decides whether it does.
 *
 * @param at second
 * @param kind what may happen
 * @param family position of the family, or -1
 * @param acceptance draw against the world's rate
 * @param size draw for how much
 * @param aftermath draw for what follows
 */
record Candidate(long at, Kind kind, int family, double acceptance, double size, double aftermath) {
    /** What may happen; touches move the rate of some. */
    enum Kind {
        BUY(true),
        UPGRADE(true),
        MORE(true),
        WANT(false),
        FEWER(false),
        CANCEL(false),
        CHURN(false),
        COME_BACK(false),
        PAUSE(false);

        private final boolean moved;

        Kind(boolean moved) {
            this.moved = moved;
        }

        /** Whether touches move its rate. */
        boolean moved() {
            return moved;
        }
    }
}
