package io.crosslift.simulate.world;

import io.crosslift.config.ScenarioSettings.Currency;
import io.crosslift.simulate.world.SeededStream.Purpose;
import java.io.Serializable;
import java.util.List;

/** Daily exchange rates: a logarithm that wanders around its first value; a currency that is worth 1 at first stays so. */
public final class Rates implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int DAYS_BEFORE = 62;
    private static final double VOLATILITY = 0.004;
    private static final double PULL = 0.01;
    private static final double UNIT = 1e8;

    private final long firstDay;
    private final long[][] rates;

    Rates(long seed, Horizon horizon, List<Currency> currencies) {
        firstDay = horizon.first().toEpochDay() - DAYS_BEFORE;
        int days = Math.toIntExact(horizon.last().toEpochDay() - firstDay + 1);
        rates = new long[currencies.size()][days];
        for (int i = 0; i < rates.length; i++) {
            double at = currencies.get(i).rate();
            double wandered = 0;
            SeededStream stream = new SeededStream(seed, 0, Purpose.RATE, i);
            for (int day = 0; day < days; day++) {
                rates[i][day] = Math.round(at * StrictMath.exp(wandered) * UNIT);
                wandered = at == 1 ? 0 : wandered * (1 - PULL) + VOLATILITY * stream.normal();
            }
        }
    }

    /** First day with rates. */
    public long firstDay() {
        return firstDay;
    }

    /** Last day with rates. */
    public long lastDay() {
        return firstDay + rates[0].length - 1;
    }

    /** What one unit is worth on a day, in hundred-millionths. */
    public long rate(int currency, long day) {
        return rates[currency][Math.toIntExact(day - firstDay)];
    }

    /** Cents at the rate of a day, half a cent away from 0. */
    public long converted(long cents, int currency, long day) {
        return converted(cents, rate(currency, day));
    }

    /** Cents at a rate in hundred-millionths, half a cent away from 0. */
    static long converted(long cents, long rate) {
        long product = Math.multiplyExact(Math.abs(cents), rate);
        return Long.signum(cents) * ((product + 50_000_000L) / 100_000_000L);
    }
}
