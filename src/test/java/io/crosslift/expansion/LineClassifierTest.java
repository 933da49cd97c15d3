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
        holdings.giveBack("cases", "case", UNIT);

        assertThat(order(2, line("case", "cases")).get(0).sellType()).isEqualTo("cross_sell");
    }

    @Test
    void anAccountThatReturnedEverythingIsAcquiredAnew() {
        order(1, line("phone", "phones"));
        holdings.giveBack("phones", "phone", UNIT);

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
                new PurchaseLine("l", "1", DAY, "case", "cases", null, false, UNIT, 100, 100, true, null);

        assertThat(order(1, onOffer).get(0).sellType()).isEqualTo("cross_sell");
    }

    @Test
    void ownershipThatExpiredLetsTheFamilyBeCrossSoldAgain() {
        holdings = new AccountHoldings(30 * DAY);
        order(1, line("phone", "phones"), line("case", "cases"));

        assertThat(order(30, line("case", "cases")).get(0).sellType()).isEqualTo("base");
        assertThat(order(61, line("case", "cases")).get(0).sellType()).isEqualTo("cross_sell");
    }

    private List<LineClassifier.Label> order(int day, PurchaseLine... lines) {
        List<PurchaseLine> dated = Arrays.stream(lines)
                .map(line -> new PurchaseLine(
                        day + line.productId(),
                        "order" + day,
                        day * DAY,
                        line.productId(),
                        line.family(),
                        line.tier(),
                        line.recurring(),
                        line.quantity(),
                        line.value(),
                        line.net(),
                        line.crossSellOffer(),
                        line.replacesLineId()))
                .toList();
        return new LineClassifier(RelationGraph.of(relations), holdings).classify(dated);
    }

    private static PurchaseLine line(String product, String family) {
        return line(product, family, null, 1, 100);
    }

    private static PurchaseLine tiered(String product, String family, int tier, int quantity, long value) {
        return line(product, family, tier, quantity, value);
    }

    private static PurchaseLine line(String product, String family, @Nullable Integer tier, int quantity, long value) {
        return new PurchaseLine(
                product, "", 0, product, family, tier, false, quantity * UNIT, value, value, false, null);
    }
}
