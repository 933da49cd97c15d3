package io.crosslift.finance.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds of any line and any entries, however little they have to do with each other. */
class LineMatchProperties {
    private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);
    private static final int MONTHS = 4;
    private static final List<String> CURRENCIES = List.of("USD", "EUR");

    @Property(tries = 2000)
    void reasonsAddUpToLedgerLessKpiAndEveryAccountHoldsWhatTheLedgerHolds(@ForAll long seed) {
        LineMatch.Evidence evidence = evidence(new Random(seed));

        List<Posting> postings = LineMatch.of(evidence);

        BigDecimal kpi = evidence.line() == null
                ? BigDecimal.ZERO
                : evidence.line().value().subtract(evidence.line().refunded());
        BigDecimal ledger = sum(evidence.entries(), LineMatchProperties::reporting);
        assertThat(sum(postings, Posting::kpi)).isEqualByComparingTo(kpi);
        assertThat(sum(postings, Posting::ledger)).isEqualByComparingTo(ledger);
        assertThat(sum(
                        postings.stream()
                                .filter(posting -> posting.reason() != null)
                                .toList(),
                        Posting::difference))
                .as("what has no reason differs by nothing")
                .isEqualByComparingTo(ledger.subtract(kpi));
        for (int month = 0; month < MONTHS; month++) {
            LocalDate at = FIRST.plusMonths(month);
            for (String account : List.of("4000", "4100")) {
                assertThat(sum(
                                postings.stream()
                                        .filter(posting -> posting.month().equals(at)
                                                && posting.account().equals(account))
                                        .toList(),
                                Posting::ledger))
                        .isEqualByComparingTo(sum(
                                evidence.entries().stream()
                                        .filter(entry -> entry.period().equals(at)
                                                && entry.account().equals(account))
                                        .toList(),
                                LineMatchProperties::reporting));
            }
        }
    }

    @Property(tries = 1000)
    void theLineIsCountedInItsOwnMonthOnly(@ForAll long seed) {
        LineMatch.Evidence evidence = evidence(new Random(seed));

        for (Posting posting : LineMatch.of(evidence)) {
            if (evidence.line() == null
                    || !posting.month().equals(evidence.line().month())) {
                assertThat(posting.kpi()).isEqualByComparingTo("0");
            }
        }
    }

    @Property(tries = 1000)
    void theOrderOfEntriesIsIrrelevantAndAReasonComesOncePerMonthAndAccount(@ForAll long seed) {
        LineMatch.Evidence evidence = evidence(new Random(seed));
        List<LedgerEntry> shuffled = new ArrayList<>(evidence.entries());
        Collections.shuffle(shuffled, new Random(seed + 1));

        List<Posting> postings = LineMatch.of(evidence);

        assertThat(LineMatch.of(new LineMatch.Evidence(
                        evidence.line(), evidence.absence(), evidence.refundInQuarantine(), shuffled)))
                .isEqualTo(postings);
        assertThat(postings)
                .extracting(posting -> posting.month() + posting.account() + posting.reason())
                .doesNotHaveDuplicates();
    }

    @Property(tries = 1000)
    void closingLosesNothingHoweverOftenFiguresChange(@ForAll long seed) {
        Random random = new Random(seed);
        List<Posting> first = LineMatch.of(evidence(random));
        List<Posting> second = LineMatch.of(evidence(random));
        List<Posting> third = LineMatch.of(evidence(random));
        ClosedPeriod january = new ClosedPeriod(FIRST, FIRST);
        ClosedPeriod february = new ClosedPeriod(FIRST, FIRST.plusMonths(1));

        List<Posting> kept = first.stream()
                .filter(posting -> posting.month().equals(FIRST))
                .collect(Collectors.toCollection(ArrayList::new));
        List<Posting> afterFirst = january.restated(second, kept);
        assertThat(sum(kept, Posting::kpi).add(sum(afterFirst, Posting::kpi)))
                .isEqualByComparingTo(sum(second, Posting::kpi));
        afterFirst.stream()
                .filter(posting -> posting.month().equals(january.open()))
                .forEach(kept::add);
        List<Posting> afterSecond = february.restated(third, kept);

        assertThat(afterSecond).allMatch(posting -> posting.month().isAfter(february.last()));
        assertThat(sum(kept, Posting::kpi).add(sum(afterSecond, Posting::kpi)))
                .isEqualByComparingTo(sum(third, Posting::kpi));
        assertThat(sum(kept, Posting::ledger).add(sum(afterSecond, Posting::ledger)))
                .isEqualByComparingTo(sum(third, Posting::ledger));
    }

    /** Amounts are small and rates few, so that they meet often. */
    private static LineMatch.Evidence evidence(Random random) {
        KpiLine line = null;
        if (random.nextInt(5) > 0) {
            BigDecimal original = amount(random);
            String currency = CURRENCIES.get(random.nextInt(2));
            BigDecimal rate = rate(random, currency);
            BigDecimal value = cents(original.multiply(rate));
            BigDecimal refunded =
                    cents(value.multiply(BigDecimal.valueOf(random.nextInt(3))).movePointLeft(1));
            line = new KpiLine(FIRST.plusMonths(random.nextInt(MONTHS)), value, refunded, original, currency, rate);
        }
        List<LedgerEntry> entries = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String currency = CURRENCIES.get(random.nextInt(2));
            boolean whole = line != null && random.nextBoolean();
            entries.add(new LedgerEntry(
                    "e" + i,
                    FIRST.plusMonths(random.nextInt(MONTHS)),
                    random.nextInt(3) == 0 ? "4100" : "4000",
                    LedgerEntry.Kind.values()[Math.max(0, random.nextInt(12) - 7)],
                    whole ? line.original() : amount(random),
                    whole ? line.currency() : currency,
                    whole ? rate(random, line.currency()) : rate(random, currency)));
        }
        Reason absence = Reason.values()[random.nextInt(Reason.values().length)];
        return new LineMatch.Evidence(line, absence, random.nextBoolean(), entries);
    }

    private static BigDecimal amount(Random random) {
        return BigDecimal.valueOf(random.nextInt(2001) - 500, 2).setScale(4);
    }

    private static BigDecimal rate(Random random, String currency) {
        return currency.equals("USD") ? BigDecimal.ONE : BigDecimal.valueOf(11000 + 37 * random.nextInt(3), 4);
    }

    private static BigDecimal reporting(LedgerEntry entry) {
        return cents(entry.amount().multiply(entry.rate()));
    }

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }

    private static <T> BigDecimal sum(List<T> parts, Function<T, BigDecimal> amount) {
        return parts.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
