package io.crosslift.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The reasons given for touches are those by which the journeys were built, on accounts of random events. */
class ConversionJourneyProperties {
    private static final long DAY = 86_400_000_000L;
    private static final List<String> FAMILIES = List.of("X", "Y", "Z");
    private static final JourneyRules RULES =
            new JourneyRules(DAY / 48, 90 * DAY, 20 * DAY, 10 * DAY, 1_000, Long.MIN_VALUE, 400 * DAY);

    private record Order(long at, Goal goal, String family, String id) {}

    private final List<ConversionJourney.Contact> contacts = new ArrayList<>();
    private final List<ConversionJourney.Change> changes = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Journey> journeys = new ArrayList<>();

    @Property(tries = 300)
    void aTouchOutsideTheJourneyHasAReasonAndOneInsideHasNone(@ForAll long seed) {
        account(new Random(seed));

        for (Order order : orders) {
            Journey journey = journeyOf(order);
            List<ConversionJourney.Judged> judged = judged(order, ids(journey));

            assertThat(judged).noneMatch(touch -> touch.standing() == TouchStanding.UNKNOWN);
            assertThat(judged.stream()
                            .filter(touch -> touch.standing() == TouchStanding.EARNS)
                            .map(touch -> touch.contact().id()))
                    .containsExactlyElementsOf(ids(journey));
        }
    }

    @Property(tries = 300)
    void noReasonFitsATouchOfTheJourneyEvenIfItWereNotToldThatItEarns(@ForAll long seed) {
        account(new Random(seed));

        for (Order order : orders) {
            Set<String> inside = new HashSet<>(ids(journeyOf(order)));

            assertThat(judged(order, List.of()).stream()
                            .filter(touch -> touch.standing() == TouchStanding.UNKNOWN)
                            .map(touch -> touch.contact().id())
                            .collect(Collectors.toSet()))
                    .isEqualTo(inside);
        }
    }

    private List<ConversionJourney.Judged> judged(Order order, List<String> earning) {
        Set<String> earlier = journeys.stream()
                .filter(journey -> journey.endKind() == EndKind.CONVERTED && journey.goal() == order.goal())
                .filter(journey -> journey.end() < order.at())
                .flatMap(journey -> ids(journey).stream())
                .collect(Collectors.toSet());
        ConversionJourney.Target target = new ConversionJourney.Target(order.goal(), order.family(), order.at());
        return new ConversionJourney(target, RULES, changes, Set.copyOf(earning), earlier, false).judge(contacts);
    }

    private Journey journeyOf(Order order) {
        return journeys.stream()
                .filter(journey -> journey.conversionIds().contains(order.id()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(Journey journey) {
        return Arrays.stream(journey.touches()).mapToObj(journey.log()::id).toList();
    }

    /** Thirty instants, each a touch, an order or a change of ownership. */
    private void account(Random random) {
        contacts.clear();
        changes.clear();
        orders.clear();
        journeys.clear();
        AccountJourneys account =
                new AccountJourneys("A", RULES, (name, journey) -> journeys.add(journey), new TouchCounts());
        for (int i = 0; i < 30; i++) {
            long at = i * DAY + random.nextInt(1000);
            String family = FAMILIES.get(random.nextInt(3));
            switch (random.nextInt(5)) {
                case 0 -> {
                    boolean owned = random.nextInt(4) > 0;
                    boolean belowTop = owned && random.nextBoolean();
                    changes.add(new ConversionJourney.Change(family, at, owned, belowTop));
                    account.ownership(at, family, owned, belowTop);
                }
                case 1 -> {
                    Order order = new Order(at, Goal.values()[random.nextInt(2)], family, "conversion-" + i);
                    orders.add(order);
                    account.conversion(
                            at, "order-" + i, order.goal().name().toLowerCase(Locale.ROOT), order.id(), family, 100);
                }
                default -> {
                    List<String> families = random.nextInt(3) == 0 ? List.of() : List.of(family);
                    String id = String.format(Locale.ROOT, "touch-%02d", i);
                    contacts.add(new ConversionJourney.Contact(id, at, families));
                    account.touch(at, id, "email", "campaign", families.isEmpty() ? null : family);
                }
            }
        }
        account.finish();
    }
}
