package io.crosslift.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.config.ScenarioLoader;
import io.crosslift.simulate.world.AccountHistory.Gain;
import io.crosslift.simulate.world.AccountHistory.Subscription;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What accounts sign, whom they recommend, and when they ask for help. */
class AgreementsTest {
    private static final Horizon TWO_YEARS = new Horizon(LocalDate.of(2024, 1, 1), LocalDate.of(2025, 12, 31));
    private static final int ACCOUNTS = 2_000;
    private static final double SIGMAS = 4;

    /** In dollars, an expansion adds what the engine's conversions are worth: the contract of a year after less that before. */
    @Test
    void inTheReportingCurrencyAnExpansionIsWorthWhatTheAccountGained() {
        World saas = world(Map.of("scenario.customers.yearly", "1"));
        long expansions = 0;
        for (long number = 0; number < 500; number++) {
            Account account = saas.account(number);
            AccountHistory history = history(saas, number);
            List<SignedContract> contracts = SignedContract.of(saas, account, history).stream()
                    .filter(contract -> contract.kind().equals("expansion"))
                    .toList();
            assertThat(contracts).hasSameSizeAs(history.gains());
            for (int i = 0; i < contracts.size(); i++) {
                Gain gain = history.gains().get(i);
                assertThat(contracts.get(i).at()).isEqualTo(gain.at());
                if (inDollars(saas, account)) {
                    assertThat(contracts.get(i).recurring()).isEqualTo(gain.value());
                    expansions++;
                }
            }
        }
        assertThat(expansions).isGreaterThan(50);
    }

    @Test
    void eachSubscriptionStartsWithANewContractAndIsRenewedYearByYear() {
        World saas = world(Map.of("scenario.customers.yearly", "1"));
        long renewals = 0;
        for (long number = 0; number < 500; number++) {
            AccountHistory history = history(saas, number);
            List<SignedContract> contracts = SignedContract.of(saas, saas.account(number), history);
            assertThat(contracts.stream().filter(contract -> contract.kind().equals("new")))
                    .extracting(SignedContract::at)
                    .containsExactlyElementsOf(history.subscriptions().stream()
                            .map(Subscription::startedAt)
                            .distinct()
                            .sorted()
                            .toList());
            for (SignedContract contract : contracts) {
                LocalDate signed = LocalDate.ofEpochDay(Horizon.day(contract.at()));
                assertThat(contract.nextRenewal()).isAfter(signed).isBeforeOrEqualTo(signed.plusYears(1));
                if (contract.kind().equals("renewal")) {
                    renewals++;
                    assertThat(contracts)
                            .anyMatch(before -> before.at() < contract.at()
                                    && before.nextRenewal().equals(signed)
                                    && before.recurring() > 0);
                }
            }
        }
        assertThat(renewals).isGreaterThan(100);
    }

    @Test
    void whoComesBackSignsForWhatItComesBackToAlone() {
        World saas = world(Map.of("scenario.customers.yearly", "1", "scenario.lifecycle.churn", "1"));
        long returns = 0;
        for (long number = 0; number < 500; number++) {
            Account account = saas.account(number);
            AccountHistory history = history(saas, number);
            for (Subscription subscription : history.subscriptions()) {
                if (subscription.number() > 1 && subscription.from() == subscription.startedAt()) {
                    long its = history.items().stream()
                            .filter(item -> item.subscription() == subscription.number()
                                    && item.from() == subscription.startedAt())
                            .mapToLong(item -> Prices.perYear(
                                    saas.prices().unit(account.currency(), item.family(), item.tier(), true),
                                    item.seats(),
                                    account.discount(),
                                    true))
                            .sum();
                    assertThat(SignedContract.of(saas, account, history))
                            .filteredOn(contract ->
                                    contract.kind().equals("new") && contract.at() == subscription.startedAt())
                            .extracting(SignedContract::recurring)
                            .containsExactly(its);
                    returns++;
                }
            }
        }
        assertThat(returns).isGreaterThan(20);
    }

