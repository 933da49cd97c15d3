package io.crosslift.unitfile;

import io.crosslift.failure.Failure;

/**
 * A ratio of two columns, such as {@code aov=revenue/orders}: the sum of the one divided by the sum of the other.
 *
 * @param name of the result
 * @param numerator column
 * @param denominator column
 */
public record RatioMetric(String name, String numerator, String denominator) {
    /**
     * Reads {@code name=numerator/denominator}.
     *
     * @throws Failure of usage if it reads otherwise
     */
    public static RatioMetric parse(String text) {
        int equals = text.indexOf('=');
        int slash = text.indexOf('/', equals + 1);
        if (equals < 1 || slash < equals || text.indexOf('/', slash + 1) > 0) {
            throw wrong(text);
        }
        RatioMetric ratio = new RatioMetric(
                text.substring(0, equals).strip(),
                text.substring(equals + 1, slash).strip(),
                text.substring(slash + 1).strip());
        if (ratio.name.isEmpty() || ratio.numerator.isEmpty() || ratio.denominator.isEmpty()) {
            throw wrong(text);
        }
        return ratio;
    }

    private static Failure wrong(String text) {
        return Failure.usage("--ratio is " + text + ", write name=numerator/denominator, such as aov=revenue/orders");
    }
}
