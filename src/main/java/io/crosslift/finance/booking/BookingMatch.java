package io.crosslift.finance.booking;

import io.crosslift.finance.ledger.Reason;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The contracts of an account in one currency against the movements of its recurring revenue in that currency (M33). What is new or
 * expands is looked for on the day of signing, then, as an amount that agrees, on the next day after it and on the last before it inside
 * a window; no movement serves two contracts. A renewal moves nothing: it is held against what recurs on its day, at its beginning or at
 * its end, all of it or less what contracts promise that run on, whichever is nearest.
 */
public final class BookingMatch {
    private static final BigDecimal NOTHING = new BigDecimal("0.00");

    private final Bounds bounds;
    private final TreeMap<LocalDate, MovedDay> unclaimed = new TreeMap<>();
    private final TreeMap<LocalDate, MovedDay> balances = new TreeMap<>();

    /**
     * What holds for all contracts of an account in one currency.
     *
     * @param asOf last day that is known
     * @param windowDays days that signing and its effect may lie apart
     * @param rounding how far off a movement may be in that currency
     * @param inQuarantine a subscription or an item of the account lies in quarantine
     */
    public record Bounds(LocalDate asOf, int windowDays, BigDecimal rounding, boolean inQuarantine) {}

    private BookingMatch(List<MovedDay> moved, Bounds bounds) {
        this.bounds = bounds;
        MovedDay balance = new MovedDay(LocalDate.MIN, NOTHING, NOTHING, NOTHING, NOTHING, 0);
        for (MovedDay day :
                moved.stream().sorted(Comparator.comparing(MovedDay::day)).toList()) {
            if (day.original().signum() != 0) {
                unclaimed.put(day.day(), day);
            }
            balance = new MovedDay(
                    day.day(),
                    balance.original().add(day.original()).add(day.transferred()),
                    balance.value().add(day.value()).add(day.valuation()),
                    NOTHING,
                    NOTHING,
                    balance.movements() + day.movements());
            balances.put(day.day(), balance);
        }
    }

    /**
     * What became of every contract, in any order.
     *
     * @param moved one per day
     */
    public static List<Booking> of(List<SignedContract> contracts, List<MovedDay> moved, Bounds bounds) {
        BookingMatch match = new BookingMatch(moved, bounds);
        List<SignedContract> inOrder = contracts.stream()
                .sorted(Comparator.comparing(SignedContract::signed)
                        .thenComparing(SignedContract::kind)
                        .thenComparing(SignedContract::id))
                .toList();
        List<Booking> bookings = new ArrayList<>();
        List<SignedContract> sales = inOrder.stream()
                .filter(contract -> contract.kind() != SignedContract.Kind.RENEWAL)
                .toList();
        List<SignedContract> late = new ArrayList<>();
        sales.stream()
                .collect(Collectors.groupingBy(SignedContract::signed, TreeMap::new, Collectors.toList()))
                .forEach((day, signed) ->
                        match.sameDay(day, signed).ifPresentOrElse(bookings::addAll, () -> late.addAll(signed)));
        late.forEach(contract -> bookings.add(match.anotherDay(contract)));
        inOrder.stream()
                .filter(contract -> contract.kind() == SignedContract.Kind.RENEWAL)
                .collect(Collectors.groupingBy(SignedContract::signed, TreeMap::new, Collectors.toList()))
                .forEach((day, signed) -> bookings.addAll(match.renewed(day, signed, runningOn(inOrder, day, bounds))));
        return bookings;
    }

    private Optional<List<Booking>> sameDay(LocalDate day, List<SignedContract> signed) {
        return Optional.ofNullable(unclaimed.remove(day)).map(moved -> shared(signed, moved, day));
    }

