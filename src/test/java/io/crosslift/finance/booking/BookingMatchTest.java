package io.crosslift.finance.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contracts of one account; every expectation is what the definition of a reason says. */
class BookingMatchTest {
    private static final BookingMatch.Bounds BOUNDS =
            new BookingMatch.Bounds(LocalDate.parse("2025-12-31"), 31, new BigDecimal("0.01"), false);

    @Test
    void aContractThatBroughtWhatWasSignedOnItsDayNeedsNoReason() {
        assertThat(booked(List.of(signed("c", "NEW", "2025-03-10", "1200.00")), moved("2025-03-10", "1200.00")))
                .containsExactly("c 2025-03-10 1200.00 -");
    }

    @Test
    void contractsOfOneDayShareWhatItBrought() {
        assertThat(booked(
                        List.of(
                                signed("b", "EXPANSION", "2025-03-10", "300.00"),
                                signed("a", "NEW", "2025-03-10", "1200.00")),
                        moved("2025-03-10", "1450.00")))
                .containsExactly("a 2025-03-10 1200.00 -", "b 2025-03-10 250.00 UNEXPLAINED");
    }

    @Test
    void whatComesLaterInTheSameMonthAgreesAndInTheNextIsTiming() {
        assertThat(booked(
                        List.of(
                                signed("a", "NEW", "2025-03-10", "1200.00"),
                                signed("b", "EXPANSION", "2025-03-29", "300.00")),
                        moved("2025-03-15", "1200.00"),
                        moved("2025-04-02", "300.00")))
                .containsExactly("a 2025-03-15 1200.00 -", "b 2025-04-02 300.00 TIMING_CUTOFF");
    }

    @Test
    void onAnotherDayOnlyTheAmountThatWasSignedIsFound() {
        assertThat(booked(
                        List.of(signed("a", "EXPANSION", "2025-03-10", "300.00")),
                        moved("2025-03-12", "500.00"),
                        moved("2025-03-20", "300.00")))
                .containsExactly("a 2025-03-20 300.00 -");
    }

    @Test
    void whatCameBeforeItsContractIsFoundToo() {
        assertThat(booked(List.of(signed("a", "NEW", "2025-03-10", "1200.00")), moved("2025-02-20", "1200.00")))
                .containsExactly("a 2025-02-20 1200.00 TIMING_CUTOFF");
    }

    @Test
    void noMovementServesTwoContracts() {
        assertThat(booked(
                        List.of(
                                signed("a", "EXPANSION", "2025-03-10", "300.00"),
                                signed("b", "EXPANSION", "2025-03-12", "300.00")),
                        moved("2025-03-12", "300.00")))
                .containsExactly("b 2025-03-12 300.00 -", "a - 0.00 UNEXPLAINED");
    }

    @Test
    void beyondTheWindowNothingIsFoundAndInsideItMayStillCome() {
        assertThat(booked(
                        List.of(
                                signed("a", "EXPANSION", "2025-03-10", "300.00"),
                                signed("b", "EXPANSION", "2025-12-01", "300.00")),
                        moved("2025-04-11", "300.00")))
                .containsExactly("a - 0.00 UNEXPLAINED", "b - 0.00 TIMING_CUTOFF");
        assertThat(booked(List.of(signed("a", "EXPANSION", "2025-03-10", "300.00")), moved("2025-04-10", "300.00")))
                .as("the last day of the window")
                .containsExactly("a 2025-04-10 300.00 TIMING_CUTOFF");
        assertThat(booked(List.of(signed("b", "EXPANSION", "2025-11-30", "300.00"))))
                .as("its window has elapsed")
                .containsExactly("b - 0.00 UNEXPLAINED");
    }

    @Test
    void aRenewalIsHeldAgainstWhatRecursOnItsDay() {
        assertThat(booked(
                        List.of(signed("r", "RENEWAL", "2026-03-10", "1500.00")),
                        moved("2025-03-10", "1200.00"),
                        moved("2025-06-10", "300.00")))
                .containsExactly("r 2026-03-10 1500.00 -");
    }

    @Test
    void aRenewalThatGivesSomethingUpIsHeldAgainstTheEndOfItsDayAndOneBeforeAnExpansionAgainstItsBeginning() {
        assertThat(booked(
                        List.of(signed("r", "RENEWAL", "2025-09-10", "900.00")),
                        moved("2025-03-10", "1200.00"),
                        moved("2025-09-10", "-300.00")))
                .containsExactly("r 2025-09-10 900.00 -");
        assertThat(booked(
                        List.of(
                                signed("r", "RENEWAL", "2025-09-10", "1200.00"),
                                signed("x", "EXPANSION", "2025-09-10", "300.00")),
                        moved("2025-03-10", "1200.00"),
                        moved("2025-09-10", "300.00")))
                .containsExactly("x 2025-09-10 300.00 -", "r 2025-09-10 1200.00 -");
    }

