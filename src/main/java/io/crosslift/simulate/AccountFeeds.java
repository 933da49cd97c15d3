package io.crosslift.simulate;

import static io.crosslift.simulate.FeedColumns.instant;
import static io.crosslift.simulate.FeedColumns.named;
import static io.crosslift.simulate.FeedColumns.text;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Channel;
import io.crosslift.config.ScenarioSettings.Family;
import io.crosslift.config.ScenarioSettings.Programme;
import io.crosslift.config.ScenarioSettings.Segment;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.IdentityMap;
import io.crosslift.schema.Touchpoints;
import io.crosslift.simulate.world.Account;
import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.Touch;
import io.crosslift.simulate.world.World;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** The feeds of a scenario whose rows come from accounts. */
final class AccountFeeds {
    static final List<String> SOURCES = List.of("organic", "paid_search", "referral", "partner");
    private static final List<String> BY_EMAIL = List.of("lifecycle_programme", "campaign");

    private final ScenarioSettings scenario;

    AccountFeeds(ScenarioSettings scenario) {
        this.scenario = scenario;
    }

    /** All of them: orders only where something is sold once, subscriptions only where something recurs. */
    List<AccountFeed> all() {
        boolean once = scenario.families().stream().anyMatch(family -> !family.recurring());
        boolean recurring = scenario.families().stream().anyMatch(Family::recurring);
        boolean byAccount = scenario.programmes().stream().anyMatch(programme -> !programme.onMarkets());
        return Stream.of(
                        Stream.of(accounts(), identities(), segments(), touches()),
                        recurring ? new ContractFeeds(scenario).all().stream() : Stream.<AccountFeed>of(),
                        once ? new OrderFeeds(scenario).all().stream() : Stream.<AccountFeed>of(),
                        recurring
                                ? Stream.of(new BillFeed(scenario).feed(), AgreementFeeds.contracts(scenario))
                                : Stream.<AccountFeed>of(),
                        Stream.of(AgreementFeeds.referrals(), AgreementFeeds.tickets(scenario)),
                        Stream.of(new LedgerFeeds(scenario).entries(), OfferFeeds.events(scenario)),
                        byAccount ? Stream.of(assignments()) : Stream.<AccountFeed>of())
                .flatMap(feeds -> feeds)
                .toList();
    }

    private AccountFeed accounts() {
        StructType raw = StructType.fromDDL(
                "a BIGINT, parent BIGINT, market INT, country STRING, currency INT, at BIGINT, internal BOOLEAN");
        return new AccountFeed(
                Accounts.TABLE,
                1,
                raw,
                (chapter, rows) -> {
                    Account account = chapter.account();
                    rows.add(new Object[] {
                        account.number(),
                        account.parent(),
                        account.market(),
                        World.country(account.market()),
                        account.currency(),
                        account.acquiredAt(),
                        account.internal()
                    });
                },
                new FeedColumns()
                        .with(Accounts.ACCOUNT_ID, "concat('a', a, " + FeedColumns.OTHER_ID + ")")
                        .with(Accounts.PARENT_ID, "IF(flaw = 3, 'nobody', IF(parent < 0, NULL, concat('a', parent)))")
                        .with(Accounts.NAME, "concat('Account ', a)")
                        .with(Accounts.COUNTRY, "country")
                        .with(Accounts.GEO_MARKET_ID, "concat('m', market)")
                        .with(Accounts.ACQUISITION_SOURCE, named(SOURCES, "CAST(a % 4 AS INT)"))
                        .with(Accounts.CREATED_AT, instant("at"))
                        .with(Accounts.ACCOUNT_TYPE, "IF(internal, 'test', 'customer')")
                        .with(Accounts.IS_INTERNAL, "internal")
                        .with(Accounts.CURRENCY, "IF(flaw = 2, 'dollars', " + FeedColumns.currency(scenario) + ")")
                        .columns(),
                List.of(Flaw.REPEATED, Flaw.quarantined(2, "CURRENCY_UNKNOWN"), Flaw.quarantined(3, "ORPHAN_PARENT")));
    }