    /** On another day only a movement of that very amount is what the contract brought. */
    private Booking anotherDay(SignedContract contract) {
        LocalDate signed = contract.signed();
        LocalDate last = signed.plusDays(bounds.windowDays());
        return Stream.concat(
                        unclaimed.subMap(signed, false, last, true).values().stream(),
                        unclaimed
                                .subMap(signed.minusDays(bounds.windowDays()), true, signed, false)
                                .descendingMap()
                                .values()
                                .stream())
                .filter(moved -> agree(contract.original(), moved.original(), moved))
                .findFirst()
                .map(moved -> shared(List.of(contract), unclaimed.remove(moved.day()), moved.day())
                        .get(0))
                .orElseGet(() -> new Booking(
                        contract, null, NOTHING, last.isAfter(bounds.asOf()) ? Reason.TIMING_CUTOFF : unknown()));
    }

    /** What contracts promise that were signed before a day and aren't up for renewal by the end of the window after it. */
    private static BigDecimal runningOn(List<SignedContract> contracts, LocalDate day, Bounds bounds) {
        return contracts.stream()
                .filter(contract -> contract.signed().isBefore(day)
                        && contract.renewal().isAfter(day.plusDays(bounds.windowDays())))
                .map(SignedContract::original)
                .reduce(NOTHING, BigDecimal::add);
    }

    private List<Booking> renewed(LocalDate day, List<SignedContract> signed, BigDecimal runningOn) {
        BigDecimal sum = signed.stream().map(SignedContract::original).reduce(NOTHING, BigDecimal::add);
        MovedDay nearest = Stream.of(balance(day.minusDays(1)), balance(day))
                .flatMap(balance -> Stream.of(balance, balance.without(runningOn)))
                .min(Comparator.comparing(
                        balance -> sum.subtract(balance.original()).abs()))
                .orElseThrow();
        return shared(signed, nearest, day);
    }

    private MovedDay balance(LocalDate day) {
        return Optional.ofNullable(balances.floorEntry(day))
                .map(Map.Entry::getValue)
                .orElse(new MovedDay(day, NOTHING, NOTHING, NOTHING, NOTHING, 0));
    }

    /** Contracts of one day share what moved: each up to what it promises, the last all that is left. */
    private List<Booking> shared(List<SignedContract> contracts, MovedDay moved, LocalDate effective) {
        List<Booking> bookings = new ArrayList<>();
        BigDecimal originalLeft = moved.original();
        BigDecimal valueLeft = moved.value();
        for (int i = 0; i < contracts.size(); i++) {
            SignedContract contract = contracts.get(i);
            boolean last = i == contracts.size() - 1;
            boolean covered = !last && contract.original().compareTo(originalLeft) <= 0;
            BigDecimal original = covered ? contract.original() : originalLeft;
            BigDecimal value = covered ? contract.value().min(valueLeft) : valueLeft;
            originalLeft = originalLeft.subtract(original);
            valueLeft = valueLeft.subtract(value);
            bookings.add(new Booking(contract, effective, value, reason(contract, original, value, moved, effective)));
        }
        return bookings;
    }

    private @Nullable Reason reason(
            SignedContract contract, BigDecimal original, BigDecimal value, MovedDay moved, LocalDate effective) {
        if (!agree(contract.original(), original, moved)) {
            return unknown();
        }
        if (!YearMonth.from(contract.signed()).equals(YearMonth.from(effective))) {
            return Reason.TIMING_CUTOFF;
        }
        if (contract.value().compareTo(value) == 0) {
            return null;
        }
        return agree(contract.value(), value, moved) ? Reason.ROUNDING : Reason.FX_RATE;
    }

    private boolean agree(BigDecimal one, BigDecimal other, MovedDay moved) {
        BigDecimal rounding = bounds.rounding().multiply(BigDecimal.valueOf(Math.max(1, moved.movements())));
        return one.subtract(other).abs().compareTo(rounding) <= 0;
    }

    private Reason unknown() {
        return bounds.inQuarantine() ? Reason.QUARANTINED : Reason.UNEXPLAINED;
    }
}
