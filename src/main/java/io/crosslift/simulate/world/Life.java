package io.crosslift.simulate.world;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Channel;
import io.crosslift.config.ScenarioSettings.Family;
import io.crosslift.simulate.world.Candidate.Kind;
import io.crosslift.simulate.world.SeededStream.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All that may happen to an account and that no world changes: planned touches, and moments at which something may happen, each with
 * the draws that decide on it (thinning: Lewis and Shedler 1979).
 *
 * @param account the account
 * @param touches planned touches by time
 * @param candidates moments by time
 */
public record Life(Account account, List<Touch> touches, List<Candidate> candidates) {
    private static final double YEAR = 365.25 * Horizon.DAY;
    private static final double MONTH = YEAR / 12;

    /** No two touches of a channel come within it, lest one be taken for a repeat of the other. */
    private static final long APART = 300;

    private static final Comparator<Touch> TOUCHES =
            Comparator.comparingLong(Touch::at).thenComparingInt(Touch::channel).thenComparingInt(Touch::number);
    private static final Comparator<Candidate> CANDIDATES = Comparator.comparingLong(Candidate::at)
            .thenComparing(Candidate::kind)
            .thenComparingInt(Candidate::family);

    private record Want(long from, long to, int family) {}

    /** The life of the account of a number. */
    public static Life of(World world, long number) {
        Account account = world.account(number);
        List<Want> wants = wants(world, account);
        return new Life(account, touches(world, account, wants), candidates(world, account, wants));
    }

    private static List<Want> wants(World world, Account account) {
        ScenarioSettings scenario = world.scenario();
        SeededStream draw = new SeededStream(world.seed(), account.number(), Purpose.INTENT, 0);
        double rate = scenario.intent().perYear() * account.propensity() / YEAR;
        double[] weights =
                scenario.families().stream().mapToDouble(Family::wanted).toArray();
        long length = scenario.intent().days() * Horizon.DAY;
        List<Want> wants = new ArrayList<>();
        double at = account.acquiredAt();
        while (rate > 0) {
            at += draw.gap(rate);
            if (at >= world.horizon().end()) {
                break;
            }
            int family = World.drawn(draw.uniform(), weights);
            wants.add(new Want((long) at, (long) at + length, family));
        }
        return wants;
    }

    private static List<Touch> touches(World world, Account account, List<Want> wants) {
        List<Touch> touches = new ArrayList<>();
        for (int channel = 0; channel < world.scenario().channels().size(); channel++) {
            List<Touch> ofChannel = new ArrayList<>(scheduled(world, account, channel));
            ofChannel.addAll(capturing(world, account, wants, channel, ofChannel.size()));
            ofChannel.sort(TOUCHES);
            long last = Long.MIN_VALUE / 2;
            for (Touch touch : ofChannel) {
                if (touch.at() - last > APART) {
                    touches.add(touch);
                    last = touch.at();
                }
            }
        }
        touches.sort(TOUCHES);
        return touches;
    }

    private static List<Touch> scheduled(World world, Account account, int index) {
        Channel channel = world.scenario().channels().get(index);
        double rate = channel.perMonth() * StrictMath.pow(account.propensity(), channel.targeting()) / MONTH;
        SeededStream draw = new SeededStream(world.seed(), account.number(), Purpose.SCHEDULE, index);
        int families = world.scenario().families().size();
        List<Touch> touches = new ArrayList<>();
        double at = account.acquiredAt();
        while (rate > 0) {
            at += draw.gap(rate);
            if (at >= world.horizon().end()) {
                break;
            }
            boolean specific = draw.uniform() < channel.specific();
            int family = (int) (draw.uniform() * families);
            touches.add(new Touch(
                    (long) at, index, specific ? family : Touch.NOTHING_SPECIFIC, touches.size(), draw.uniform()));
        }
        return touches;
    }

    /** Touches in the first half of what an account wants anyway. */
    private static List<Touch> capturing(World world, Account account, List<Want> wants, int index, int numbersTaken) {
        double capture = world.scenario().channels().get(index).capture();
        SeededStream draw = new SeededStream(world.seed(), account.number(), Purpose.CAPTURE, index);
        List<Touch> touches = new ArrayList<>();
        for (Want want : wants) {
            boolean appears = draw.uniform() < capture;
            long at = want.from() + (long) (draw.uniform() * (want.to() - want.from()) / 2);
            double delivery = draw.uniform();
            if (appears && at < world.horizon().end()) {
                touches.add(new Touch(at, index, want.family(), numbersTaken + touches.size(), delivery));
            }
        }
        return touches;
    }

    private static List<Candidate> candidates(World world, Account account, List<Want> wants) {
        ScenarioSettings scenario = world.scenario();
        List<Candidate> candidates = new ArrayList<>();
        Collector collect = new Collector(world, account, candidates);
        double keen = account.propensity() * (1 + scenario.response().saturation());
        for (int index = 0; index < scenario.families().size(); index++) {
            Family family = scenario.families().get(index);
            collect.add(Kind.BUY, Purpose.BUY, index, family.buy() * keen);
            collect.add(Kind.UPGRADE, Purpose.UPGRADE, index, family.upgrade() * keen);
            collect.add(Kind.MORE, Purpose.MORE, index, family.more() * keen);
            collect.add(Kind.FEWER, Purpose.FEWER, index, family.fewer());
            collect.add(Kind.CANCEL, Purpose.CANCEL, index, family.cancel());
        }
        collect.add(Kind.CHURN, Purpose.CHURN, -1, scenario.lifecycle().churn());
        collect.add(Kind.COME_BACK, Purpose.COME_BACK, -1, scenario.lifecycle().comeBack());
        collect.add(Kind.PAUSE, Purpose.PAUSE, -1, scenario.lifecycle().pause());
        for (int i = 0; i < wants.size(); i++) {
            collect.wanted(wants.get(i), i, scenario.intent().buysPerDay() / Horizon.DAY);
        }
        candidates.sort(CANDIDATES);
        return candidates;
    }

    private record Collector(World world, Account account, List<Candidate> candidates) {
        void add(Kind kind, Purpose purpose, int family, double perYear) {
            SeededStream draw = new SeededStream(world.seed(), account.number(), purpose, family);
            double rate = perYear / YEAR;
            double at = account.acquiredAt();
            while (rate > 0) {
                at += draw.gap(rate);
                if (at >= world.horizon().end()) {
                    break;
                }
                candidates.add(new Candidate((long) at, kind, family, draw.uniform(), draw.uniform(), draw.uniform()));
            }
        }

        /** The first moment inside an episode at which the account buys what it wants, if any. */
        void wanted(Want want, int index, double rate) {
            if (rate > 0) {
                SeededStream draw = new SeededStream(world.seed(), account.number(), Purpose.WANT, index);
                long at = want.from() + (long) draw.gap(rate);
                if (at < Math.min(want.to(), world.horizon().end())) {
                    candidates.add(new Candidate(
                            at, Kind.WANT, want.family(), draw.uniform(), draw.uniform(), draw.uniform()));
                }
            }
        }
    }
}
