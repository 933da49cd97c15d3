package io.crosslift.simulate.world;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.simulate.world.AccountHistory.Gain;
import io.crosslift.simulate.world.SeededStream.Purpose;
import java.util.List;
import java.util.stream.LongStream;

/** When an account asks for help: at a steady rate, and more often after it bought more. */
public final class Tickets {
    private static final long SETTLED_AFTER = 60 * Horizon.DAY;
    private static final double YEAR = 365.25 * Horizon.DAY;

    private Tickets() {}

    /** Seconds by time. */
    public static List<Long> of(World world, Account account, AccountHistory history) {
        ScenarioSettings.Support support = world.scenario().support();
        LongStream steady = arrivals(
                world, account, 0, account.acquiredAt(), world.horizon().end(), support.ticketsPerYear() / YEAR);
        LongStream afterwards = LongStream.empty();
        for (Gain gain : history.gains()) {
            long settled = Math.min(world.horizon().end(), gain.at() + SETTLED_AFTER);
            int day = Math.toIntExact(Horizon.day(gain.at()));
            afterwards = LongStream.concat(
                    afterwards,
                    arrivals(world, account, day, gain.at(), settled, support.afterPurchase() / SETTLED_AFTER));
        }
        return LongStream.concat(steady, afterwards).sorted().boxed().toList();
    }

    private static LongStream arrivals(World world, Account account, int index, long from, long to, double rate) {
        SeededStream draw = new SeededStream(world.seed(), account.number(), Purpose.TICKET, index);
        LongStream.Builder seconds = LongStream.builder();
        double at = from;
        while (rate > 0) {
            at += draw.gap(rate);
            if (at >= to) {
                break;
            }
            seconds.add((long) at);
        }
        return seconds.build();
    }
}
