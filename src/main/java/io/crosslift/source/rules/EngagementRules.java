package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Offers;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Touchpoints;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rules on touches, what they cost, and offers. */
final class EngagementRules {
    private static final String OFFER = "_offer";
    private static final String UPGRADES = "_upgrades";

    static final TableRules TOUCHES = TableRules.of(Touchpoints.TABLE)
            .event(Touchpoints.EVENT_TS)
            .earliestStays()
            .format(Rule.quarantine(
                    "UNKNOWN_TOUCH",
                    "no known touch_class",
                    not(col(Touchpoints.TOUCH_CLASS)
                            .isin(
                                    "success_outreach",
                                    "lifecycle_programme",
                                    "campaign",
                                    "promotion",
                                    "trial",
                                    "sales_assist",
                                    "product_signal",
                                    "paid_ad",
                                    "referral",
                                    "support")),
                    Touchpoints.TOUCH_CLASS))
            .step(
                    Lookups.identity(Touchpoints.IDENTITY_TYPE, Touchpoints.IDENTITY_VALUE, Touchpoints.EVENT_TS),
                    (touches, known) -> touches.withColumn(Touchpoints.ACCOUNT_ID, col(Lookups.ACCOUNT)))
            .defects(Rule.quarantine(
                    "UNRESOLVED",
                    "the identity belongs to no account at that time",
                    col(Lookups.ACCOUNT).isNull(),
                    Touchpoints.IDENTITY_TYPE,
                    Touchpoints.IDENTITY_VALUE))
            .exclusions(Rule.exclude("internal_account", "internal or test account", col(Lookups.INTERNAL)))
            .closing(Touches::withFamilySet, Touches::withoutRepeats)
            .build();

    static final TableRules COSTS = TableRules.of(CampaignCosts.TABLE)
            .format(
                    Rule.quarantine(
                            "UNKNOWN_COST_TYPE",
                            "no known cost_type",
                            not(col(CampaignCosts.COST_TYPE).isin("media", "success", "sales", "tooling", "incentive")),
                            CampaignCosts.COST_TYPE),
                    Rule.quarantine(
                            "CURRENCY_UNKNOWN",
                            "no ISO 4217 code",
                            Money.unknown(CampaignCosts.CURRENCY),
                            CampaignCosts.CURRENCY),
                    Rule.quarantine(
                            "PERIOD_REVERSED",
                            "the period ends before it starts",
                            col(CampaignCosts.PERIOD_END).lt(col(CampaignCosts.PERIOD_START)),
                            CampaignCosts.PERIOD_START,
                            CampaignCosts.PERIOD_END),
                    Rule.quarantine(
                            "COST_OF_NOTHING",
                            "a cost names its campaign or its play",
                            col(CampaignCosts.CAMPAIGN_ID)
                                    .isNull()
                                    .and(col(CampaignCosts.PLAY_ID).isNull())))
            .build();

    static final TableRules OFFERS = TableRules.of(Offers.TABLE)
            .format(
                    Rule.quarantine(
                            "UNKNOWN_SELL_TYPE",
                            "sell_type is not cross_sell or up_sell",
                            not(col(Offers.SELL_TYPE).isin("cross_sell", "up_sell")),
                            Offers.SELL_TYPE),
                    Validity.reversed(Offers.VALID_FROM, Offers.VALID_TO))
            .step(EngagementRules::withRelation)
            .defects(Rule.quarantine(
                    "SELLTYPE_CONFLICT",
                    "up_sell offers an upgrade of its anchor, cross_sell does not",
                    col(UPGRADES).notEqual(col(Offers.SELL_TYPE).equalTo("up_sell")),
                    Offers.SELL_TYPE,
                    Offers.OFFERED_PRODUCT_ID,
                    Offers.ANCHOR_PRODUCT_ID))
            .build();

    static final TableRules OFFER_EVENTS = TableRules.of(OfferEvents.TABLE)
            .event(OfferEvents.EVENT_TS)
            .format(Rule.quarantine(
                    "UNKNOWN_EVENT",
                    "no known event_type",
                    not(col(OfferEvents.EVENT_TYPE)
                            .isin(
                                    "eligible",
                                    "withheld",
                                    "sent",
                                    "bounced",
                                    "presented",
                                    "clicked",
                                    "accepted",
                                    "declined",
                                    "expired")),
                    OfferEvents.EVENT_TYPE))
            .step(
                    Lookups.identity(OfferEvents.IDENTITY_TYPE, OfferEvents.IDENTITY_VALUE, OfferEvents.EVENT_TS),
                    Lookups.exists(OFFER, col(OfferEvents.OFFER_ID), Offers.TABLE, Offers.OFFER_ID),
                    OfferStages::seen)
            .defects(
                    Rule.quarantine(
                            "UNRESOLVED",
                            "the identity belongs to no account at that time",
                            col(Lookups.ACCOUNT).isNull(),
                            OfferEvents.IDENTITY_TYPE,
                            OfferEvents.IDENTITY_VALUE),
                    Rule.quarantine("ORPHAN_OFFER", "there is no such offer", not(col(OFFER)), OfferEvents.OFFER_ID),
                    Rule.quarantine(
                            "INSTANCE_CONFLICT",
                            "an offer instance has one account and one offer",
                            col(OfferStages.CONFLICT),
                            OfferEvents.OFFER_INSTANCE_ID),
                    Rule.quarantine(
                            "ACCEPT_WITHOUT_PRESENT",
                            "an offer is accepted only after it was presented",
                            col(OfferStages.UNPRESENTED),
                            OfferEvents.OFFER_INSTANCE_ID,
                            OfferEvents.EVENT_TS),
                    Rule.quarantine(
                            "STAGE_ORDER",
                            "the event comes before an earlier stage of its instance",
                            col(OfferStages.OUT_OF_ORDER),
                            OfferEvents.OFFER_INSTANCE_ID,
                            OfferEvents.EVENT_TYPE,
                            OfferEvents.EVENT_TS))
            .exclusions(Rule.exclude("internal_account", "internal or test account", col(Lookups.INTERNAL)))
            .build();

    /** Adds whether the offered product upgrades the anchor; NULL, and so no conflict, where no relation ties them. */
    private static Dataset<Row> withRelation(Dataset<Row> offers, Known known) {
        Optional<Dataset<Row>> relations = known.accepted().apply(ProductRelations.TABLE);
        if (relations.isEmpty()) {
            return offers.withColumn(UPGRADES, lit(null).cast("boolean"));
        }
        Dataset<Row> ties = relations
                .get()
                .filter(col(ProductRelations.RELATION).isin("complement_of", "addon_of", "upgrade_of"))
                .groupBy(
                        col(ProductRelations.FROM_PRODUCT).as("_tie_from"),
                        col(ProductRelations.TO_PRODUCT).as("_tie_to"))
                .agg(max(col(ProductRelations.RELATION).equalTo("upgrade_of")).as(UPGRADES));
        Column same = col(Offers.OFFERED_PRODUCT_ID)
                .equalTo(col("_tie_from"))
                .and(col(Offers.ANCHOR_PRODUCT_ID).equalTo(col("_tie_to")));
        return offers.join(ties, same, "left").drop("_tie_from", "_tie_to");
    }

    private EngagementRules() {}
}
