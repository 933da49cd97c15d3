package io.crosslift.lift;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a unit's sales in a window add up to: whole numbers in Spark, divided by {@link #scale} where they become statistics.
 */
enum SalesMetric {
    /** 1 if the unit made a cross-sell that it kept at least in part. */
    CONVERTED_CROSS_SELL(1, true, Source.CONVERSIONS),
    /** 1 if the unit made an up-sell that it kept at least in part. */
    CONVERTED_UP_SELL(1, true, Source.CONVERSIONS),
    /** 1 if the unit made either. */
    CONVERTED(1, true, Source.CONVERSIONS),
    /** Value of cross-sells and up-sells of what is sold once, less their refunds, cents: credited on {@code line_net}. */
    EXPANSION_REVENUE(100, false, Source.CONVERSIONS),
    /** What cross-sells and up-sells that recur gain in a year, cents: what is credited on {@code arr_delta}. */
    EXPANSION_ARR(100, false, Source.MOVEMENTS),
    /** The same in a month, cents: what is credited on {@code mrr_delta}. */
    EXPANSION_MRR(100, false, Source.MOVEMENTS),
    /** Net of all lines, cents. */
    NET_REVENUE(100, false, Source.LINES),
    /** Net of base lines, cents. */
    BASE_REVENUE(100, false, Source.LINES),
    /** Net of cross-sell lines, cents. */
    CROSS_SELL_REVENUE(100, false, Source.LINES),
    /** Net of up-sell lines, cents; with the two before it {@link #NET_REVENUE}. */
    UP_SELL_REVENUE(100, false, Source.LINES),
    /** Net of each line times the gross margin of its product, rounded per line, cents; 0 where no margin is known of it. */
    GROSS_MARGIN(100, false, Source.LINES),
    /** Orders that kept a positive net quantity. */
    ORDERS(1, false, Source.LINES),
    /** Orders of which something was given back by as-of: refunded, returned or charged back in quantity. More is worse. */
    RETURNS(1, false, Source.LINES),
    /** Days on which something that recurs was cancelled: an item that was removed or all of it, but no pause. More is worse. */
    CANCELLATIONS(1, false, Source.MOVEMENTS),
    /** Support tickets that were opened. More is worse. */
    TICKETS(1, false, Source.TICKETS);

    /** The table that a metric adds up. */
    enum Source {
        /** F1. */
        LINES,
        /** F4. */
        CONVERSIONS,
        /** F2. */
        MOVEMENTS,
        /** R20. */
        TICKETS
    }

    private final int scale;
    private final boolean rate;
    private final Source source;

    SalesMetric(int scale, boolean rate, Source source) {
        this.scale = scale;
        this.rate = rate;
        this.source = source;
    }

    /** The metric of that name that adds up over days, which shares of units don't; null where there is none. */
    static @Nullable SalesMetric summed(String label) {
        return Arrays.stream(values())
                .filter(metric -> !metric.rate && metric.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    /** The name under which experiments declare it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    int scale() {
        return scale;
    }

    /** Whether a metric of that name guards against harm: more of it is worse (M71, M72, M75). */
    static boolean guards(String label) {
        return Stream.of(RETURNS, CANCELLATIONS, TICKETS)
                .anyMatch(metric -> metric.label().equals(label));
    }

    /** Whether a unit has 0 or 1 of it. */
    boolean rate() {
        return rate;
    }

    Source source() {
        return source;
    }

    /** Whether the tables that are there give it. */
    boolean givenBy(LiftInputs inputs) {
        return switch (source) {
            case LINES -> inputs.lines() != null && (this != GROSS_MARGIN || inputs.products() != null);
            case CONVERSIONS -> inputs.conversions() != null;
            case MOVEMENTS -> inputs.movements() != null;
            case TICKETS -> inputs.tickets() != null;
        };
    }

    /** The column of its sum over the window, or over as many days before the window's first day. */
    String column(int window, boolean before) {
        return (before ? "before_" : "") + label() + "_" + window;
    }
}
