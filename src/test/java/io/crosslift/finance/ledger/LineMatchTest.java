package io.crosslift.finance.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of March against the ledger; every expectation is what the definition of a reason says. */
class LineMatchTest {
    private static final LocalDate MARCH = LocalDate.of(2025, 3, 1);
    private static final LocalDate APRIL = LocalDate.of(2025, 4, 1);

    @Test
    void anEntryOfTheSameAmountLeavesNothingToExplain() {
        assertThat(postings(line("100.00", "0.00"), booked("e1", MARCH, "100.00")))
                .containsExactly("2025-03 4000 - 100.00 100.00");
    }

    @Test
    void anEntryOfTheNextMonthIsTiming() {
        assertThat(postings(line("100.00", "0.00"), booked("e1", APRIL, "100.00")))
                .containsExactly("2025-03 4000 TIMING_CUTOFF 100.00 0.00", "2025-04 4000 TIMING_CUTOFF 0.00 100.00");
    }

    @Test
    void whatIsBookedInNoMonthIsUnexplained() {
        assertThat(postings(line("100.00", "0.00"))).containsExactly("2025-03 (none) UNEXPLAINED 100.00 0.00");
        assertThat(postings(line("100.00", "0.00"), booked("e1", MARCH, "60.00")))
                .containsExactly("2025-03 4000 UNEXPLAINED 100.00 60.00");
    }

    @Test
    void whatIsBookedTwiceIsUnexplained() {
        assertThat(postings(line("100.00", "0.00"), booked("e1", MARCH, "100.00"), booked("e2", MARCH, "100.00")))
                .containsExactly("2025-03 4000 UNEXPLAINED 100.00 200.00");
    }

    @Test
    void aRateOfTheLedgersOwnIsTheRatesDoingAndTimingIsWorthTheRateUsedHere() {
        KpiLine euros = new KpiLine(MARCH, money("120.00"), money("0.00"), money("100.0000"), "EUR", money("1.2"));

        assertThat(postings(euros, booked("e1", MARCH, "100.00", "EUR", "1.19")))
                .containsExactly("2025-03 4000 FX_RATE 120.00 119.00");
        assertThat(postings(euros, booked("e1", APRIL, "100.00", "EUR", "1.19")))
                .containsExactly(
                        "2025-03 4000 TIMING_CUTOFF 120.00 0.00",
                        "2025-04 4000 TIMING_CUTOFF 0.00 120.00",
                        "2025-04 4000 FX_RATE 0.00 -1.00");
    }

    @Test
    void anAmountInAnotherCurrencyThanTheLineIsComparedInTheReportingCurrency() {
        KpiLine euros = new KpiLine(MARCH, money("120.00"), money("0.00"), money("100.0000"), "EUR", money("1.2"));

        assertThat(postings(euros, booked("e1", MARCH, "120.00"))).containsExactly("2025-03 4000 - 120.00 120.00");
        assertThat(postings(euros, booked("e1", MARCH, "119.00")))
                .as("no rate says so")
                .containsExactly("2025-03 4000 UNEXPLAINED 120.00 119.00");
    }

    @Test
    void aCentPerEntryIsRoundingAndTwoAreNot() {
        assertThat(postings(line("100.01", "0.00"), booked("e1", MARCH, "100.00")))
                .containsExactly("2025-03 4000 ROUNDING 100.01 100.00");
        assertThat(postings(line("100.02", "0.00"), booked("e1", MARCH, "100.00")))
                .containsExactly("2025-03 4000 UNEXPLAINED 100.02 100.00");
        assertThat(postings(line("100.00", "0.00"), booked("e1", MARCH, "100.01")))
                .containsExactly("2025-03 4000 ROUNDING 100.00 100.01");
    }

    @Test
    void aRefundThatBothKnowInTheSameMonthAgrees() {
        assertThat(postings(line("100.00", "30.00"), booked("e1", MARCH, "100.00"), booked("e2", MARCH, "-30.00")))
                .containsExactly("2025-03 4000 - 70.00 70.00");
    }

    @Test
    void aRefundThatTheLedgerBooksLaterLagsInBothMonths() {
        assertThat(postings(line("100.00", "30.00"), booked("e1", MARCH, "100.00"), booked("e2", APRIL, "-30.00")))
                .containsExactly("2025-03 4000 REFUND_LAG 70.00 100.00", "2025-04 4000 REFUND_LAG 0.00 -30.00");
    }

    @Test
    void aRefundThatOneSideAloneKnowsLags() {
        assertThat(postings(line("100.00", "0.00"), booked("e1", MARCH, "100.00"), booked("e2", MARCH, "-30.00")))
                .containsExactly("2025-03 4000 REFUND_LAG 100.00 70.00");
        assertThat(postings(line("100.00", "30.00"), booked("e1", MARCH, "100.00")))
                .containsExactly("2025-03 4000 REFUND_LAG 70.00 100.00");
    }

