package io.crosslift.simulate;

import static io.crosslift.simulate.FeedColumns.instant;
import static io.crosslift.simulate.FeedColumns.named;
import static io.crosslift.simulate.FeedColumns.text;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Channel;
import io.crosslift.config.ScenarioSettings.Family;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Offers;
import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.CarriedOffer;
import io.crosslift.simulate.world.World;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructType;

/** Offers, and what became of those that touches carried. */
final class OfferFeeds {
    private static final List<String> EVENTS = List.of("sent", "presented", "accepted");

    private OfferFeeds() {}

    /** One offer per family: the next tiers of the one that every account starts with, and the others to those who have none of them. */
    static SharedFeed offers(World world, Timestamp validFrom, Timestamp validTo) {
        SharedFeed feed = new SharedFeed(
                Offers.TABLE,
                "offers",
                Offers.OFFER_ID,
                Offers.SELL_TYPE,
                Offers.OFFERED_PRODUCT_IDS,
                Offers.OFFERED_FAMILIES,
                Offers.OFFER_KIND,
                Offers.DISCOUNT_DEPTH,
                Offers.MOTION,
                Offers.VALID_FROM,
                Offers.VALID_TO);
        ScenarioSettings scenario = world.scenario();
        for (int index = 0; index < scenario.families().size(); index++) {
            if (CarriedOffer.isOffered(world, index)) {
                Family family = scenario.families().get(index);
                boolean crossSell = index != scenario.entry();
                feed.add(
                        offer(family),
                        crossSell ? "cross_sell" : "up_sell",
                        IntStream.range(crossSell ? 0 : 1, family.prices().size())
                                .mapToObj(tier -> SharedFeeds.product(family, tier))
                                .toArray(String[]::new),
                        new String[] {family.name()},
                        "recommendation",
                        BigDecimal.ZERO.setScale(6),
                        "proactive",
                        validFrom,
                        validTo);
            }
        }
        return feed;
    }

    static String offer(Family family) {
        return "offer-" + family.name();
    }

    static AccountFeed events(ScenarioSettings scenario) {
        String instance = "concat('o', a, '-', " + named(channels(scenario), "channel") + ", '-', number)";
        String alone = "IF(flaw > 1, concat('-alone-', event), '')";
        return new AccountFeed(
                OfferEvents.TABLE,
                11,
                StructType.fromDDL("a BIGINT, at BIGINT, event INT, family INT, channel INT, number INT, until BIGINT,"
                        + " placement INT, framing INT"),
                (chapter, rows) -> add(chapter, rows),
                new FeedColumns()
                        .with(
                                OfferEvents.EVENT_ID,
                                "concat(" + instance + ", '-', " + named(EVENTS, "event") + ", " + FeedColumns.OTHER_ID
                                        + ")")
                        .with(OfferEvents.OFFER_INSTANCE_ID, "concat(" + instance + ", " + alone + ")")
                        .with(
                                OfferEvents.OFFER_ID,
                                "IF(flaw = 4, 'nothing', "
                                        + named(
                                                scenario.families().stream()
                                                        .map(OfferFeeds::offer)
                                                        .toList(),
                                                "family")
                                        + ")")
                        .with(OfferEvents.IDENTITY_TYPE, text("account"))
                        .with(OfferEvents.IDENTITY_VALUE, "concat('a', a)")
                        .with(
                                OfferEvents.EVENT_TYPE,
                                "CASE flaw WHEN 2 THEN 'admired' WHEN 3 THEN 'accepted' WHEN 4 THEN 'presented' ELSE "
                                        + named(EVENTS, "event") + " END")
                        .with(OfferEvents.EVENT_TS, instant("at"))
                        .with(OfferEvents.EXPIRES_AT, instant("until"))
                        .with(OfferEvents.CHANNEL, named(channels(scenario), "channel"))
                        .with(OfferEvents.PLACEMENT, named(scenario.offers().placements(), "placement"))
                        .with(OfferEvents.FRAMING, named(scenario.offers().framings(), "framing"))
                        .columns(),
                List.of(
                        Flaw.REPEATED,
                        Flaw.quarantined(2, "UNKNOWN_EVENT"),
                        Flaw.quarantined(3, "ACCEPT_WITHOUT_PRESENT"),
                        Flaw.quarantined(4, "ORPHAN_OFFER")));
    }

    private static List<String> channels(ScenarioSettings scenario) {
        return scenario.channels().stream().map(Channel::name).toList();
    }

    private static void add(Chapter chapter, List<Object[]> rows) {
        for (CarriedOffer offer : carried(chapter)) {
            row(chapter, offer, offer.touch().at(), 0, rows);
            if (offer.seenAt() != AccountHistory.OPEN) {
                row(chapter, offer, offer.seenAt(), 1, rows);
            }
            if (offer.takenAt() != AccountHistory.OPEN) {
                row(chapter, offer, offer.takenAt(), 2, rows);
            }
        }
    }

    /** Offers to an account, none to one that is a test. */
    static List<CarriedOffer> carried(Chapter chapter) {
        return chapter.account().internal()
                ? List.of()
                : CarriedOffer.of(chapter.world(), chapter.account(), chapter.history());
    }

    private static void row(Chapter chapter, CarriedOffer offer, long at, int event, List<Object[]> rows) {
        rows.add(new Object[] {
            chapter.account().number(),
            at,
            event,
            offer.touch().family(),
            offer.touch().channel(),
            offer.touch().number(),
            offer.expiresAt(),
            offer.placement(),
            offer.framing()
        });
    }
}
