package io.crosslift.finance.ledger;

import static io.crosslift.finance.ledger.LedgerEntry.cents;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line against its entries in the ledger, to the cent. Charges of the line are matched first, those of its own month before
 * others; what they are worth at the rate used here agrees, the rest is the rate's doing. Refunds are matched likewise. The sum of
 * the differences is always ledger less KPI, whatever the input.
 */
public final class LineMatch {
    /** Stands for the ledger's account where it has none for a line. */
    public static final String NO_ACCOUNT = "(none)";

    private static final BigDecimal CENT = new BigDecimal("0.01");
    private static final BigDecimal NOTHING = new BigDecimal("0.00");

    private final KpiLine line;
    private final Reason unknownRefund;
    private final List<Posting> postings;
    private BigDecimal originalLeft;
    private BigDecimal valueLeft;

    private LineMatch(KpiLine line, Reason unknownRefund, List<Posting> postings) {
        this.line = line;
        this.unknownRefund = unknownRefund;
        this.postings = postings;
        this.originalLeft = line.original();
        this.valueLeft = line.value();
    }

    /**
     * What is known of a line.
     *
     * @param line as it is counted here, or null
     * @param absence why it isn't counted here, where it isn't
     * @param refundInQuarantine a refund of it lies in quarantine
     * @param entries its entries, in any order
     */
    public record Evidence(
            @Nullable KpiLine line, Reason absence, boolean refundInQuarantine, List<LedgerEntry> entries) {}

    /** The postings of a line: one per month, account and reason, and one per month and account where all agrees. */
    public static List<Posting> of(Evidence evidence) {
        List<LedgerEntry> entries = evidence.entries().stream()
                .sorted(Comparator.comparing(LedgerEntry::period).thenComparing(LedgerEntry::id))
                .toList();
        List<Posting> postings = new ArrayList<>();
        List<LedgerEntry> revenue = ofKind(entries, LedgerEntry.Kind.REVENUE);
        KpiLine line = evidence.line();
        if (line == null) {
            revenue.forEach(entry -> postings.add(alone(entry, evidence.absence())));
        } else {
            postings.addAll(
                    billed(line, revenue, evidence.refundInQuarantine() ? Reason.QUARANTINED : Reason.REFUND_LAG));
        }
        ofKind(entries, LedgerEntry.Kind.UNLINKED).forEach(entry -> postings.add(alone(entry, Reason.UNEXPLAINED)));
        ofKind(entries, LedgerEntry.Kind.TAX).forEach(entry -> postings.add(alone(entry, Reason.TAX_SCOPE)));
        ofKind(entries, LedgerEntry.Kind.OTHER_ACCOUNT)
                .forEach(entry -> postings.add(alone(entry, Reason.EXCLUDED_SCOPE)));
        ofKind(entries, LedgerEntry.Kind.MANUAL).forEach(entry -> postings.add(alone(entry, Reason.MANUAL_JOURNAL)));
        return Posting.folded(postings);
    }

