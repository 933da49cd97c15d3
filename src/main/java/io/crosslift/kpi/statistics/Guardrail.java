package io.crosslift.kpi.statistics;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * When a side effect of selling more is worth a warning: its rate among what was cross-sold, over its rate in the baseline.
 *
 * @param higherIsWorse whether a ratio above 1 is the bad one
 * @param warn ratio from which, or down to which, there is a warning
 * @param breach ratio from which, or down to which, the guardrail is breached
 * @param minimum smallest mature number, in each group, for a judgement
 */
public record Guardrail(boolean higherIsWorse, BigDecimal warn, BigDecimal breach, long minimum)
        implements Serializable {

    /**
     * Events and what they are counted of.
     *
     * @param mature units, items or answers whose window has elapsed
     * @param total events among them, or the sum of their answers
     */
    public record Group(BigDecimal mature, BigDecimal total) {}

    /** What a comparison of two groups means. */
    public enum Status {
        PASS,
        WARN,
        BREACH,
        INSUFFICIENT
    }

    /** (total / mature of what was cross-sold) / (total / mature of the baseline); null where the baseline is zero or empty. */
    public static @Nullable BigDecimal ratio(Group crossSold, Group baseline) {
        BigDecimal divisor = crossSold.mature().multiply(baseline.total());
        return divisor.signum() == 0
                ? null
                : crossSold.total().multiply(baseline.mature()).divide(divisor, MathContext.DECIMAL64);
    }

    /** The status; a baseline without a single event is breached by any event that counts against the programme. */
    public Status status(Group crossSold, Group baseline) {
        BigDecimal least = BigDecimal.valueOf(Math.max(1, minimum));
        if (crossSold.mature().min(baseline.mature()).compareTo(least) < 0) {
            return Status.INSUFFICIENT;
        }
        BigDecimal ratio = ratio(crossSold, baseline);
        if (ratio == null) {
            return higherIsWorse && crossSold.total().signum() > 0 ? Status.BREACH : Status.PASS;
        }
        if (reached(ratio, breach)) {
            return Status.BREACH;
        }
        return reached(ratio, warn) ? Status.WARN : Status.PASS;
    }

    private boolean reached(BigDecimal ratio, BigDecimal threshold) {
        int compared = ratio.compareTo(threshold);
        return higherIsWorse ? compared >= 0 : compared <= 0;
    }
}
