package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A made business: who its customers are, what they buy unaided, what touches add to that. Rates are events per year of an average
 * account that could have them; shares are 0 to 1.
 *
 * @param name of the scenario
 * @param trap one sentence on what misleads an analyst here
 * @param businessModel ecommerce, saas or services
 * @param customers who they are
 * @param lifecycle how they leave and come back
 * @param intent demand that exists without any touch
 * @param response how touches add up
 * @param books how the general ledger differs from what is sold
 * @param support how often accounts ask for help
 * @param offers offers that touches carry
 * @param dirt share of rows of each feed that a flawed one is planted beside
 * @param families families by name, sorted
 * @param channels channels by name, sorted
 * @param programmes experiments by name, sorted
 */
public record ScenarioSettings(
        String name,
        String trap,
        String businessModel,
        Customers customers,
        Lifecycle lifecycle,
        Intent intent,
        Response response,
        Books books,
        Support support,
        Offers offers,
        double dirt,
        List<Family> families,
        List<Channel> channels,
        List<Programme> programmes)
        implements Serializable {
    /**
     * Who the customers are.
     *
     * @param entryFamily family that every account starts with
     * @param installed share of the accounts that are customers from the first days on; the others arrive evenly until two thirds
     *     of the history are over
     * @param spread standard deviation of the logarithm of an account's propensity to buy
     * @param markets geo markets, an even number where an experiment pairs them
     * @param skew how much they differ: the k-th pair of them has a share of the accounts proportional to 1 / k^skew
     * @param children share of accounts that belong to a parent account
     * @param internal share of accounts that are tests
     * @param yearly share of accounts that pay by the year
     * @param discounted share of accounts with an open-ended discount
     * @param segments segments by name, sorted
     * @param currencies currencies by name, sorted
     */
    public record Customers(
            String entryFamily,
            double installed,
            double spread,
            int markets,
            double skew,
            double children,
            double internal,
            double yearly,
            double discounted,
            List<Segment> segments,
            List<Currency> currencies)
            implements Serializable {
        public Customers {
            check(markets >= 1, "scenario.customers.markets must be at least 1, was %s", markets);
            check(!segments.isEmpty(), "scenario.customers.segments must name at least one segment");
            check(
                    currencies.stream().anyMatch(currency -> currency.rate() == 1),
                    "scenario.customers.currencies must name one of rate 1: amounts are reported in it");
            segments = List.copyOf(segments);
            currencies = List.copyOf(currencies);
        }
    }

    /** A segment: its share of the accounts, its propensity to buy beside 1, seats that an account starts with. */
    public record Segment(String name, double share, double propensity, int seats) implements Serializable {}

    /** A currency: its share of the accounts, what it is worth at first, and list prices in it beside those of 1. */
    public record Currency(String name, double share, double rate, double price) implements Serializable {}

    /** How accounts leave, come back and pause, per year; how many days a pause takes; share of orders of which half is refunded. */
    public record Lifecycle(double churn, double comeBack, double pause, int pauseDays, double refunded)
            implements Serializable {}

    /**
     * Demand that exists without any touch: an account wants a family for some days, and buys it with the rate given.
     *
     * @param perYear episodes per year
     * @param days length of an episode
     * @param buysPerDay rate of buying inside one
     */
    public record Intent(double perYear, int days, double buysPerDay) implements Serializable {}

    /**
     * How touches add up: effects decay by half in {@code halfLife} days and saturate at {@code saturation} times the unaided rate; the
     * rate falls by {@code fatigue} for each touch of the last month above {@code bearable}.
     */
    public record Response(int halfLife, double saturation, double bearable, double fatigue) implements Serializable {
        public Response {
            check(halfLife >= 1, "scenario.response.half-life must be at least 1 d, was %s", halfLife);
            check(saturation > 0, "scenario.response.saturation must be positive, was %s", saturation);
        }
    }

    /**
     * How the general ledger differs from what is sold; it always converts at the rate of the first day of a month.
     *
     * @param late share of lines that it books in the month after
     * @param tax rate of the tax that it books beside the lines of customers outside the United States
     * @param byHand entries by hand in a month
     */
    public record Books(double late, double tax, int byHand) implements Serializable {
        public Books {
            check(byHand >= 0, "scenario.ledger.by-hand must not be negative, was %s", byHand);
        }
    }

    /**
     * How often accounts ask for help.
     *
     * @param ticketsPerYear tickets of an account in a year
     * @param afterPurchase tickets more that what it buys more of causes in the sixty days after
     * @param cost of a ticket in the reporting currency
     */
    public record Support(double ticketsPerYear, double afterPurchase, double cost) implements Serializable {}

    /**
     * Offers that touches carry.
     *
     * @param share of the touches that promote one family
     * @param seen share of the offers that are seen
     * @param goodForDays days from the touch on in which one can be taken
     * @param placements where they appear
     * @param framings how they are worded
     */
    public record Offers(double share, double seen, int goodForDays, List<String> placements, List<String> framings)
            implements Serializable {
        public Offers {
            check(goodForDays >= 1, "scenario.offers.good-for must be at least 1 d, was %s", goodForDays);
            check(!placements.isEmpty(), "scenario.offers.placements must name at least one placement");
            check(!framings.isEmpty(), "scenario.offers.framings must name at least one framing");
            placements = List.copyOf(placements);
            framings = List.copyOf(framings);
        }
    }

    /**
     * A product family.
     *
     * @param recurring whether it is sold by subscription
     * @param relation to the entry family: addon_of, complement_of or other
     * @param prices of its tiers, lowest first: per seat and month where recurring, per unit elsewhere
     * @param seats whether it is sold by the seat
     * @param margin gross margin
     * @param buy accounts without it buy it
     * @param upgrade accounts below its highest tier take the next
     * @param more accounts add seats, or buy again where it does not recur
     * @param fewer accounts give a seat back
     * @param cancel accounts give it up
     * @param wanted weight among what accounts want unaided
     */
    public record Family(
            String name,
            boolean recurring,
            String relation,
            List<Double> prices,
            boolean seats,
            double margin,
            double buy,
            double upgrade,
            double more,
            double fewer,
            double cancel,
            double wanted)
            implements Serializable {
        public Family {
            check(!prices.isEmpty(), "scenario.families.%s.prices must hold at least one price", name);
            check(
                    List.of("addon_of", "complement_of", "other").contains(relation),
                    "scenario.families.%s.relation must be addon_of, complement_of or other, was %s",
                    name,
                    relation);
            prices = List.copyOf(prices);
        }
    }

    /**
     * A channel.
     *
     * @param touchClass class of its touches
     * @param perMonth scheduled touches per month
     * @param targeting exponent of an account's propensity in its number of touches: above 0 the keen get more
     * @param capture chance to appear when an account wants something anyway
     * @param specific share of touches that promote one family; the others promote nothing specific
     * @param effect what a touch adds to the rate, as a multiple of the unaided one
     * @param burden what a touch adds to fatigue
     * @param cost of a touch
     * @param monthly cost per month
     */
    public record Channel(
            String name,
            String touchClass,
            double perMonth,
            double targeting,
            double capture,
            double specific,
            double effect,
            double burden,
            double cost,
            double monthly)
            implements Serializable {
        public Channel {
            check(effect >= 0, "scenario.channels.%s.effect must not be negative, was %s", name, effect);
        }
    }

    /**
     * An experiment on the touches of one channel.
     *
     * @param design holdout or ab by account, geo by market, matched by market of a pair, stepped_wedge market after market
     * @param channel whose touches the arms differ in
     * @param control arm the others are compared with
     * @param startsBeforeEnd days before the end of the history on which it starts
     * @param days that it runs
     * @param steps of a stepped wedge: the days on which markets get the programme, as far apart from each other as from the start and
     *     the end; 0 elsewhere
     * @param contamination share of a withheld account's touches that it gets all the same
     * @param arms arms by name, sorted
     */
    public record Programme(
            String name,
            String design,
            String channel,
            String control,
            int startsBeforeEnd,
            int days,
            int steps,
            double contamination,
            List<Arm> arms)
            implements Serializable {
        private static final String GEO = "geo";
        private static final String MATCHED = "matched";
        private static final String STEPPED_WEDGE = "stepped_wedge";
        private static final List<String> DESIGNS = List.of("holdout", "ab", GEO, MATCHED, STEPPED_WEDGE);

        public Programme {
            check(
                    DESIGNS.contains(design),
                    "scenario.programmes.%s.design must be one of %s, was %s",
                    name,
                    String.join(", ", DESIGNS),
                    design);
            check(
                    !List.of(MATCHED, STEPPED_WEDGE).contains(design) || arms.size() == 2,
                    "scenario.programmes.%s.arms must be two, the control and another, were %s",
                    name,
                    arms.size());
            check(
                    design.equals(STEPPED_WEDGE) ? steps >= 1 && days % (steps + 1) == 0 : steps == 0,
                    "scenario.programmes.%s.steps must, in a stepped wedge alone, divide its days into one period more, were %s",
                    name,
                    steps);
            check(
                    days >= 1 && days <= startsBeforeEnd,
                    "scenario.programmes.%s.days must be 1 d to starts-before-end, was %s",
                    name,
                    days);
            check(
                    arms.stream().anyMatch(arm -> arm.name().equals(control)),
                    "scenario.programmes.%s.control must be one of its arms, was %s",
                    name,
                    control);
            arms = List.copyOf(arms);
        }

        /** Whether markets are assigned. */
        public boolean onMarkets() {
            return inPairs() || design.equals(GEO);
        }

        /** Whether markets are assigned in pairs of one each. */
        public boolean inPairs() {
            return design.equals(MATCHED);
        }

        /** Whether markets get it one after the other. */
        public boolean steppedWedge() {
            return design.equals(STEPPED_WEDGE);
        }

        /** Days between two steps of a stepped wedge. */
        public int periodDays() {
            return days / (steps + 1);
        }

        /** Position of the control arm. */
        public int controlArm() {
            return position(arms.stream().map(Arm::name).toList(), control);
        }
    }

    /** An arm: its share of the units, and the share of the channel's touches that its units get. */
    public record Arm(String name, double share, double delivered) implements Serializable {}

    public ScenarioSettings {
        check(dirt >= 0 && dirt <= 0.01, "scenario.dirt must be 0 to 0.01, was %s", dirt);
        families = List.copyOf(families);
        channels = List.copyOf(channels);
        programmes = List.copyOf(programmes);
        check(
                position(families.stream().map(Family::name).toList(), customers.entryFamily()) >= 0,
                "scenario.customers.entry-family must be one of the families, was %s",
                customers.entryFamily());
        check(
                families.get(position(families.stream().map(Family::name).toList(), customers.entryFamily()))
                                .recurring()
                        || families.stream().noneMatch(Family::recurring),
                "scenario.customers.entry-family must recur where any family does, was %s",
                customers.entryFamily());
        List<String> names = channels.stream().map(Channel::name).toList();
        programmes.forEach(programme -> check(
                position(names, programme.channel()) >= 0,
                "scenario.programmes.%s.channel must be one of the channels, was %s",
                programme.name(),
                programme.channel()));
        check(
                customers.markets() % 2 == 0 || programmes.stream().noneMatch(Programme::inPairs),
                "scenario.customers.markets must be even where an experiment pairs them, was %s",
                customers.markets());
    }

    /** Position of the family that every account starts with. */
    public int entry() {
        return position(families.stream().map(Family::name).toList(), customers.entryFamily());
    }

    /** Position of a programme's channel. */
    public int channelOf(Programme programme) {
        return position(channels.stream().map(Channel::name).toList(), programme.channel());
    }

    private static int position(List<String> names, @Nullable String name) {
        return names.indexOf(name);
    }
}