    @Test
    void aContractOfTheTwentyNinthOfFebruaryIsRenewedOnTheTwentyEighth() {
        World leap = World.of(
                ScenarioLoader.load(
                        "saas",
                        Map.of(
                                "scenario.customers.yearly", "1",
                                "scenario.customers.installed", "1",
                                "scenario.lifecycle.churn", "0")),
                11,
                new Horizon(LocalDate.of(2024, 2, 29), LocalDate.of(2026, 12, 31)));
        long first = LongStream.range(0, 50)
                .filter(number -> Horizon.day(leap.account(number).acquiredAt())
                        == Horizon.day(leap.horizon().start()))
                .findFirst()
                .orElseThrow();

        assertThat(SignedContract.of(leap, leap.account(first), history(leap, first)).stream()
                        .filter(contract -> !contract.kind().equals("expansion"))
                        .map(SignedContract::nextRenewal))
                .containsExactly(LocalDate.of(2025, 2, 28), LocalDate.of(2026, 2, 28), LocalDate.of(2027, 2, 28));
    }

    @Test
    void whoPaysByTheMonthSignsNothing() {
        World saas = world(Map.of("scenario.customers.yearly", "0"));
        assertThat(LongStream.range(0, 50)
                        .mapToObj(number -> SignedContract.of(saas, saas.account(number), history(saas, number))))
                .allMatch(List::isEmpty);
    }

    /** A Poisson process: as many as rate times time, with that as variance. */
    @Test
    void accountsAskForHelpAtTheirRate() {
        World saas = world(Map.of(
                "scenario.support.tickets-per-year", "2",
                "scenario.support.after-purchase", "0",
                "scenario.customers.installed", "1"));
        double expected = LongStream.range(0, ACCOUNTS)
                .mapToDouble(
                        number -> 2 * (TWO_YEARS.end() - saas.account(number).acquiredAt()) / (365.25 * Horizon.DAY))
                .sum();

        assertThat((double) tickets(saas)).isCloseTo(expected, within(SIGMAS * Math.sqrt(expected)));
    }

    /** Of what is bought sixty days before the end or earlier, each purchase causes as many as its rate says. */
    @Test
    void purchasesCauseTicketsInTheTwoMonthsAfter() {
        World saas = world(Map.of("scenario.support.tickets-per-year", "0", "scenario.support.after-purchase", "1.5"));
        double expected = 0;
        for (long number = 0; number < ACCOUNTS; number++) {
            for (Gain gain : history(saas, number).gains()) {
                expected += 1.5 * Math.min(60, (TWO_YEARS.end() - gain.at()) / (double) Horizon.DAY) / 60;
            }
        }
        assertThat(expected).isGreaterThan(100);
        assertThat((double) tickets(saas)).isCloseTo(expected, within(SIGMAS * Math.sqrt(expected)));
    }

    @Test
    void aReferrerWasACustomerBeforeItRecommended() {
        World saas = world(Map.of());
        long known = 0;
        for (long number = 2; number < ACCOUNTS; number += 4) {
            Account account = saas.account(number);
            ReferredAccount referred = ReferredAccount.of(saas, account, number - 2);
            assertThat(referred.closedAt()).isEqualTo(account.acquiredAt());
            assertThat(referred.referredAt()).isBetween(account.acquiredAt() - 45 * Horizon.DAY, account.acquiredAt());
            if (referred.referrer() >= 0) {
                known++;
                assertThat(saas.account(referred.referrer()).acquiredAt()).isLessThan(referred.referredAt());
            }
        }
        assertThat(known).isBetween(1L, ACCOUNTS / 4L - 1);
    }

    private static long tickets(World world) {
        return LongStream.range(0, ACCOUNTS)
                .map(number -> Tickets.of(world, world.account(number), history(world, number))
                        .size())
                .sum();
    }

    private static AccountHistory history(World world, long number) {
        return Walk.of(world, Life.of(world, number), Treatment.FACTUAL);
    }

    private static boolean inDollars(World world, Account account) {
        return world.scenario()
                .customers()
                .currencies()
                .get(account.currency())
                .name()
                .equals("USD");
    }

    private static World world(Map<String, String> changes) {
        return World.of(ScenarioLoader.load("saas", new HashMap<>(changes)), 11, TWO_YEARS);
    }
}
