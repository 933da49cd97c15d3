package io.crosslift.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.ScenarioSettings.Family;
import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.Horizon;
import io.crosslift.simulate.world.Life;
import io.crosslift.simulate.world.Treatment;
import io.crosslift.simulate.world.Walk;
import io.crosslift.simulate.world.World;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What made accounts bought once, labelled line by line, beside what they were made to buy more of. */
class PlantedSalesTest {
    private static final Horizon TWO_YEARS = new Horizon(LocalDate.of(2024, 1, 1), LocalDate.of(2025, 12, 31));
    private static final int ACCOUNTS = 1_000;
    private static final long SECOND = 1_000_000;
    private static final long DAY = 86_400 * SECOND;

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "commerce"})
    void theCrossSellsAndUpSellsOfEveryAccountAreFoundAndNoOthers(String scenario) {
        World world = World.of(ScenarioLoader.load(scenario, Map.of()), 7, TWO_YEARS);
        List<Family> families = world.scenario().families();
        RelationGraph relations = upgrades(families);
        List<String> found = new ArrayList<>();
        List<String> planted = new ArrayList<>();
        for (long number = 0; number < ACCOUNTS; number++) {
            AccountHistory history = Walk.of(world, Life.of(world, number), Treatment.FACTUAL);
            found.addAll(found(number, history, families, relations));
            for (AccountHistory.Gain gain : history.gains()) {
                if (!families.get(gain.family()).recurring()) {
                    planted.add(conversion(
                            number, gain.at(), gain.crossSell() ? "cross_sell" : "up_sell", families, gain.family()));
                }
            }
        }

        assertThat(planted).anyMatch(gain -> gain.contains("cross_sell")).anyMatch(gain -> gain.contains("up_sell"));
        assertThat(found).containsExactlyElementsOf(planted);
    }

    private static List<String> found(
            long account, AccountHistory history, List<Family> families, RelationGraph relations) {
        ItemHoldings items = new ItemHoldings();
        history.items().forEach(item -> paid(item, history, families).forEach(items::take));
        LineClassifier classifier = new LineClassifier(relations, new AccountHoldings(Long.MAX_VALUE), items);
        List<String> found = new ArrayList<>();
        for (AccountHistory.Sale sale : history.sales()) {
            PurchaseLine line = line(sale, families);
            LineClassifier.Label label = classifier
                    .classify(List.of(line), line.at() - line.at() % DAY)
                    .get(0);
            if (label.existing() && !label.sellType().equals("base")) {
                found.add(conversion(account, sale.at(), label.sellType(), families, sale.family()));
            }
        }
        return found;
    }

    /** The times in which an item's subscription is active, or cancelled and still served. */
    private static List<ItemSpan> paid(AccountHistory.Item item, AccountHistory history, List<Family> families) {
        return history.subscriptions().stream()
                .filter(version -> version.number() == item.subscription()
                        && !version.status().equals("paused"))
                .map(version -> new ItemSpan(
                        "i" + item.number(),
                        product(families, item.family(), item.tier()),
                        families.get(item.family()).name(),
                        tier(families, item.family(), item.tier()),
                        Math.max(item.from(), version.from()) * SECOND,
                        Math.min(Math.min(end(item.to()), end(version.to())), end(version.endsAt()))))
                .filter(span -> span.from() < span.to())
                .toList();
    }

    private static PurchaseLine line(AccountHistory.Sale sale, List<Family> families) {
        return new PurchaseLine(
                "l" + sale.number(),
                "o" + sale.number(),
                sale.at() * SECOND,
                product(families, sale.family(), sale.tier()),
                families.get(sale.family()).name(),
                tier(families, sale.family(), sale.tier()),
                false,
                sale.quantity() * 1_000_000L,
                sale.net(),
                sale.net() - sale.refunded(),
                false,
                null,
                null);
    }

    /** Each tier upgrades the one below it. */
    private static RelationGraph upgrades(List<Family> families) {
        return RelationGraph.of(IntStream.range(0, families.size())
                .boxed()
                .flatMap(family -> IntStream.range(
                                1, families.get(family).prices().size())
                        .mapToObj(tier -> new RelationGraph.Relation(
                                product(families, family, tier), product(families, family, tier - 1), "upgrade_of")))
                .toList());
    }

    private static String product(List<Family> families, int family, int tier) {
        return families.get(family).name() + "-" + (tier + 1);
    }

    private static @Nullable Integer tier(List<Family> families, int family, int tier) {
        return families.get(family).prices().size() == 1 ? null : Integer.valueOf(tier + 1);
    }

    private static long end(long second) {
        return second == AccountHistory.OPEN ? Long.MAX_VALUE : second * SECOND;
    }

    private static String conversion(long account, long at, String sellType, List<Family> families, int family) {
        return account + " " + at + " " + sellType + " " + families.get(family).name();
    }
}
