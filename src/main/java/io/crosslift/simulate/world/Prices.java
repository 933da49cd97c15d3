package io.crosslift.simulate.world;

import io.crosslift.config.ScenarioSettings;
import java.io.Serializable;

/** List prices in cents, and what an item at them is worth in a month and a year; rounded once, half up. */
public final class Prices implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MONTHS = 12;
    private static final int MONTHS_PAID_OF_A_YEAR = 10;

    private final long[][][] cents;

    Prices(ScenarioSettings scenario) {
        cents = new long[scenario.customers().currencies().size()]
                [scenario.families().size()][];
        for (int currency = 0; currency < cents.length; currency++) {
            double level = scenario.customers().currencies().get(currency).price();
            for (int family = 0; family < cents[currency].length; family++) {
                cents[currency][family] = scenario.families().get(family).prices().stream()
                        .mapToLong(price -> Math.round(price * level * 100))
                        .toArray();
            }
        }
    }

    /** Cents for one unit: of an interval where the family recurs, a year being paid as ten months. */
    public long unit(int currency, int family, int tier, boolean yearly) {
        return cents[currency][family][tier] * (yearly ? MONTHS_PAID_OF_A_YEAR : 1);
    }

    /** Tiers of a family. */
    int tiers(int family) {
        return cents[0][family].length;
    }

    /** Contract amount of the interval that is paid by, in cents. */
    public static long perInterval(long unit, long quantity, int discount) {
        return rounded(unit * quantity * (100 - discount), 100);
    }

    /** Contract amount of a year in cents. */
    static long perYear(long unit, long quantity, int discount, boolean yearly) {
        return rounded(contract(unit, quantity, discount, yearly), 100);
    }

    /** Contract amount of a month in cents. */
    static long perMonth(long unit, long quantity, int discount, boolean yearly) {
        return rounded(contract(unit, quantity, discount, yearly), 100 * MONTHS);
    }

    private static long contract(long unit, long quantity, int discount, boolean yearly) {
        return unit * quantity * (100 - discount) * (yearly ? 1 : MONTHS);
    }

    private static long rounded(long amount, long by) {
        return (2 * amount + by) / (2 * by);
    }
}