    private static AccountFeed identities() {
        return new AccountFeed(
                IdentityMap.TABLE,
                2,
                StructType.fromDDL("a BIGINT, at BIGINT"),
                (chapter, rows) -> rows.add(new Object[] {
                    chapter.account().number(), chapter.account().acquiredAt()
                }),
                new FeedColumns()
                        .with(IdentityMap.IDENTITY_TYPE, text("email"))
                        .with(
                                IdentityMap.IDENTITY_VALUE,
                                "concat('a', a, '@example.com', " + FeedColumns.OTHER_ID + ")")
                        .with(IdentityMap.VALID_FROM, instant("at"))
                        .with(IdentityMap.ACCOUNT_ID, "IF(flaw = 3, 'nobody', concat('a', a))")
                        .with(IdentityMap.CONFIDENCE, "IF(flaw = 2, 2, 1)")
                        .columns(),
                List.of(Flaw.REPEATED, Flaw.quarantined(2, "CONFIDENCE_RANGE"), Flaw.quarantined(3, "ORPHAN_ACCOUNT")));
    }

    private AccountFeed segments() {
        List<String> names =
                scenario.customers().segments().stream().map(Segment::name).toList();
        return new AccountFeed(
                AccountSegments.TABLE,
                3,
                StructType.fromDDL("a BIGINT, at BIGINT, segment INT"),
                (chapter, rows) -> {
                    Account account = chapter.account();
                    if (!account.internal()) {
                        rows.add(new Object[] {account.number(), account.acquiredAt(), account.segment()});
                    }
                },
                new FeedColumns()
                        .with(AccountSegments.ACCOUNT_ID, "IF(flaw = 2, 'nobody', concat('a', a))")
                        .with(AccountSegments.SEGMENT_TYPE, "concat('size', " + FeedColumns.OTHER_ID + ")")
                        .with(AccountSegments.VALID_FROM, instant("at + IF(flaw > 1, a, 0)"))
                        .with(AccountSegments.SEGMENT, named(names, "segment"))
                        .columns(),
                List.of(Flaw.REPEATED));
    }

    private AccountFeed touches() {
        List<Channel> channels = scenario.channels();
        List<String> names = channels.stream().map(Channel::name).toList();
        String type = named(
                channels.stream()
                        .map(channel -> BY_EMAIL.contains(channel.touchClass()) ? "email" : "account")
                        .toList(),
                "channel");
        String value = "IF(" + type + " = 'email', concat('a', a, '@example.com'), concat('a', a))";
        String campaign = "IF(programme < 0, concat(" + named(names, "channel")
                + ", date_format(timestamp_seconds(at), '-yyyy-MM')), "
                + named(scenario.programmes().stream().map(Programme::name).toList(), "greatest(programme, 0)") + ")";
        return new AccountFeed(
                Touchpoints.TABLE,
                4,
                StructType.fromDDL("a BIGINT, at BIGINT, channel INT, family INT, number INT, programme INT"),
                (chapter, rows) -> touches(chapter, rows),
                new FeedColumns()
                        .with(
                                Touchpoints.TOUCHPOINT_ID,
                                "concat(" + named(names, "channel") + ", '-', a, '-', number, " + FeedColumns.OTHER_ID
                                        + ")")
                        .with(Touchpoints.IDENTITY_TYPE, type)
                        .with(Touchpoints.IDENTITY_VALUE, "IF(flaw = 3, 'nobody', " + value + ")")
                        .with(Touchpoints.EVENT_TS, instant("at + IF(flaw = 4, 400 * 366 * 86400L, 0)"))
                        .with(
                                Touchpoints.TOUCH_CLASS,
                                "IF(flaw = 2, 'billboard', "
                                        + named(
                                                channels.stream()
                                                        .map(Channel::touchClass)
                                                        .toList(),
                                                "channel")
                                        + ")")
                        .with(Touchpoints.CHANNEL, named(names, "channel"))
                        .with(Touchpoints.CAMPAIGN_ID, campaign)
                        .with(
                                Touchpoints.PROMOTED_FAMILIES,
                                "IF(family < 0, NULL, array("
                                        + named(FeedColumns.families(scenario), "greatest(family, 0)") + "))")
                        .with(
                                Touchpoints.IS_CAPTURE,
                                named(
                                                channels.stream()
                                                        .map(channel -> channel.capture() > 0 && channel.perMonth() == 0
                                                                ? "true"
                                                                : "false")
                                                        .toList(),
                                                "channel")
                                        + " = 'true'")
                        .with(
                                Touchpoints.COST,
                                "CAST("
                                        + named(
                                                channels.stream()
                                                        .map(channel -> BigDecimal.valueOf(channel.cost())
                                                                .toPlainString())
                                                        .toList(),
                                                "channel")
                                        + " AS DECIMAL(20,4))")
                        .columns(),
                List.of(
                        Flaw.OF_A_TEST,
                        Flaw.REPEATED,
                        Flaw.quarantined(2, "UNKNOWN_TOUCH"),
                        Flaw.quarantined(3, "UNRESOLVED"),
                        new Flaw(4, "future", "FUTURE")));
    }

