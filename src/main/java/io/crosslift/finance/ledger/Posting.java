package io.crosslift.finance.ledger;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a line: what is counted here in a month against what an account of the ledger holds of it.
 *
 * @param month month
 * @param account account of the general ledger
 * @param reason why the two differ, or null: they don't
 * @param kpi amount here
 * @param ledger amount there
 */
public record Posting(
        LocalDate month, String account, @Nullable Reason reason, BigDecimal kpi, BigDecimal ledger) {
    private record Place(LocalDate month, String account) {}

    /** {@code ledger - kpi}. */
    public BigDecimal difference() {
        return ledger.subtract(kpi);
    }

    Posting negated() {
        return new Posting(month, account, reason, kpi.negate(), ledger.negate());
    }

    private boolean agrees() {
        return reason == null || (reason != Reason.RESTATEMENT && difference().signum() == 0);
    }

    private Posting plus(Posting other) {
        return new Posting(month, account, reason, kpi.add(other.kpi), ledger.add(other.ledger));
    }

    /** One posting per month, account and reason; what agrees is carried by the first that doesn't. */
    static List<Posting> folded(List<Posting> postings) {
        Map<Place, Map<Reason, Posting>> differing = new LinkedHashMap<>();
        Map<Place, Posting> agreeing = new LinkedHashMap<>();
        for (Posting posting : postings) {
            Place place = new Place(posting.month, posting.account);
            Map<Reason, Posting> reasons = differing.computeIfAbsent(place, any -> new LinkedHashMap<>());
            if (posting.reason == null) {
                agreeing.merge(place, posting, Posting::plus);
            } else {
                reasons.merge(posting.reason, posting, Posting::plus);
            }
        }
        List<Posting> folded = new ArrayList<>();
        differing.forEach((place, reasons) -> folded.addAll(folded(agreeing.get(place), reasons.values())));
        return folded;
    }

    private static List<Posting> folded(@Nullable Posting agreed, Iterable<Posting> reasons) {
        List<Posting> folded = new ArrayList<>();
        Posting carried = agreed;
        for (Posting posting : reasons) {
            if (posting.agrees()) {
                Posting bare = new Posting(posting.month, posting.account, null, posting.kpi, posting.ledger);
                carried = carried == null ? bare : carried.plus(bare);
            }
        }
        for (Posting posting : reasons) {
            if (!posting.agrees()) {
                folded.add(carried == null ? posting : posting.plus(carried));
                carried = null;
            }
        }
        if (carried != null && (carried.kpi.signum() != 0 || carried.ledger.signum() != 0)) {
            folded.add(carried);
        }
        return folded;
    }
}