    /** Two subscriptions of 1200.00 and 500.00, renewed half a year apart; the second is given up before the first is renewed again. */
    @Test
    void aRenewalIsOneOfItsOwnSubscriptionWhileAnotherContractRunsOn() {
        assertThat(booked(
                        List.of(
                                signed("a", "NEW", "2023-03-10", "1200.00"),
                                signed("b", "NEW", "2023-09-10", "500.00"),
                                signed("ra", "RENEWAL", "2024-03-10", "1200.00"),
                                signed("rb", "RENEWAL", "2024-09-10", "500.00"),
                                signed("again", "RENEWAL", "2025-03-10", "1200.00"),
                                signed("wrong", "RENEWAL", "2025-04-20", "700.00")),
                        moved("2023-03-10", "1200.00"),
                        moved("2023-09-10", "500.00"),
                        moved("2024-12-10", "-500.00")))
                .containsExactly(
                        "a 2023-03-10 1200.00 -",
                        "b 2023-09-10 500.00 -",
                        "ra 2024-03-10 1200.00 -",
                        "rb 2024-09-10 500.00 -",
                        "again 2025-03-10 1200.00 -",
                        "wrong 2025-04-20 1200.00 UNEXPLAINED");
    }

    /** Of 240.00 in all for 200.00 of the currency, a half of that currency is 120.00. */
    @Test
    void whatARenewalLeavesOutIsValuedLikeTheWhole() {
        LocalDate signed = LocalDate.parse("2024-10-10");
        SignedContract renewal = new SignedContract(
                "r", SignedContract.Kind.RENEWAL, signed, signed.plusYears(1), money("100.00"), money("118.00"));
        MovedDay bought = new MovedDay(
                LocalDate.parse("2024-03-10"), money("200.00"), money("240.00"), money("0.00"), money("0.00"), 2);

        assertThat(booked(List.of(signed("y", "NEW", "2024-03-10", "100.00"), renewal), bought))
                .contains("r 2024-10-10 120.00 FX_RATE");
    }

    @Test
    void aRateOfItsOwnIsTheReasonWhereTheCurrencyOfTheContractAgrees() {
        SignedContract euros = new SignedContract(
                "e",
                SignedContract.Kind.NEW,
                LocalDate.parse("2025-03-10"),
                LocalDate.parse("2026-03-10"),
                money("100.00"),
                money("120.00"));
        MovedDay atAnotherRate = new MovedDay(
                LocalDate.parse("2025-03-10"), money("100.00"), money("118.00"), money("0.00"), money("0.00"), 1);

        assertThat(booked(List.of(euros), atAnotherRate)).containsExactly("e 2025-03-10 118.00 FX_RATE");
    }

    @Test
    void aCentPerMovementIsRoundingAndTwoAreNot() {
        List<SignedContract> contract = List.of(signed("c", "NEW", "2025-03-10", "100.00"));

        assertThat(booked(contract, moved("2025-03-10", "100.01"))).containsExactly("c 2025-03-10 100.01 ROUNDING");
        assertThat(booked(contract, moved("2025-03-10", "100.02"))).containsExactly("c 2025-03-10 100.02 UNEXPLAINED");
    }

    @Test
    void whereASubscriptionIsInQuarantineThatIsTheReason() {
        BookingMatch.Bounds inQuarantine =
                new BookingMatch.Bounds(BOUNDS.asOf(), BOUNDS.windowDays(), BOUNDS.rounding(), true);

        assertThat(text(BookingMatch.of(
                        List.of(
                                signed("a", "NEW", "2025-03-10", "100.00"),
                                signed("b", "EXPANSION", "2025-06-10", "50.00")),
                        List.of(moved("2025-03-10", "100.00")),
                        inQuarantine)))
                .containsExactly("a 2025-03-10 100.00 -", "b - 0.00 QUARANTINED");
    }

    /** What exchange rates did counts to what goes on, and is no movement that a contract brought. */
    @Test
    void aValuationIsPartOfARenewalAndOfNoSale() {
        MovedDay revalued = new MovedDay(
                LocalDate.parse("2025-03-31"), money("0.00"), money("0.00"), money("0.00"), money("-5.00"), 1);
        MovedDay bought = new MovedDay(
                LocalDate.parse("2025-03-10"), money("100.00"), money("120.00"), money("0.00"), money("0.00"), 1);
        SignedContract renewal = new SignedContract(
                "r",
                SignedContract.Kind.RENEWAL,
                LocalDate.parse("2025-10-10"),
                LocalDate.parse("2026-10-10"),
                money("100.00"),
                money("115.00"));
        SignedContract expansion = new SignedContract(
                "x",
                SignedContract.Kind.EXPANSION,
                LocalDate.parse("2025-03-31"),
                LocalDate.parse("2026-03-10"),
                money("10.00"),
                money("12.00"));

        assertThat(booked(List.of(renewal, expansion), bought, revalued))
                .containsExactly("x - 0.00 UNEXPLAINED", "r 2025-10-10 115.00 -");
    }

    private static List<String> booked(List<SignedContract> contracts, MovedDay... moved) {
        return text(BookingMatch.of(contracts, List.of(moved), BOUNDS));
    }

    private static List<String> text(List<Booking> bookings) {
        return bookings.stream()
                .map(booking -> booking.contract().id() + " "
                        + (booking.effective() == null ? "-" : booking.effective()) + " " + booking.value() + " "
                        + (booking.reason() == null ? "-" : booking.reason()))
                .toList();
    }

    private static SignedContract signed(String id, String kind, String day, String arr) {
        LocalDate on = LocalDate.parse(day);
        return new SignedContract(id, SignedContract.Kind.valueOf(kind), on, on.plusYears(1), money(arr), money(arr));
    }

    private static MovedDay moved(String day, String arr) {
        return new MovedDay(LocalDate.parse(day), money(arr), money(arr), money("0.00"), money("0.00"), 1);
    }

    private static BigDecimal money(String amount) {
        return new BigDecimal(amount);
    }
}
