package io.crosslift.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.ScenarioLoader;
import io.crosslift.simulate.world.AccountHistory.Item;
import io.crosslift.simulate.world.AccountHistory.Subscription;
import io.crosslift.simulate.world.Billing.Bill;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Bills of written histories, in cents of dollars, beside parts of days by hand; and books that add up for made ones. */
class BillingTest {
    private static final long OPEN = AccountHistory.OPEN;
    private static final Map<String, String> NO_DISCOUNT = Map.of("scenario.customers.discounted", "0");

    private final World world = world(Map.of());
    private final int core = world.scenario().entry();

    @Test
    void aChangeInsideAMonthGivesTheRestOfItBackAndBillsItAnew() {
        AccountHistory history = new AccountHistory();
        history.subscriptions().add(active(1, at("2024-01-11"), OPEN));
        history.items().add(new Item(1, 1, at("2024-01-11"), at("2024-01-21"), core, 0, 2));
        history.items().add(new Item(1, 1, at("2024-01-21"), OPEN, core, 0, 3));

        assertThat(lines(Billing.of(world, account(account -> !account.yearly()), history)))
                .containsExactly(
                        "2024-01-11 2 2710 false", // 21 of 31 days of 40.00
                        "2024-01-21 -2 -1419 false", // 11 of 31 days of 40.00
                        "2024-01-21 3 2129 false", // 11 of 31 days of 60.00
                        "2024-02-01 3 6000 true",
                        "2024-03-01 3 6000 true");
    }

    @Test
    void whoLeavesInsideAYearGetsTheRestOfItBack() {
        AccountHistory history = new AccountHistory();
        history.subscriptions()
                .add(new Subscription(1, at("2023-03-01"), at("2023-08-10"), "active", at("2023-03-01"), OPEN, OPEN));
        history.subscriptions()
                .add(new Subscription(
                        1, at("2023-08-10"), OPEN, "cancelled", at("2023-03-01"), at("2023-08-10"), at("2023-09-01")));
        history.items().add(new Item(1, 1, at("2023-03-01"), OPEN, core, 0, 1));

        assertThat(lines(Billing.of(world, account(Account::yearly), history)))
                .containsExactly("2023-03-01 1 20000 true", "2023-09-01 -1 -9945 false"); // 182 of 366 days of 200.00
    }

    @Test
    void nothingIsBilledInAPause() {
        AccountHistory history = new AccountHistory();
        history.subscriptions().add(active(1, at("2024-01-01"), at("2024-01-17")));
        history.subscriptions()
                .add(new Subscription(1, at("2024-01-17"), at("2024-03-30"), "paused", at("2024-01-01"), OPEN, OPEN));
        history.subscriptions().add(active(1, at("2024-03-30"), OPEN));
        history.items().add(new Item(1, 1, at("2024-01-01"), OPEN, core, 0, 1));

        assertThat(lines(Billing.of(world, account(account -> !account.yearly()), history)))
                .containsExactly(
                        "2024-01-01 1 2000 true",
                        "2024-01-17 -1 -968 false", // 15 of 31 days of 20.00
                        "2024-03-30 1 129 false"); // 2 of 31 days of 20.00
    }

    @Test
    void aLineThatIsBookedLateIsMissedInItsMonthAndFoundInTheNext() {
        World late = world(Map.of("scenario.ledger.late", "1", "scenario.ledger.tax", "0"));
        AccountHistory history = new AccountHistory();
        history.subscriptions().add(active(1, at("2024-01-16"), at("2024-02-01")));
        history.items().add(new Item(1, 1, at("2024-01-16"), at("2024-02-01"), core, 0, 1));

        Ledger ledger = Ledger.of(late, account(account -> !account.yearly()), history, List.of());

        assertThat(ledger.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.month()).isEqualTo("2024-02-01");
            assertThat(entry.amount()).isEqualTo(1032); // 16 of 31 days of 20.00
        });
        assertThat(ledger.differences())
                .extracting(each -> each.month() + " " + each.reason() + " " + each.cents())
                .containsExactly("2024-01-01 TIMING_CUTOFF -1032", "2024-02-01 TIMING_CUTOFF 1032");
    }

    @Test
    void theDifferencesOfAnAccountAddUpToLedgerLessSales() {
        World mixed = World.of(ScenarioLoader.load("mixed", Map.of("scenario.ledger.late", "0.2")), 3, world.horizon());
        LongStream.range(0, 200).mapToObj(mixed::account).forEach(account -> {
            AccountHistory history = Walk.of(mixed, Life.of(mixed, account.number()), Treatment.FACTUAL);
            Ledger ledger =
                    Ledger.of(mixed, account, history, List.of(new Ledger.UnsoundLine(true, 7, at("2024-02-02"), 99)));
            long booked = ledger.entries().stream()
                    .mapToLong(entry -> Rates.converted(entry.amount(), entry.rate()))
                    .sum();
            long billed = Billing.of(mixed, account, history).stream()
                    .mapToLong(
                            bill -> mixed.rates().converted(bill.net(), account.currency(), Horizon.day(bill.from())))
                    .sum();
            long sold = history.sales().stream()
                    .mapToLong(sale -> mixed.rates().converted(sale.net(), account.currency(), Horizon.day(sale.at()))
                            - mixed.rates().converted(sale.refunded(), account.currency(), Horizon.day(sale.at())))
                    .sum();

            assertThat(ledger.differences().stream()
                            .mapToLong(Ledger.Difference::cents)
                            .sum())
                    .isEqualTo(booked - billed - sold);
        });
    }

    private static List<String> lines(List<Bill> bills) {
        return bills.stream()
                .map(bill -> LocalDate.ofEpochDay(Horizon.day(bill.from())) + " " + bill.seats() + " " + bill.net()
                        + " " + bill.whole())
                .toList();
    }

    private static Subscription active(int number, long from, long to) {
        return new Subscription(number, from, to, "active", from, OPEN, OPEN);
    }

    /** One that pays in dollars. */
    private Account account(Predicate<Account> wanted) {
        return LongStream.range(0, 1000)
                .mapToObj(world::account)
                .filter(account -> world.scenario()
                        .customers()
                        .currencies()
                        .get(account.currency())
                        .name()
                        .equals("USD"))
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private static long at(String day) {
        return LocalDate.parse(day).toEpochDay() * Horizon.DAY;
    }

    private static World world(Map<String, String> changes) {
        Map<String, String> all = new java.util.HashMap<>(NO_DISCOUNT);
        all.putAll(changes);
        return World.of(
                ScenarioLoader.load("saas", all), 42, new Horizon(LocalDate.of(2023, 1, 1), LocalDate.of(2024, 3, 31)));
    }
}
