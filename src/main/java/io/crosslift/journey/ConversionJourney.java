package io.crosslift.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How every touch of an account stands to one of its conversions, by the rules that built the journeys: those in the journey
 * earn, all others have a first reason why not.
 */
public final class ConversionJourney {
    /**
     * A conversion.
     *
     * @param goal what was reached
     * @param family family bought or upgraded
     * @param at instant, microseconds since the epoch
     */
    public record Target(Goal goal, String family, long at) {}

    /**
     * A change of what the account owns; the first one is its acquisition.
     *
     * @param family product family
     * @param at instant, microseconds since the epoch
     * @param owned whether it is owned from now on
     * @param belowTop whether it is owned below its top tier from now on
     */
    public record Change(String family, long at, boolean owned, boolean belowTop) {}

    /**
     * A touch of the account.
     *
     * @param id touchpoint id
     * @param at instant, microseconds since the epoch
     * @param families families it promotes; empty: nothing specific
     */
    public record Contact(String id, long at, List<String> families) {
        public Contact {
            families = List.copyOf(families);
        }
    }

    /**
     * A touch with its session and standing.
     *
     * @param contact the touch
     * @param session session number of the account
     * @param standing whether it earns
     */
    public record Judged(Contact contact, int session, TouchStanding standing) {}

    private final Target target;
    private final JourneyRules rules;
    private final Set<String> earning;
    private final Set<String> servedEarlier;
    private final boolean cut;
    private final Eligibility eligibility = new Eligibility();
    private final @Nullable Long acquiredAt;

    /**
     * Prepares the judgement.
     *
     * @param changes changes of ownership of the account, in order of time
     * @param earning ids of the touches in the conversion's journey
     * @param servedEarlier ids of touches in journeys of the same goal that ended at an earlier order
     * @param cut whether the journey was cut at the cap of touches
     */
    public ConversionJourney(
            Target target,
            JourneyRules rules,
            List<Change> changes,
            Set<String> earning,
            Set<String> servedEarlier,
            boolean cut) {
        this.target = target;
        this.rules = rules;
        this.earning = Set.copyOf(earning);
        this.servedEarlier = Set.copyOf(servedEarlier);
        this.cut = cut;
        changes.forEach(change -> eligibility.change(change.family(), change.at(), change.owned(), change.belowTop()));
        this.acquiredAt = changes.isEmpty() ? null : changes.get(0).at();
    }

    /** Judges the touches up to the conversion; {@code contacts} are all touches of the account, in order of time, then id. */
    public List<Judged> judge(List<Contact> contacts) {
        List<Judged> judged = new ArrayList<>();
        int session = 1;
        long last = Long.MIN_VALUE;
        for (Contact contact : contacts) {
            if (contact.at() > target.at()) {
                break;
            }
            session += last != Long.MIN_VALUE && contact.at() - last > rules.sessionGap() ? 1 : 0;
            last = contact.at();
            judged.add(new Judged(contact, session, standing(contact)));
        }
        return judged;
    }

    private TouchStanding standing(Contact contact) {
        if (earning.contains(contact.id())) {
            return TouchStanding.EARNS;
        }
        if (acquiredAt == null || contact.at() <= acquiredAt) {
            return TouchStanding.BEFORE_ACQUISITION;
        }
        if (!contact.families().isEmpty() && !contact.families().contains(target.family())) {
            return TouchStanding.OTHER_FAMILY;
        }
        if (!eligibility.allows(target.goal(), target.family(), contact.at())) {
            return refusal(contact);
        }
        if (contact.at() < target.at() - rules.lookback(target.goal())) {
            return TouchStanding.OLDER_THAN_LOOKBACK;
        }
        if (servedEarlier.contains(contact.id())) {
            return TouchStanding.SERVED_EARLIER;
        }
        return cut ? TouchStanding.BEYOND_CAP : TouchStanding.UNKNOWN;
    }

    private TouchStanding refusal(Contact contact) {
        if (target.goal() == Goal.CROSS_SELL) {
            return TouchStanding.OWNED_FAMILY;
        }
        boolean owned = !eligibility.allows(Goal.CROSS_SELL, target.family(), contact.at());
        return owned ? TouchStanding.TOP_TIER : TouchStanding.NOT_OWNED;
    }
}
