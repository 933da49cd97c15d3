package io.crosslift.recurring.movement;

import io.crosslift.recurring.movement.Situation.AccountChange;
import io.crosslift.recurring.movement.Situation.Change;
import io.crosslift.recurring.movement.Situation.Direction;
import io.crosslift.recurring.movement.Situation.ProductLink;
import java.util.Set;

/**
 * One line of the decision table: where the facts are among those it names, it decides.
 *
 * @param row number of the row of the taxonomy; several lines may spell out one row
 * @param accounts accounts it holds for
 * @param changes changes it holds for
 * @param directions signs it holds for
 * @param relations relations it holds for
 * @param movementClass class it gives
 * @param reason reason it gives
 * @param commercial yes, no, or with_change where the change it belongs to decides
 * @param whatHappened the row in words
 * @param effect what it does to recurring revenue
 */
public record DecisionRow(
        int row,
        Set<AccountChange> accounts,
        Set<Change> changes,
        Set<Direction> directions,
        Set<ProductLink> relations,
        String movementClass,
        String reason,
        String commercial,
        String whatHappened,
        String effect) {
    /** Whether the line holds for the facts. */
    public boolean matches(Situation situation) {
        return accounts.contains(situation.account())
                && changes.contains(situation.change())
                && directions.contains(situation.direction())
                && relations.contains(situation.relation());
    }

    /** May be credited to touches. */
    public boolean isCommercial() {
        return commercial.equals("yes");
    }
}
