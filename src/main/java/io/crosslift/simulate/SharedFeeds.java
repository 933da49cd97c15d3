package io.crosslift.simulate;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Channel;
import io.crosslift.config.ScenarioSettings.Currency;
import io.crosslift.config.ScenarioSettings.Family;
import io.crosslift.config.ScenarioSettings.Programme;
import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.PriceBook;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Products;
import io.crosslift.simulate.world.World;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The feeds that are the same for all accounts. */
final class SharedFeeds {
    private static final int PER_ACCOUNTS = 1_000;
    private static final int MONTH_DAYS = 30;

    private final World world;
    private final ScenarioSettings scenario;
    private final long accounts;
    private final Timestamp validFrom;
    private final String reporting;

    SharedFeeds(World world, long accounts) {
        this.world = world;
        this.scenario = world.scenario();
        this.accounts = accounts;
        this.validFrom = second(world.horizon().start() - 366 * 86_400L);
        this.reporting = Simulation.reportingCurrency(scenario);
    }

    List<SharedFeed> all() {
        List<SharedFeed> feeds =
                new ArrayList<>(List.of(products(), relations(), rates(), costs(), LedgerFeeds.journals(world)));
        feeds.add(OfferFeeds.offers(world, validFrom, second(world.horizon().end() + 366 * 86_400L)));
        if (scenario.families().stream().anyMatch(Family::recurring)) {
            feeds.add(prices());
        }
        if (!scenario.programmes().isEmpty()) {
            feeds.add(experiments());
        }
        if (scenario.programmes().stream().anyMatch(Programme::onMarkets)) {
            feeds.add(marketAssignments());
        }
        return feeds;
    }

    static String product(Family family, int tier) {
        return family.name() + "-" + (tier + 1);
    }

    private SharedFeed products() {
        SharedFeed feed = new SharedFeed(
                Products.TABLE,
                "products",
                Products.PRODUCT_ID,
                Products.VALID_FROM,
                Products.SKU,
                Products.PRODUCT_FAMILY,
                Products.TIER_RANK,
                Products.IS_RECURRING,
                Products.BUSINESS_MODEL,
                Products.GROSS_MARGIN);
        for (Family family : scenario.families()) {
            int tiers = family.prices().size();
            for (int tier = 0; tier < tiers; tier++) {
                feed.add(
                        product(family, tier),
                        validFrom,
                        product(family, tier).toUpperCase(Locale.ROOT),
                        family.name(),
                        tiers == 1 ? null : tier + 1,
                        family.recurring(),
                        scenario.businessModel(),
                        decimal(family.margin(), 6));
            }
        }
        return feed;
    }

    private SharedFeed relations() {
        SharedFeed feed = new SharedFeed(
                ProductRelations.TABLE,
                "product_relations",
                ProductRelations.FROM_PRODUCT,
                ProductRelations.TO_PRODUCT,
                ProductRelations.RELATION);
        Family entry = scenario.families().get(scenario.entry());
        for (Family family : scenario.families()) {
            for (int tier = 0; tier < family.prices().size(); tier++) {
                if (tier > 0) {
                    feed.add(product(family, tier), product(family, tier - 1), "upgrade_of");
                }
                if (!family.relation().equals("other") && !family.equals(entry)) {
                    for (int owned = 0; owned < entry.prices().size(); owned++) {
                        feed.add(product(family, tier), product(entry, owned), family.relation());
                    }
                }
            }
        }
        return feed;
    }

    private SharedFeed prices() {
        SharedFeed feed = new SharedFeed(
                PriceBook.TABLE,
                "price_book",
                PriceBook.PRODUCT_ID,
                PriceBook.CURRENCY,
                PriceBook.INTERVAL_UNIT,
                PriceBook.INTERVAL_COUNT,
                PriceBook.VALID_FROM,
                PriceBook.UNIT_PRICE);
        List<Currency> currencies = scenario.customers().currencies();
        for (int index = 0; index < scenario.families().size(); index++) {
            Family family = scenario.families().get(index);
            for (int tier = 0; family.recurring() && tier < family.prices().size(); tier++) {
                for (int currency = 0; currency < currencies.size(); currency++) {
                    String name = currencies.get(currency).name();
                    String product = product(family, tier);
                    feed.add(
                            product,
                            name,
                            "month",
                            1,
                            validFrom,
                            cents(world.prices().unit(currency, index, tier, false)));
                    feed.add(
                            product,
                            name,
                            "year",
                            1,
                            validFrom,
                            cents(world.prices().unit(currency, index, tier, true)));
                }
            }
        }
        return feed;
    }

    private SharedFeed rates() {
        SharedFeed feed = new SharedFeed(FxRates.TABLE, "fx_rates", FxRates.CURRENCY, FxRates.RATE_DATE, FxRates.RATE);
        List<Currency> currencies = scenario.customers().currencies();
        for (int currency = 0; currency < currencies.size(); currency++) {
            for (long day = world.rates().firstDay(); day <= world.rates().lastDay(); day++) {
                feed.add(
                        currencies.get(currency).name(),
                        Date.valueOf(LocalDate.ofEpochDay(day)),
                        BigDecimal.valueOf(world.rates().rate(currency, day), 8));
            }
        }
        return feed;
    }

