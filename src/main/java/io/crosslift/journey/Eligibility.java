package io.crosslift.journey;

import java.util.HashMap;
import java.util.Map;

/** Whether a touch may earn credit for a family, judged by what the account owned at the touch. */
final class Eligibility {
    private static final FamilyHistory NEVER_OWNED = new FamilyHistory();

    private final Map<String, FamilyHistory> families = new HashMap<>();
    private final Map<String, Boolean> belowTopNow = new HashMap<>();
    private boolean acquired;
    private int familiesOwned;
    private int familiesBelowTop;

    /** Books a change of ownership; the first one is the acquisition. */
    void change(String family, long at, boolean owned, boolean belowTop) {
        acquired = true;
        Boolean before = belowTopNow.get(family);
        familiesOwned += (owned ? 1 : 0) - (before != null ? 1 : 0);
        familiesBelowTop += (belowTop ? 1 : 0) - (Boolean.TRUE.equals(before) ? 1 : 0);
        if (owned) {
            belowTopNow.put(family, belowTop);
        } else {
            belowTopNow.remove(family);
        }
        families.computeIfAbsent(family, name -> new FamilyHistory()).change(at, owned, belowTop);
    }

    boolean acquired() {
        return acquired;
    }

    /** Whether a touch at that instant may earn for the family. */
    boolean allows(Goal goal, String family, long touchedAt) {
        FamilyHistory history = families.getOrDefault(family, NEVER_OWNED);
        return goal == Goal.CROSS_SELL ? !history.ownedAt(touchedAt) : history.belowTopAt(touchedAt);
    }

    /** Whether a touch that promotes nothing specific may, now, earn for any family. */
    boolean allowsAnyNow(Goal goal) {
        return goal == Goal.CROSS_SELL || familiesBelowTop > 0;
    }

    /** Why none of the families a touch promotes may earn; {@code promoted} empty means nothing specific. */
    TouchFate refusal(Goal goal, String[] promoted) {
        if (goal == Goal.CROSS_SELL) {
            return TouchFate.OWNED_FAMILY;
        }
        boolean anyOwned = promoted.length == 0 && familiesOwned > 0;
        for (String family : promoted) {
            anyOwned |= belowTopNow.containsKey(family);
        }
        return anyOwned ? TouchFate.TOP_TIER : TouchFate.NOT_OWNED;
    }
}
