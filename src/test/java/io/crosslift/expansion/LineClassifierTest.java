package io.crosslift.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineClassifierTest {
    private static final long DAY = 86_400_000_000L;
    private static final long UNIT = 1_000_000L;

    private final List<RelationGraph.Relation> relations = new ArrayList<>();
    private final ItemHoldings items = new ItemHoldings();
    private AccountHoldings holdings = new AccountHoldings(Long.MAX_VALUE);

    @Test
    void theFirstOrderIsTheAcquisitionAndItsLinesAreBase() {
        assertThat(order(1, line("phone", "phones"), line("case", "cases")))
                .extracting(LineClassifier.Label::sellType, LineClassifier.Label::movementClass)
                .containsOnly(org.assertj.core.groups.Tuple.tuple("base", "new"));
    }

    @Test
    void anExistingCustomerWhoBuysAFamilyNotOwnedIsACrossSell() {
        order(1, line("phone", "phones"));

        LineClassifier.Label label = order(2, line("case", "cases")).get(0);

        assertThat(label.sellType()).isEqualTo("cross_sell");
        assertThat(label.reason()).isEqualTo("other_product");
        assertThat(label.movementClass()).isEqualTo("one_off");
        assertThat(label.existing()).isTrue();
    }

    @Test
    void theReasonOfACrossSellIsItsRelationToWhatIsOwned() {
        relations.add(new RelationGraph.Relation("case", "phone", "addon_of"));
        relations.add(new RelationGraph.Relation("charger", "phone", "complement_of"));
        order(1, line("phone", "phones"));

        assertThat(order(2, line("case", "cases"), line("charger", "chargers"), line("lamp", "lamps")))
                .extracting(LineClassifier.Label::reason)
                .containsExactly("add_on", "complement", "other_product");
    }

    @Test
    void allLinesOfAnOrderSeeTheOwnershipBeforeIt() {
        order(1, line("phone", "phones"));

        assertThat(order(2, line("red case", "cases"), line("blue case", "cases")))
                .extracting(LineClassifier.Label::sellType)
                .containsExactly("cross_sell", "cross_sell");
    }

    @Test
    void buyingAnOwnedFamilyAgainIsBase() {
        order(1, line("phone", "phones"));

        assertThat(order(2, line("other phone", "phones")).get(0).sellType()).isEqualTo("base");
    }

    @Test
    void aHigherTierThanAnyOwnedIsAnUpSellThatReplacesTheLatestLineOfTheHighestTierOwned() {
        order(1, tiered("small", "plans", 1, 2, 1000));
        order(2, tiered("small", "plans", 1, 1, 400));

        LineClassifier.Label label =
                order(3, tiered("large", "plans", 2, 3, 3000)).get(0);

        assertThat(label.sellType()).isEqualTo("up_sell");
        assertThat(label.reason()).isEqualTo("tier");
        assertThat(label.upsellMode()).isEqualTo("post_purchase");
        assertThat(label.replaced()).isEqualTo(3 * 400);
    }

    @Test
    void theReplacedAmountIsRoundedOnceAndNeverMoreThanTheLine() {
        order(1, tiered("small", "plans", 1, 3, 1000));

        assertThat(order(2, tiered("large", "plans", 2, 1, 900)).get(0).replaced())
                .isEqualTo(333);
        holdings = new AccountHoldings(Long.MAX_VALUE);
        order(1, tiered("small", "plans", 1, 1, 1000));
        assertThat(order(2, tiered("large", "plans", 2, 1, 900)).get(0).replaced())
                .isEqualTo(900);
    }

    @Test
    void anEqualTierALowerTierAndAProductWithoutTierAreNoUpSell() {
        order(1, tiered("middle", "plans", 2, 1, 100));

        assertThat(order(
                        2,
                        tiered("other", "plans", 2, 1, 100),
                        tiered("small", "plans", 1, 1, 100),
                        line("x", "plans")))
                .extracting(LineClassifier.Label::sellType)
                .containsOnly("base");
    }

    @Test
    void anUpgradeAlongAPathOfAnOwnedProductIsAnUpSellInAnyFamily() {
        relations.add(new RelationGraph.Relation("gold", "silver", "upgrade_of"));
        relations.add(new RelationGraph.Relation("silver", "bronze", "upgrade_of"));
        order(1, line("bronze", "old"));

        assertThat(order(2, line("gold", "new")).get(0).sellType()).isEqualTo("up_sell");
    }

    @Test
    void aReturnedFamilyIsNotOwnedAnyMore() {
        order(1, line("phone", "phones"), line("case", "cases"));
        holdings.giveBack("cases", "case", UNIT, false);

        assertThat(order(2, line("case", "cases")).get(0).sellType()).isEqualTo("cross_sell");
    }

    @Test
    void anAccountThatReturnedEverythingIsAcquiredAnew() {
        order(1, line("phone", "phones"));
        holdings.giveBack("phones", "phone", UNIT, false);

        LineClassifier.Label label = order(2, line("case", "cases")).get(0);

        assertThat(label.existing()).isFalse();
        assertThat(label.sellType()).isEqualTo("base");
    }

    @Test
    void inTheAcquisitionOrderAnAddOnOfAnotherLineIsACrossSellOfANewCustomer() {
        relations.add(new RelationGraph.Relation("case", "phone", "addon_of"));

        List<LineClassifier.Label> labels = order(1, line("phone", "phones"), line("case", "cases"));

        assertThat(labels).extracting(LineClassifier.Label::sellType).containsExactly("base", "cross_sell");
        assertThat(labels).extracting(LineClassifier.Label::movementClass).containsOnly("new");
    }

    @Test
    void inTheAcquisitionOrderALineOnACrossSellOfferIsACrossSell() {
        PurchaseLine onOffer =
                new PurchaseLine("l", "1", DAY, "case", "cases", null, false, UNIT, 100, 100, true, null, null);

        assertThat(order(1, onOffer).get(0).sellType()).isEqualTo("cross_sell");
    }

    @Test
    void ownershipThatExpiredLetsTheFamilyBeCrossSoldAgain() {
        holdings = new AccountHoldings(30 * DAY);
        order(1, line("phone", "phones"), line("case", "cases"));

        assertThat(order(30, line("case", "cases")).get(0).sellType()).isEqualTo("base");
        assertThat(order(61, line("case", "cases")).get(0).sellType()).isEqualTo("cross_sell");
    }

    @Test
    void whoOwnsTheBetterProductOrSomethingBetterStillCannotUpgradeToItAgain() {
        relations.add(new RelationGraph.Relation("gold", "silver", "upgrade_of"));
        relations.add(new RelationGraph.Relation("silver", "bronze", "upgrade_of"));
        order(1, line("bronze", "plans"));

        assertThat(order(2, line("gold", "plans")).get(0).sellType()).isEqualTo("up_sell");
        assertThat(order(3, line("gold", "plans")).get(0).sellType()).isEqualTo("base");
        assertThat(order(4, line("silver", "plans")).get(0).sellType()).isEqualTo("base");
        holdings.giveBack("plans", "gold", 2 * UNIT, false);
        assertThat(order(5, line("gold", "plans")).get(0).sellType()).isEqualTo("up_sell");
    }

    @Test
    void anUpgradeOfAProductBelowTheHighestTierOwnedIsBase() {
        relations.add(new RelationGraph.Relation("other middle", "small", "upgrade_of"));
        order(1, tiered("small", "plans", 1, 1, 100), tiered("middle", "plans", 2, 1, 200));

        assertThat(order(2, tiered("other middle", "plans", 2, 1, 200)).get(0).sellType())
                .isEqualTo("base");
    }

    @Test
    void whoPaysForASubscriptionIsACustomerToWhomWhatIsSoldOnceIsCrossSold() {
        relations.add(new RelationGraph.Relation("terminal", "platform", "complement_of"));
        items.take(new ItemSpan("i", "platform", "platforms", 1, DAY, Long.MAX_VALUE));

        List<LineClassifier.Label> labels = order(5, line("terminal", "terminals"), line("course", "training"));

        assertThat(labels).extracting(LineClassifier.Label::sellType).containsOnly("cross_sell");
        assertThat(labels).extracting(LineClassifier.Label::existing).containsOnly(true);
        assertThat(labels).extracting(LineClassifier.Label::movementClass).containsOnly("one_off");
        assertThat(labels).extracting(LineClassifier.Label::reason).containsExactly("complement", "other_product");
    }

    @Test
    void aSubscriptionThatBeginsWithTheOrderOrEndedBeforeItMakesNoCustomer() {
        items.take(new ItemSpan("ended", "platform", "platforms", 1, DAY, 4 * DAY));
        items.take(new ItemSpan("begins", "platform", "platforms", 1, 5 * DAY, Long.MAX_VALUE));

        assertThat(order(5, line("terminal", "terminals")).get(0).existing()).isFalse();
    }

    @Test
    void aSubscriptionThatEndsWithTheOrderWasActiveBeforeIt() {
        items.take(new ItemSpan("i", "platform", "platforms", 1, DAY, 5 * DAY));

        assertThat(order(5, line("terminal", "terminals")).get(0).sellType()).isEqualTo("cross_sell");
        assertThat(order(6, line("lamp", "lamps")).get(0).reason()).isEqualTo("other_product");
    }

    @Test
    void theFamilyOfASubscriptionIsOwnedAtItsTier() {
        items.take(new ItemSpan("i", "silver", "plans", 2, DAY, Long.MAX_VALUE));

        assertThat(order(
                        2,
                        tiered("bronze voucher", "plans", 1, 1, 100),
                        tiered("gold voucher", "plans", 3, 1, 300),
                        tiered("silver voucher", "plans", 2, 1, 200)))
                .extracting(LineClassifier.Label::sellType)
                .containsExactly("base", "up_sell", "base");
    }

    @Test
    void whatAnOrderBillsForTheFirstTimeIsPartOfWhatItSells() {
        relations.add(new RelationGraph.Relation("extra", "platform", "addon_of"));
        items.take(new ItemSpan("i", "platform", "platforms", 1, DAY, Long.MAX_VALUE));
        items.take(new ItemSpan("j", "extra", "extras", null, 40 * DAY, Long.MAX_VALUE));

        List<LineClassifier.Label> first = order(1, DAY / 2, billing("i", "platform", "platforms", 1));
        List<LineClassifier.Label> renewal = order(31, 0, billing("i", "platform", "platforms", 1));
        List<LineClassifier.Label> addOn =
                order(40, DAY / 2, billing("i", "platform", "platforms", 1), billing("j", "extra", "extras", null));

        assertThat(first.get(0)).isEqualTo(new LineClassifier.Label("base", null, false, "new", "purchase", null));
        assertThat(renewal.get(0).existing()).isTrue();
        assertThat(renewal.get(0).sellType()).isEqualTo("base");
        assertThat(addOn).extracting(LineClassifier.Label::sellType).containsExactly("base", "cross_sell");
        assertThat(addOn.get(1).reason()).isEqualTo("add_on");
    }

    @Test
    void anOrderThatBillsTheHigherTierOfAnItemSeesTheTierItHadThatMorning() {
        items.take(new ItemSpan("i", "basic", "plans", 1, DAY, 40 * DAY + 10));
        items.take(new ItemSpan("i", "pro", "plans", 2, 40 * DAY + 10, Long.MAX_VALUE));
        order(1, DAY / 2, billing("i", "basic", "plans", 1));

        LineClassifier.Label label =
                order(40, DAY / 2, billing("i", "pro", "plans", 2)).get(0);

        assertThat(label.sellType()).isEqualTo("up_sell");
        assertThat(label.replaced()).isEqualTo(100);
    }

    @Test
    void aFamilyPaidForBySubscriptionIsOwnedNoLongerThanItIsPaidFor() {
        items.take(new ItemSpan("i", "extra", "extras", null, DAY, 31 * DAY));
        order(1, DAY / 2, line("phone", "phones"), billing("i", "extra", "extras", null));

        assertThat(order(40, line("extra box", "extras")).get(0).sellType()).isEqualTo("cross_sell");
    }

    @Test
    void aRecurringProductWithoutAnItemIdBillsTheItemsOfItsFamily() {
        items.take(new ItemSpan("i", "platform", "platforms", 1, DAY, 31 * DAY));

        List<LineClassifier.Label> first = order(1, DAY / 2, billing(null, "platform", "platforms", 1));
        List<LineClassifier.Label> back = order(40, 0, billing(null, "platform", "platforms", 1));

        assertThat(first.get(0).movementClass()).isEqualTo("new");
        assertThat(back.get(0).sellType()).isEqualTo("cross_sell");
        assertThat(back.get(0).existing()).isTrue();
    }

    @Test
    void aReturnOfWhatBilledAnItemLeavesNoCustomer() {
        items.take(new ItemSpan("i", "extra", "extras", null, DAY, 31 * DAY));
        order(1, DAY / 2, billing("i", "extra", "extras", null));
        holdings.giveBack("extras", "extra", UNIT, true);

        assertThat(order(40, line("lamp", "lamps")).get(0).existing()).isFalse();
    }

    private static PurchaseLine billing(@Nullable String item, String product, String family, @Nullable Integer tier) {
        return new PurchaseLine(product, "", 0, product, family, tier, true, UNIT, 100, 100, false, null, item);
    }

    private List<LineClassifier.Label> order(int day, PurchaseLine... lines) {
        return order(day, 0, lines);
    }

    /** An order so long after the day begins. */
    private List<LineClassifier.Label> order(int day, long after, PurchaseLine... lines) {
        List<PurchaseLine> dated = Arrays.stream(lines)
                .map(line -> new PurchaseLine(
                        day + line.productId(),
                        "order" + day,
                        day * DAY + after,
                        line.productId(),
                        line.family(),
                        line.tier(),
                        line.recurring(),
                        line.quantity(),
                        line.value(),
                        line.net(),
                        line.crossSellOffer(),
                        line.replacesLineId(),
                        line.itemId()))
                .toList();
        return new LineClassifier(RelationGraph.of(relations), holdings, items).classify(dated, day * DAY);
    }

    private static PurchaseLine line(String product, String family) {
        return line(product, family, null, 1, 100);
    }

    private static PurchaseLine tiered(String product, String family, int tier, int quantity, long value) {
        return line(product, family, tier, quantity, value);
    }

    private static PurchaseLine line(String product, String family, @Nullable Integer tier, int quantity, long value) {
        return new PurchaseLine(
                product, "", 0, product, family, tier, false, quantity * UNIT, value, value, false, null, null);
    }
}