    /** What channels cost by the month, and what their experiments cost while they run. */
    private SharedFeed costs() {
        SharedFeed feed = new SharedFeed(
                CampaignCosts.TABLE,
                "campaign_costs",
                CampaignCosts.COST_ID,
                CampaignCosts.CAMPAIGN_ID,
                CampaignCosts.COST_TYPE,
                CampaignCosts.PURPOSE,
                CampaignCosts.AMOUNT,
                CampaignCosts.CURRENCY,
                CampaignCosts.PERIOD_START,
                CampaignCosts.PERIOD_END);
        double size = (double) accounts / PER_ACCOUNTS;
        for (Channel channel : scenario.channels()) {
            for (LocalDate month : world.horizon().months()) {
                String campaign =
                        channel.name() + month.toString().substring(0, 7).replaceFirst("^", "-");
                LocalDate last = month.plusMonths(1).minusDays(1);
                cost(feed, campaign, channel.monthly() * size, month, last);
            }
        }
        for (Programme programme : scenario.programmes()) {
            LocalDate first = world.horizon().last().plusDays(1).minusDays(programme.startsBeforeEnd());
            double monthly =
                    scenario.channels().get(scenario.channelOf(programme)).monthly();
            cost(
                    feed,
                    programme.name(),
                    monthly * size * programme.days() / MONTH_DAYS,
                    first,
                    first.plusDays(programme.days() - 1L));
        }
        return feed;
    }

    private void cost(SharedFeed feed, String campaign, double amount, LocalDate first, LocalDate last) {
        if (amount > 0) {
            feed.add(
                    "cost-" + campaign,
                    campaign,
                    "media",
                    "expansion",
                    decimal(amount, 2),
                    reporting,
                    Date.valueOf(first),
                    Date.valueOf(last));
        }
    }

    private SharedFeed experiments() {
        SharedFeed feed = new SharedFeed(
                Experiments.TABLE,
                "experiments",
                Experiments.EXPERIMENT_ID,
                Experiments.DESIGN,
                Experiments.UNIT_TYPE,
                Experiments.CONTROL_ARM,
                Experiments.ALLOCATION,
                Experiments.EXPOSURE_REFS,
                Experiments.PRIMARY_METRIC,
                Experiments.METRICS,
                Experiments.WINDOWS,
                Experiments.ALPHA,
                Experiments.START_AT,
                Experiments.END_AT,
                Experiments.REGISTERED_AT);
        for (Programme programme : scenario.programmes()) {
            boolean summed = programme.onMarkets() || programme.steppedWedge();
            double total = programme.arms().stream()
                    .mapToDouble(ScenarioSettings.Arm::share)
                    .sum();
            scala.collection.mutable.Map<String, BigDecimal> allocation = new scala.collection.mutable.HashMap<>();
            programme.arms().forEach(arm -> allocation.put(arm.name(), decimal(arm.share() / total, 8)));
            feed.add(
                    programme.name(),
                    programme.design(),
                    programme.onMarkets() ? "geo_market" : "account",
                    programme.control(),
                    allocation,
                    new String[] {programme.name()},
                    summed ? TrueOutcomes.values(scenario).get(0) : "converted",
                    (summed ? TrueOutcomes.values(scenario) : TrueOutcomes.metrics(scenario)).toArray(String[]::new),
                    new Integer[] {TrueOutcomes.window(programme)},
                    new BigDecimal("0.05"),
                    second(world.startOf(programme)),
                    second(world.endOf(programme)),
                    Timestamp.from(
                            Instant.ofEpochSecond(world.startOf(programme)).minus(7, ChronoUnit.DAYS)));
        }
        return feed;
    }

    private SharedFeed marketAssignments() {
        SharedFeed feed = new SharedFeed(
                ExperimentAssignments.TABLE,
                "market_assignments",
                ExperimentAssignments.EXPERIMENT_ID,
                ExperimentAssignments.UNIT_ID,
                ExperimentAssignments.VALID_FROM,
                ExperimentAssignments.ARM,
                ExperimentAssignments.ASSIGNED_AT,
                ExperimentAssignments.PAIR_ID);
        IntStream.range(0, scenario.programmes().size())
                .filter(i -> scenario.programmes().get(i).onMarkets())
                .forEach(i -> {
                    Programme programme = scenario.programmes().get(i);
                    for (int market = 0; market < scenario.customers().markets(); market++) {
                        feed.add(
                                programme.name(),
                                "m" + market,
                                second(world.startOf(programme)),
                                programme
                                        .arms()
                                        .get(world.armOfMarket(market, i))
                                        .name(),
                                second(world.startOf(programme)),
                                programme.inPairs() ? "p" + world.pairOf(market) : null);
                    }
                });
        return feed;
    }

    private static Timestamp second(long second) {
        return Timestamp.from(Instant.ofEpochSecond(second));
    }

    private static BigDecimal cents(long cents) {
        return BigDecimal.valueOf(cents, 2).setScale(4);
    }

    private static BigDecimal decimal(double value, int scale) {
        return BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_UP);
    }
}
