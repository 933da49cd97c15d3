package io.crosslift.finance.ledger;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Months that are closed, one after the other.
 *
 * @param first first of them
 * @param last last of them
 */
public record ClosedPeriod(LocalDate first, LocalDate last) implements Serializable {
    /** The month in which corrections of closed months are booked. */
    public LocalDate open() {
        return last.plusMonths(1);
    }

    /**
     * The postings of a line in open months, once what closed months keep is taken off: whatever has changed in those since is
     * booked as {@link Reason#RESTATEMENT} in the first open month, account by account.
     *
     * @param now postings as the line is known now, of any month
     * @param kept postings that closed months keep
     */
    public List<Posting> restated(List<Posting> now, List<Posting> kept) {
        List<Posting> open = new ArrayList<>();
        Map<String, BigDecimal[]> changes = new TreeMap<>();
        for (Posting posting : now) {
            if (posting.month().isAfter(last)) {
                open.add(posting);
            } else if (!posting.month().isBefore(first)) {
                add(changes, posting.account(), posting.kpi(), posting.ledger());
            }
        }
        kept.forEach(posting -> add(
                changes,
                posting.account(),
                posting.kpi().negate(),
                posting.ledger().negate()));
        changes.forEach((account, change) -> {
            if (change[0].signum() != 0 || change[1].signum() != 0) {
                open.add(new Posting(open(), account, Reason.RESTATEMENT, change[0], change[1]));
            }
        });
        return open;
    }

    private static void add(Map<String, BigDecimal[]> changes, String account, BigDecimal kpi, BigDecimal ledger) {
        BigDecimal[] sums =
                changes.computeIfAbsent(account, any -> new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO});
        sums[0] = sums[0].add(kpi);
        sums[1] = sums[1].add(ledger);
    }
}
