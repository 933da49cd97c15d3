package io.crosslift.simulate.world;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Arm;
import io.crosslift.config.ScenarioSettings.Currency;
import io.crosslift.config.ScenarioSettings.Customers;
import io.crosslift.config.ScenarioSettings.Programme;
import io.crosslift.config.ScenarioSettings.Segment;
import io.crosslift.simulate.world.SeededStream.Purpose;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What all accounts of a made business share. An account's number and the seed decide on its whole life, whoever asks and in whatever
 * order.
 *
 * @param scenario what the business is
 * @param seed seed
 * @param horizon time that is simulated
 * @param prices list prices
 * @param rates exchange rates
 */
public record World(ScenarioSettings scenario, long seed, Horizon horizon, Prices prices, Rates rates)
        implements Serializable {
    private static final int CHILDREN_OF_A_PARENT = 10;
    private static final int[] DISCOUNTS = {5, 10, 15, 20};
    private static final double ARRIVALS_END = 2 / 3.0;

    /** The world of a scenario. */
    public static World of(ScenarioSettings scenario, long seed, Horizon horizon) {
        return new World(
                scenario,
                seed,
                horizon,
                new Prices(scenario),
                new Rates(seed, horizon, scenario.customers().currencies()));
    }

    /** The account of a number. */
    public Account account(long number) {
        Customers customers = scenario.customers();
        SeededStream draw = new SeededStream(seed, number, Purpose.TRAITS, 0);
        boolean internal = draw.uniform() < customers.internal();
        boolean child = draw.uniform() < customers.children();
        long parent = number - number % CHILDREN_OF_A_PARENT;
        int segment = drawn(
                draw.uniform(),
                customers.segments().stream().mapToDouble(Segment::share).toArray());
        int market = drawn(draw.uniform(), sizes());
        int currency = drawn(
                draw.uniform(),
                customers.currencies().stream().mapToDouble(Currency::share).toArray());
        double spread = customers.spread();
        double propensity = customers.segments().get(segment).propensity()
                * StrictMath.exp(spread * draw.normal() - spread * spread / 2);
        boolean installed = draw.uniform() < customers.installed();
        double arrival = draw.uniform();
        long length = horizon.end() - horizon.start();
        long first = Math.min(length, 3 * Horizon.DAY);
        long acquiredAt = horizon.start()
                + (long) (installed ? arrival * first : first + arrival * (length * ARRIVALS_END - first));
        boolean yearly = draw.uniform() < customers.yearly();
        boolean discounted = draw.uniform() < customers.discounted();
        int discount = DISCOUNTS[(int) (draw.uniform() * DISCOUNTS.length)];
        return new Account(
                number,
                child && parent != number ? parent : -1,
                segment,
                market,
                currency,
                propensity,
                acquiredAt,
                internal,
                yearly,
                discounted ? discount : 0);
    }

    /** Country of a market. */
    public static String country(int market) {
        return List.of("US", "DE", "GB", "FR").get(market % 4);
    }

    /** First second of an experiment: midnight. */
    public long startOf(Programme programme) {
        return horizon.end() - programme.startsBeforeEnd() * Horizon.DAY;
    }

    /** First second after an experiment. */
    public long endOf(Programme programme) {
        return startOf(programme) + programme.days() * Horizon.DAY;
    }

    /** Whether an account takes part: it is a customer before the experiment starts. */
    public boolean takesPart(Account account, int programme) {
        return !account.internal()
                && account.acquiredAt() < startOf(scenario.programmes().get(programme));
    }

    /** Position of the arm of an account that takes part: of its market's where markets are assigned, of the one they end in in a rollout. */
    public int armOf(Account account, int index) {
        Programme programme = scenario.programmes().get(index);
        if (programme.onMarkets()) {
            return armOfMarket(account.market(), index);
        }
        return programme.steppedWedge()
                ? 1 - programme.controlArm()
                : drawn(
                        new SeededStream(seed, account.number(), Purpose.ASSIGNMENT, index).uniform(),
                        shares(programme));
    }

    /** Position of a market's arm: markets in an order drawn for the experiment, dealt out by the shares of the arms; one of each pair in each. */
    public int armOfMarket(int market, int index) {
        Programme programme = scenario.programmes().get(index);
        if (programme.inPairs()) {
            boolean swapped = new SeededStream(seed, -1L - pairOf(market), Purpose.ASSIGNMENT, index).uniform() < 0.5;
            return (market + (swapped ? 1 : 0)) % 2;
        }
        return drawn(placeOf(market, index), shares(programme));
    }

    /** The pair of a market: two that are as large as each other. */
    public int pairOf(int market) {
        return market / 2;
    }

    /** Second from which on a market has the programme of a stepped wedge: midnight. */
    public long crossoverOf(int market, int index) {
        Programme programme = scenario.programmes().get(index);
        int step = 1 + (int) (placeOf(market, index) * programme.steps());
        return startOf(programme) + (long) step * programme.periodDays() * Horizon.DAY;
    }

    /** Place in (0, 1) of a market in the order that is drawn for an experiment. */
    private double placeOf(int market, int index) {
        int markets = scenario.customers().markets();
        double[] order = IntStream.range(0, markets)
                .mapToDouble(each -> new SeededStream(seed, -1L - each, Purpose.ASSIGNMENT, index).uniform())
                .toArray();
        long before = IntStream.range(0, markets)
                .filter(each -> order[each] < order[market])
                .count();
        return (before + 0.5) / markets;
    }

    private double[] sizes() {
        return IntStream.range(0, scenario.customers().markets())
                .mapToDouble(market ->
                        StrictMath.pow(pairOf(market) + 1, -scenario.customers().skew()))
                .toArray();
    }

    private static double[] shares(Programme programme) {
        return programme.arms().stream().mapToDouble(Arm::share).toArray();
    }

    /** Position whose share of the total a number in (0, 1) falls into. */
    static int drawn(double uniform, double[] shares) {
        double total = 0;
        for (double share : shares) {
            total += share;
        }
        double left = uniform * total;
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }
}
