package io.crosslift.simulate.world;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.simulate.world.AccountHistory.Gain;
import io.crosslift.simulate.world.SeededStream.Purpose;
import java.util.ArrayList;
import java.util.List;

/**
 * An offer that a touch carried: of the family it promotes to whom it reaches, whoever owns it already, or of a higher tier of the family
 * that every account starts with. Offers change nothing of what accounts do: one is taken if the account buys what it offers while it is
 * good, and of several the one that was seen last.
 *
 * @param touch the touch
 * @param expiresAt first second at which it can't be taken any more
 * @param seenAt when it was seen, or {@link AccountHistory#OPEN}
 * @param takenAt when it was taken, or {@link AccountHistory#OPEN}
 * @param placement position of its placement
 * @param framing position of its framing
 */
public record CarriedOffer(Touch touch, long expiresAt, long seenAt, long takenAt, int placement, int framing) {
    private static final long SEEN_WITHIN = Horizon.DAY;
    private static final int TOUCHES_OF_A_CHANNEL = 1_000_000;

    /** The offers of an account, by the time of their touches. */
    public static List<CarriedOffer> of(World world, Account account, AccountHistory history) {
        ScenarioSettings.Offers settings = world.scenario().offers();
        List<CarriedOffer> offers = new ArrayList<>();
        for (Touch touch : history.touches()) {
            SeededStream draw = new SeededStream(
                    world.seed(),
                    account.number(),
                    Purpose.OFFER,
                    touch.channel() * TOUCHES_OF_A_CHANNEL + touch.number());
            boolean carried = draw.uniform() < settings.share();
            boolean seen = draw.uniform() < settings.seen();
            long seenAt = touch.at() + 1 + (long) (draw.uniform() * SEEN_WITHIN);
            int placement = (int) (draw.uniform() * settings.placements().size());
            int framing = (int) (draw.uniform() * settings.framings().size());
            if (carried && isOffered(world, touch.family())) {
                offers.add(new CarriedOffer(
                        touch,
                        touch.at() + settings.goodForDays() * Horizon.DAY,
                        seen && seenAt < world.horizon().end() ? seenAt : AccountHistory.OPEN,
                        AccountHistory.OPEN,
                        placement,
                        framing));
            }
        }
        history.gains().forEach(gain -> take(world, gain, offers));
        return List.copyOf(offers);
    }

    /** Whether there is an offer of the family: of the one that all start with only if there is something higher. */
    public static boolean isOffered(World world, int family) {
        return family >= 0
                && (family != world.scenario().entry() || world.prices().tiers(family) > 1);
    }

    private static void take(World world, Gain gain, List<CarriedOffer> offers) {
        int last = -1;
        for (int i = 0; i < offers.size(); i++) {
            if (offers.get(i).canBeTaken(world, gain) && (last < 0 || offers.get(i).seenAt > offers.get(last).seenAt)) {
                last = i;
            }
        }
        if (last >= 0) {
            offers.set(last, offers.get(last).taken(gain.at()));
        }
    }

    private boolean canBeTaken(World world, Gain gain) {
        boolean crossSell = touch.family() != world.scenario().entry();
        return gain.family() == touch.family()
                && gain.crossSell() == crossSell
                && takenAt == AccountHistory.OPEN
                && seenAt != AccountHistory.OPEN
                && seenAt < gain.at()
                && gain.at() < expiresAt;
    }

    private CarriedOffer taken(long at) {
        return new CarriedOffer(touch, expiresAt, seenAt, at, placement, framing);
    }
}
