package io.crosslift.recurring.movement;

/**
 * The facts the decision table decides on.
 *
 * @param account what the day did to the account as a whole
 * @param change what happened to the item
 * @param direction sign of the amount
 * @param relation how a new item's product relates to what the account paid for
 */
public record Situation(AccountChange account, Change change, Direction direction, ProductLink relation) {
    /** An account before and after a day: never paid and pays, pays again, stops paying, goes on. */
    public enum AccountChange {
        NEW,
        RETURNING,
        LEAVING,
        CONTINUING
    }

    /** What happened to an item, or which component of its price changed; and the kinds of revenue lines that move no MRR. */
    public enum Change {
        REFUND,
        RETURN,
        CHARGEBACK,
        PRORATION,
        PURCHASE,
        USAGE,
        GAP_BRIDGED,
        SAME_TERMS,
        MIGRATION,
        TIER,
        PRICE,
        SEAT,
        TERM,
        DISCOUNT,
        ITEM_ADDED,
        TRIAL_CONVERSION,
        ITEM_RESUMED,
        ITEM_REMOVED,
        ITEM_LAPSED,
        ITEM_PAUSED,
        SWAP,
        TRANSFER,
        ACCOUNT_TRANSFER,
        FX,
        SCHEDULED
    }

    /** Sign of an amount. */
    public enum Direction {
        UP,
        DOWN,
        NONE;

        static Direction of(int signum) {
            return signum > 0 ? UP : signum < 0 ? DOWN : NONE;
        }
    }

    /** How a product relates to those the account pays for already. */
    public enum ProductLink {
        ADD_ON,
        COMPLEMENT,
        OWNED,
        OTHER,
        NONE
    }
}
