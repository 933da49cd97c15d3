package io.crosslift.lift;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a unit's sales in a window add up to: whole numbers in Spark, divided by {@link #scale} where they become statistics.
 */
enum SalesMetric {
    /** 1 if the unit made a cross-sell that it kept at least in part. */
    CONVERTED_CROSS_SELL(1, true, true),
    /** 1 if the unit made an up-sell that it kept at least in part. */
    CONVERTED_UP_SELL(1, true, true),
    /** 1 if the unit made either. */
    CONVERTED(1, true, true),
    /** Value of cross-sells and up-sells less their refunds, cents. */
    EXPANSION_REVENUE(100, false, true),
    /** Net of all lines, cents. */
    NET_REVENUE(100, false, false),
    /** Net of base lines, cents. */
    BASE_REVENUE(100, false, false),
    /** Net of cross-sell lines, cents. */
    CROSS_SELL_REVENUE(100, false, false),
    /** Net of up-sell lines, cents; with the two before it {@link #NET_REVENUE}. */
    UP_SELL_REVENUE(100, false, false),
    /** Orders that kept a positive net quantity. */
    ORDERS(1, false, false);

    private final int scale;
    private final boolean rate;
    private final boolean fromConversions;

    SalesMetric(int scale, boolean rate, boolean fromConversions) {
        this.scale = scale;
        this.rate = rate;
        this.fromConversions = fromConversions;
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

    /** Whether a unit has 0 or 1 of it. */
    boolean rate() {
        return rate;
    }

    /** Whether it comes from conversions (F4); the others come from lines (F1). */
    boolean fromConversions() {
        return fromConversions;
    }

    /** The column of its sum over the window, or over as many days before the window's first day. */
    String column(int window, boolean before) {
        return (before ? "before_" : "") + label() + "_" + window;
    }
}