    @Test
    void aRefundThatLiesInQuarantineHereSaysSo() {
        LineMatch.Evidence evidence = new LineMatch.Evidence(
                line("100.00", "0.00"),
                Reason.UNEXPLAINED,
                true,
                List.of(booked("e1", MARCH, "100.00"), booked("e2", MARCH, "-30.00")));

        assertThat(LineMatch.of(evidence).stream().map(LineMatchTest::text))
                .containsExactly("2025-03 4000 QUARANTINED 100.00 70.00");
    }

    @Test
    void moreGivenBackThanTheLineWasWorthIsUnexplained() {
        assertThat(postings(line("100.00", "0.00"), booked("e1", MARCH, "100.00"), booked("e2", MARCH, "-130.00")))
                .containsExactly("2025-03 4000 REFUND_LAG 100.00 0.00", "2025-03 4000 UNEXPLAINED 0.00 -30.00");
    }

    @Test
    void whatIsNotCountedHereHasTheReasonForThat() {
        for (Reason absence :
                List.of(Reason.QUARANTINED, Reason.TAX_SCOPE, Reason.EXCLUDED_SCOPE, Reason.UNEXPLAINED)) {
            LineMatch.Evidence evidence =
                    new LineMatch.Evidence(null, absence, false, List.of(booked("e1", MARCH, "100.00")));

            assertThat(LineMatch.of(evidence).stream().map(LineMatchTest::text))
                    .containsExactly("2025-03 4000 " + absence + " 0.00 100.00");
        }
    }

    @Test
    void taxesJournalsAndOtherAccountsStandByThemselvesWhateverTheLine() {
        assertThat(postings(
                        line("100.00", "0.00"),
                        booked("e1", MARCH, "100.00"),
                        entry("e2", "2200", LedgerEntry.Kind.TAX, "19.00"),
                        entry("e3", "4000", LedgerEntry.Kind.MANUAL, "5.00"),
                        entry("e4", "1000", LedgerEntry.Kind.OTHER_ACCOUNT, "7.00"),
                        entry("e5", "4000", LedgerEntry.Kind.UNLINKED, "3.00")))
                .containsExactlyInAnyOrder(
                        "2025-03 4000 UNEXPLAINED 100.00 103.00",
                        "2025-03 4000 MANUAL_JOURNAL 0.00 5.00",
                        "2025-03 2200 TAX_SCOPE 0.00 19.00",
                        "2025-03 1000 EXCLUDED_SCOPE 0.00 7.00");
    }

    @Test
    void aCreditLineIsTheMirrorOfASale() {
        assertThat(postings(line("-100.00", "0.00"), booked("e1", APRIL, "-100.00")))
                .containsExactly("2025-03 4000 TIMING_CUTOFF -100.00 0.00", "2025-04 4000 TIMING_CUTOFF 0.00 -100.00");
    }

    @Test
    void whatChangesInAClosedMonthIsBookedInTheFirstOpenOne() {
        ClosedPeriod closed = new ClosedPeriod(MARCH, MARCH);
        List<Posting> kept = LineMatch.of(new LineMatch.Evidence(
                line("100.00", "0.00"), Reason.UNEXPLAINED, false, List.of(booked("e1", MARCH, "100.00"))));
        List<Posting> now = LineMatch.of(new LineMatch.Evidence(
                line("100.00", "30.00"),
                Reason.UNEXPLAINED,
                false,
                List.of(booked("e1", MARCH, "100.00"), booked("e2", APRIL, "-30.00"))));

        assertThat(closed.restated(now, kept).stream().map(LineMatchTest::text))
                .containsExactly("2025-04 4000 REFUND_LAG 0.00 -30.00", "2025-04 4000 RESTATEMENT -30.00 0.00");
        assertThat(closed.restated(kept, kept)).isEmpty();
    }

    private static KpiLine line(String value, String refunded) {
        return new KpiLine(MARCH, money(value), money(refunded), money(value), "USD", BigDecimal.ONE);
    }

    private static LedgerEntry booked(String id, LocalDate period, String amount) {
        return booked(id, period, amount, "USD", "1");
    }

    private static LedgerEntry booked(String id, LocalDate period, String amount, String currency, String rate) {
        return new LedgerEntry(id, period, "4000", LedgerEntry.Kind.REVENUE, money(amount), currency, money(rate));
    }

    private static LedgerEntry entry(String id, String account, LedgerEntry.Kind kind, String amount) {
        return new LedgerEntry(id, MARCH, account, kind, money(amount), "USD", BigDecimal.ONE);
    }

    private static List<String> postings(KpiLine line, LedgerEntry... entries) {
        return LineMatch.of(new LineMatch.Evidence(line, Reason.UNEXPLAINED, false, List.of(entries))).stream()
                .map(LineMatchTest::text)
                .toList();
    }

    private static String text(Posting posting) {
        return posting.month().toString().substring(0, 7) + " " + posting.account() + " "
                + (posting.reason() == null ? "-" : posting.reason()) + " " + posting.kpi() + " " + posting.ledger();
    }

    private static BigDecimal money(String text) {
        return new BigDecimal(text);
    }
}