    private static void touches(Chapter chapter, List<Object[]> rows) {
        World world = chapter.world();
        Account account = chapter.account();
        List<Programme> programmes = world.scenario().programmes();
        for (Touch touch : chapter.history().touches()) {
            int campaign = -1;
            for (int i = 0; i < programmes.size(); i++) {
                Programme programme = programmes.get(i);
                if (world.scenario().channelOf(programme) == touch.channel()
                        && touch.at() >= world.startOf(programme)
                        && touch.at() < world.endOf(programme)) {
                    campaign = i;
                }
            }
            rows.add(new Object[] {
                account.number(), touch.at(), touch.channel(), touch.family(), touch.number(), campaign
            });
        }
    }

    private AccountFeed assignments() {
        List<Programme> programmes = scenario.programmes();
        String arm = "CASE programme "
                + String.join(
                        " ",
                        IntStream.range(0, programmes.size())
                                .mapToObj(i -> "WHEN " + i + " THEN "
                                        + named(
                                                programmes.get(i).arms().stream()
                                                        .map(ScenarioSettings.Arm::name)
                                                        .toList(),
                                                "arm"))
                                .toList())
                + " END";
        return new AccountFeed(
                ExperimentAssignments.TABLE,
                10,
                StructType.fromDDL("a BIGINT, programme INT, arm INT, at BIGINT, market INT, crossover BIGINT"),
                (chapter, rows) -> {
                    World world = chapter.world();
                    for (int i = 0; i < world.scenario().programmes().size(); i++) {
                        Programme programme = world.scenario().programmes().get(i);
                        if (!programme.onMarkets() && world.takesPart(chapter.account(), i)) {
                            int market = chapter.account().market();
                            rows.add(new Object[] {
                                chapter.account().number(),
                                i,
                                world.armOf(chapter.account(), i),
                                world.startOf(programme),
                                market,
                                programme.steppedWedge() ? world.crossoverOf(market, i) : AccountHistory.OPEN
                            });
                        }
                    }
                },
                new FeedColumns()
                        .with(
                                ExperimentAssignments.EXPERIMENT_ID,
                                "IF(flaw = 2, 'nothing', "
                                        + named(
                                                programmes.stream()
                                                        .map(Programme::name)
                                                        .toList(),
                                                "programme")
                                        + ")")
                        .with(ExperimentAssignments.UNIT_ID, "concat('a', a)")
                        .with(ExperimentAssignments.VALID_FROM, instant("at + IF(flaw > 1, programme, 0)"))
                        .with(ExperimentAssignments.ARM, arm)
                        .with(ExperimentAssignments.ASSIGNED_AT, instant("at"))
                        .with(
                                ExperimentAssignments.CROSSOVER_DATE,
                                "CAST(" + FeedColumns.optionalInstant("crossover") + " AS DATE)")
                        .with(ExperimentAssignments.CLUSTER_ID, "IF(crossover = 0, NULL, concat('m', market))")
                        .columns(),
                List.of(Flaw.REPEATED, Flaw.quarantined(2, "ORPHAN_EXPERIMENT")));
    }
}