    private static List<LedgerEntry> ofKind(List<LedgerEntry> entries, LedgerEntry.Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).toList();
    }

    private static Posting alone(LedgerEntry entry, Reason reason) {
        return new Posting(entry.period(), entry.account(), reason, NOTHING, entry.reporting());
    }

    private static List<Posting> billed(KpiLine line, List<LedgerEntry> revenue, Reason unknownRefund) {
        if (line.value().signum() < 0) {
            return billed(
                            line.negated(),
                            revenue.stream().map(LedgerEntry::negated).toList(),
                            unknownRefund)
                    .stream()
                    .map(Posting::negated)
                    .toList();
        }
        LineMatch match = new LineMatch(line, unknownRefund, new ArrayList<>());
        List<LedgerEntry> charges = revenue.stream()
                .filter(entry -> entry.amount().signum() >= 0)
                .sorted(Comparator.comparing(entry -> !entry.period().equals(line.month())))
                .toList();
        charges.forEach(match::charge);
        String account = revenue.isEmpty()
                ? NO_ACCOUNT
                : (charges.isEmpty() ? revenue : charges).get(0).account();
        match.rest(match.valueLeft, charges.size(), Reason.UNEXPLAINED, account);
        match.refunds(
                revenue.stream().filter(entry -> entry.amount().signum() < 0).toList(), account);
        return match.postings;
    }

    /** A charge: the part of the line it covers, the effect of its rate, and what it books beyond the line. */
    private void charge(LedgerEntry entry) {
        BigDecimal booked = entry.reporting();
        boolean comparable = entry.currency().equals(line.currency());
        BigDecimal worth;
        BigDecimal covered;
        if (comparable) {
            BigDecimal original = entry.amount().min(originalLeft);
            boolean completes = original.compareTo(originalLeft) == 0;
            worth = completes
                    ? valueLeft
                    : cents(original.multiply(line.rate())).min(valueLeft);
            covered = original.compareTo(entry.amount()) == 0 ? booked : cents(original.multiply(entry.rate()));
            originalLeft = originalLeft.subtract(original);
        } else {
            worth = booked.min(valueLeft);
            covered = worth;
            originalLeft = valueLeft.signum() == 0
                    ? BigDecimal.ZERO
                    : originalLeft.multiply(valueLeft.subtract(worth)).divide(valueLeft, MathContext.DECIMAL64);
        }
        valueLeft = valueLeft.subtract(worth);
        BigDecimal gap = covered.subtract(worth);
        Reason ofRate =
                entry.rate().compareTo(line.rate()) != 0 ? Reason.FX_RATE : rounding(gap, 1, Reason.UNEXPLAINED);
        if (entry.period().equals(line.month())) {
            post(entry, gap.signum() == 0 ? null : ofRate, worth, covered);
        } else {
            postings.add(new Posting(line.month(), entry.account(), Reason.TIMING_CUTOFF, worth, NOTHING));
            post(entry, Reason.TIMING_CUTOFF, NOTHING, worth);
            post(entry, ofRate, NOTHING, gap);
        }
        BigDecimal excess = booked.subtract(covered);
        post(entry, rounding(excess, 1, Reason.UNEXPLAINED), NOTHING, excess);
    }

    /** Refunds of the line: those known to both, those of one side only, and what is given back beyond the line's value. */
    private void refunds(List<LedgerEntry> entries, String account) {
        BigDecimal knownLeft = line.refunded();
        BigDecimal refundable = line.value();
        for (LedgerEntry entry : entries) {
            BigDecimal booked = entry.reporting().negate();
            boolean comparable = entry.currency().equals(line.currency());
            BigDecimal worth = comparable ? cents(entry.amount().negate().multiply(line.rate())) : booked;
            BigDecimal allowed = worth.min(refundable);
            BigDecimal known = allowed.min(knownLeft);
            knownLeft = knownLeft.subtract(known);
            refundable = refundable.subtract(allowed);
            if (entry.period().equals(line.month())) {
                post(entry, null, known.negate(), known.negate());
            } else {
                postings.add(new Posting(line.month(), entry.account(), Reason.REFUND_LAG, known.negate(), NOTHING));
                post(entry, Reason.REFUND_LAG, NOTHING, known.negate());
            }
            BigDecimal unknown = allowed.subtract(known);
            post(
                    entry,
                    known.signum() == 0 ? unknownRefund : rounding(unknown, 1, unknownRefund),
                    NOTHING,
                    unknown.negate());
            BigDecimal excess = worth.subtract(allowed);
            post(entry, rounding(excess, 1, Reason.UNEXPLAINED), NOTHING, excess.negate());
            BigDecimal gap = booked.subtract(worth);
            boolean ownRate = comparable && entry.rate().compareTo(line.rate()) != 0;
            post(entry, ownRate ? Reason.FX_RATE : Reason.ROUNDING, NOTHING, gap.negate());
        }
        rest(knownLeft.negate(), entries.size(), Reason.REFUND_LAG, account);
    }

    /** What is counted here and in no entry. */
    private void rest(BigDecimal amount, int entries, Reason reason, String account) {
        postings.add(new Posting(line.month(), account, rounding(amount, entries, reason), amount, NOTHING));
    }

    private void post(LedgerEntry entry, @Nullable Reason reason, BigDecimal kpi, BigDecimal ledger) {
        postings.add(new Posting(entry.period(), entry.account(), reason, kpi, ledger));
    }

    /** Up to a cent per entry is rounding. */
    private static Reason rounding(BigDecimal amount, int entries, Reason otherwise) {
        return amount.abs().compareTo(CENT.multiply(BigDecimal.valueOf(entries))) <= 0 ? Reason.ROUNDING : otherwise;
    }
}
