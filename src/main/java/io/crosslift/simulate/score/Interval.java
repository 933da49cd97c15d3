package io.crosslift.simulate.score;

/** An interval of 95 %, both ends inside. */
public record Interval(double low, double high) {
    Interval times(double amount) {
        return amount < 0 ? new Interval(amount * high, amount * low) : new Interval(amount * low, amount * high);
    }

    boolean holds(double truth) {
        return low <= truth && truth <= high;
    }
}
