package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trimmed match (Chen and Au 2022): the return theta on spend over pairs of markets, for which the trimmed mean of {@code response
 * difference - theta x spend difference} is 0. Pairs that behave unlike the others are trimmed, m at each end.
 *
 * <p>Between two neighbours of the values of theta at which two pairs change places the order of the residuals is fixed, so on
 * each such stretch the equation is linear and the interval's inequality quadratic. Of several roots that with the smallest
 * asymmetry of the residuals is taken. The interval holds the theta whose studentised trimmed mean (Tukey and McLaughlin 1963) is
 * at most the critical value: {@code (sum of kept e)^2 <= t^2 k / (k - 1) x winsorised sum of squares, k = n - 2m}.
 *
 * @param value the return: response per unit of spend
 * @param standardError from the winsorised squares
 * @param low {@code null} where there is no end
 * @param high likewise
 * @param trimmed pairs trimmed at each end
 */
record TrimmedMatch(
        double value,
        double standardError,
        @Nullable Double low,
        @Nullable Double high,
        int trimmed) {
    static final String NAME = "trimmed_match";

    private static final double LARGEST_TRIM = 0.25;

    /** A critical value by how many pairs are left. */
    interface Critical {
        double of(int kept);
    }

    /**
     * Trims as many pairs as make the standard error about the smallest: the fewest within 1 + 0.25 / sqrt(pairs) of it, at
     * most a quarter at each end.
     *
     * @param responses treated less control by pair
     * @param spends likewise; not all 0
     */
    static TrimmedMatch of(double[] responses, double[] spends, Critical critical) {
        Pairs pairs = new Pairs(responses, spends);
        int most = (int) Math.floor(LARGEST_TRIM * responses.length);
        double[] values = new double[most + 1];
        double[] errors = new double[most + 1];
        for (int trimmed = 0; trimmed <= most; trimmed++) {
            values[trimmed] = pairs.root(trimmed);
            errors[trimmed] = pairs.standardError(values[trimmed], trimmed);
        }
        double limit = Arrays.stream(errors).min().orElseThrow() * (1 + 0.25 / Math.sqrt(responses.length));
        int chosen = IntStream.rangeClosed(0, most)
                .filter(trimmed -> errors[trimmed] <= limit)
                .findFirst()
                .orElseThrow();
        return of(pairs, chosen, critical);
    }

    /** Trims this many pairs at each end. */
    static TrimmedMatch of(double[] responses, double[] spends, int trimmed, Critical critical) {
        return of(new Pairs(responses, spends), trimmed, critical);
    }

    private static TrimmedMatch of(Pairs pairs, int trimmed, Critical critical) {
        double value = pairs.root(trimmed);
        int kept = pairs.size() - 2 * trimmed;
        double[] ends = kept < 2
                ? new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}
                : pairs.interval(trimmed, critical.of(kept), value);
        return new TrimmedMatch(
                value,
                pairs.standardError(value, trimmed),
                Double.isFinite(ends[0]) ? ends[0] : null,
                Double.isFinite(ends[1]) ? ends[1] : null,
                trimmed);
    }

    /** The pairs and the stretches of theta on which their order is fixed. */
    private static final class Pairs {
        private final double[] responses;
        private final double[] spends;
        private final double[] breaks;

        Pairs(double[] responses, double[] spends) {
            require(
                    responses.length == spends.length && responses.length >= 2,
                    "pairs need a response and a spend each, had %s and %s",
                    responses.length,
                    spends.length);
            require(Arrays.stream(spends).anyMatch(spend -> spend != 0), "no pair differs in spend");
            this.responses = responses.clone();
            this.spends = spends.clone();
            this.breaks = IntStream.range(0, responses.length)
                    .boxed()
                    .flatMapToDouble(i -> IntStream.range(0, i)
                            .filter(j -> spends[i] != spends[j])
                            .mapToDouble(j -> (responses[i] - responses[j]) / (spends[i] - spends[j])))
                    .distinct()
                    .sorted()
                    .toArray();
        }

        int size() {
            return responses.length;
        }

        /** The theta at which the trimmed mean is 0. */
        double root(int trimmed) {
            double best = Double.NaN;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k <= breaks.length; k++) {
                int[] order = order(inside(k));
                double response = 0;
                double spend = 0;
                for (int i = trimmed; i < order.length - trimmed; i++) {
                    response += responses[order[i]];
                    spend += spends[order[i]];
                }
                double root = response / spend;
                double slack = 1e-9 * Math.max(1, Math.abs(root));
                boolean isRoot = spend != 0 && root >= from(k) - slack && root <= to(k) + slack;
                double asymmetry = isRoot ? asymmetry(root, trimmed) : Double.POSITIVE_INFINITY;
                if (isRoot && (Double.isNaN(best) || asymmetry < least)) {
                    best = root;
                    least = asymmetry;
                }
            }
            require(!Double.isNaN(best), "the pairs that are left after trimming %s differ in no spend", trimmed);
            return best;
        }

        /** sqrt(winsorised sum of squares / n) / (sqrt(n) x kept spend / n). */
        double standardError(double theta, int trimmed) {
            int[] order = order(theta);
            int n = order.length;
            double squares = 0;
            double spend = 0;
            for (int i = 0; i < n; i++) {
                int held = order[Math.min(Math.max(i, trimmed), n - 1 - trimmed)];
                squares += residual(held, theta) * residual(held, theta);
                spend += i >= trimmed && i < n - trimmed ? spends[order[i]] : 0;
            }
            return Math.sqrt(squares) / Math.abs(spend);
        }

        /** The ends of the accepted theta around a value; infinite where there is none. */
        double[] interval(int trimmed, double critical, double around) {
            double low = around;
            double high = around;
            for (int k = 0; k <= breaks.length; k++) {
                double[] accepted = accepted(order(inside(k)), trimmed, critical, from(k), to(k));
                low = Math.min(low, accepted[0]);
                high = Math.max(high, accepted[1]);
            }
            return new double[] {low, high};
        }

        /** First and last theta of a stretch with a t^2 + 2 b t + c &lt;= 0, or (infinity, -infinity). */
        private double[] accepted(int[] order, int trimmed, double critical, double from, double to) {
            int n = order.length;
            int kept = n - 2 * trimmed;
            double factor = critical * critical * kept / (kept - 1);
            double[] sums = new double[2];
            double[] held = new double[2];
            double[] squares = new double[3];
            for (int i = 0; i < n; i++) {
                int inner = order[Math.min(Math.max(i, trimmed), n - 1 - trimmed)];
                double y = responses[inner];
                double x = spends[inner];
                held[0] += y;
                held[1] += x;
                squares[0] += y * y;
                squares[1] += x * y;
                squares[2] += x * x;
                if (i >= trimmed && i < n - trimmed) {
                    sums[0] += y;
                    sums[1] += x;
                }
            }
            double a = sums[1] * sums[1] - factor * (squares[2] - held[1] * held[1] / n);
            double b = -(sums[0] * sums[1] - factor * (squares[1] - held[0] * held[1] / n));
            double c = sums[0] * sums[0] - factor * (squares[0] - held[0] * held[0] / n);
            double[] none = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
            double discriminant = b * b - a * c;
            if (discriminant < 0) {
                return a < 0 ? new double[] {from, to} : none;
            }
            double root = Math.sqrt(discriminant);
            double first = Math.min((-b - root) / a, (-b + root) / a);
            double second = Math.max((-b - root) / a, (-b + root) / a);
            if (a > 0) {
                double low = Math.max(first, from);
                double high = Math.min(second, to);
                return low <= high ? new double[] {low, high} : none;
            }
            if (from <= first) {
                return new double[] {from, to >= second ? to : Math.min(first, to)};
            }
            return to >= second ? new double[] {Math.max(second, from), to} : none;
        }

        /** Sum over pairs of ends of |largest + smallest| after trimming: 0 for residuals that lie symmetrically around 0. */
        private double asymmetry(double theta, int trimmed) {
            int[] order = order(theta);
            double sum = 0;
            for (int i = trimmed; i < order.length - trimmed; i++) {
                sum += Math.abs(residual(order[i], theta) + residual(order[order.length - 1 - i], theta));
            }
            return sum;
        }

        private int[] order(double theta) {
            return IntStream.range(0, responses.length)
                    .boxed()
                    .sorted((i, j) -> {
                        int byResidual = Double.compare(residual(i, theta), residual(j, theta));
                        return byResidual != 0 ? byResidual : Integer.compare(i, j);
                    })
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        private double residual(int pair, double theta) {
            return responses[pair] - theta * spends[pair];
        }

        private double from(int stretch) {
            return stretch == 0 ? Double.NEGATIVE_INFINITY : breaks[stretch - 1];
        }

        private double to(int stretch) {
            return stretch == breaks.length ? Double.POSITIVE_INFINITY : breaks[stretch];
        }

        /** A theta inside a stretch. */
        private double inside(int stretch) {
            if (breaks.length == 0) {
                return 0;
            }
            if (stretch == 0) {
                return breaks[0] - Math.max(1, Math.abs(breaks[0]));
            }
            return stretch == breaks.length
                    ? breaks[stretch - 1] + Math.max(1, Math.abs(breaks[stretch - 1]))
                    : (breaks[stretch - 1] + breaks[stretch]) / 2;
        }
    }
}
