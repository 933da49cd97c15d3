package io.crosslift.source;

import io.crosslift.failure.Failure;
import io.crosslift.source.rules.Outcome;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The largest share of revenue that may be in quarantine: |net| quarantined over |net| produced, of invoice lines. */
public final class RevenueGate {
    /**
     * Passes, or fails with the numbers and what they are made of.
     *
     * @param counts counts of {@code core.invoice_lines}
     * @param largest largest share, 0 to 1
     * @throws Failure (data) if the share is larger
     */
    public static void check(List<OutcomeCount> counts, BigDecimal largest) {
        BigDecimal produced = total(counts, Outcome.PRODUCED);
        BigDecimal quarantined = total(counts, Outcome.QUARANTINED);
        if (quarantined.compareTo(produced.multiply(largest)) <= 0) {
            return;
        }
        String reasons = counts.stream()
                .filter(count -> count.outcome().equals(Outcome.QUARANTINED))
                .sorted(Comparator.comparing(RevenueGate::absolute).reversed())
                .limit(3)
                .map(count -> count.reason() + " "
                        + absolute(count).setScale(2, RoundingMode.HALF_UP).toPlainString())
                .collect(Collectors.joining(", "));
        throw Failure.data("quarantined revenue is "
                + quarantined.setScale(2, RoundingMode.HALF_UP).toPlainString() + " of "
                + produced.setScale(2, RoundingMode.HALF_UP).toPlainString() + " produced by core.invoice_lines, "
                + percent(quarantined.divide(produced, MathContext.DECIMAL64))
                + " where quality.max-quarantined-revenue allows "
                + percent(largest) + " (" + reasons + "): mend the feed or its source file, or raise the setting");
    }

    private static BigDecimal total(List<OutcomeCount> counts, String outcome) {
        return counts.stream()
                .filter(count -> count.outcome().equals(outcome))
                .map(RevenueGate::absolute)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal absolute(OutcomeCount count) {
        BigDecimal absolute = count.absolute();
        return absolute == null ? BigDecimal.ZERO : absolute;
    }

    /** A share of 1 in percent, to three decimals at most. */
    static String percent(BigDecimal share) {
        return share.movePointRight(2)
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString() + " %";
    }

    private RevenueGate() {}
}
