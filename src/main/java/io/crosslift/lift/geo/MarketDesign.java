package io.crosslift.lift.geo;

import io.crosslift.lift.estimate.Distributions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether markets and history can carry a test, from the periods before the treatment alone (the diagnostics of matched_markets:
 * Au 2018).
 *
 * @param correlation of the treated and the control sum; {@code null} where one doesn't vary
 * @param correlationNeeded to be sure at 95 % of a correlation of .8: {@code tanh(atanh(.8) + 1.645 / sqrt(n - 3))}; {@code null}
 *     for n of 3 or less
 * @param durbinWatson of the regression of the treated on the control sum: 2 without autocorrelation; {@code null} for an exact fit
 * @param bridge largest {@code |sum of the first k residuals / s| / sqrt(k (1 - k / n))}; up to 3 is what a Brownian bridge does
 * @param noisyMarkets control markets without which the residual variance is less than half
 * @param largestMarket the market with the largest share of the volume
 * @param largestShare its share
 * @param historyRatio periods before the treatment by periods of the test
 */
public record MarketDesign(
        @Nullable Double correlation,
        @Nullable Double correlationNeeded,
        @Nullable Double durbinWatson,
        @Nullable Double bridge,
        List<String> noisyMarkets,
        String largestMarket,
        double largestShare,
        double historyRatio,
        List<GeoWarning> warnings) {
    private static final double NEEDED_CORRELATION = 0.8;
    private static final double ONE_SIDED = 0.05;
    private static final double BAND = 3;
    private static final double NOISY = 0.5;
    private static final double DOMINANT = 0.5;
    private static final double SHORT_HISTORY = 3;

    /** Checks a test; nothing after its start is looked at but its length. */
    public static MarketDesign of(MarketPanel panel) {
        int n = panel.before();
        double[] treated = Series.sumOf(panel.treated());
        double[] control = Series.sumOf(panel.controls());
        Double needed = n <= 3 ? null : Double.valueOf(correlationNeeded(n));
        Double correlation = correlation(treated, control, n);
        double[] residuals = n < 3 ? new double[n] : residuals(treated, control, n);
        boolean isExact = Series.squares(residuals, 0, n) <= 1e-18 * Series.squares(treated, 0, n);
        Double durbinWatson = isExact ? null : Double.valueOf(durbinWatson(residuals));
        Double bridge = isExact ? null : Double.valueOf(bridge(residuals));
        List<String> noisy = isExact ? List.of() : noisyMarkets(panel, treated, control);
        String largest = "";
        double largestVolume = -1;
        double volume = 0;
        for (int i = 0; i < panel.markets(); i++) {
            boolean isTreated = i < panel.treated().length;
            int at = isTreated ? i : i - panel.treated().length;
            double sum = Math.abs(Series.sum(isTreated ? panel.treated()[at] : panel.controls()[at], 0, n));
            volume += sum;
            if (sum > largestVolume) {
                largestVolume = sum;
                largest = (isTreated ? panel.treatedMarkets() : panel.controlMarkets()).get(at);
            }
        }
        double share = volume == 0 ? 0 : largestVolume / volume;
        double history = (double) n / panel.after();

        Set<GeoWarning> warnings = EnumSet.noneOf(GeoWarning.class);
        addIf(warnings, history < SHORT_HISTORY, GeoWarning.SHORT_HISTORY);
        addIf(warnings, share > DOMINANT, GeoWarning.DOMINANT_MARKET);
        addIf(
                warnings,
                correlation == null || needed == null || correlation < needed,
                correlation == null ? GeoWarning.CONSTANT_CONTROL : GeoWarning.WEAK_CORRELATION);
        addIf(warnings, durbinWatson != null && (durbinWatson < 1.5 || durbinWatson > 2.5), GeoWarning.AUTOCORRELATED);
        addIf(warnings, bridge != null && bridge > BAND, GeoWarning.DRIFTING);
        addIf(warnings, !noisy.isEmpty(), GeoWarning.NOISY_MARKET);
        return new MarketDesign(
                correlation, needed, durbinWatson, bridge, noisy, largest, share, history, List.copyOf(warnings));
    }

    /** The correlation over n periods from which .8 is excluded below at 95 %, by Fisher's transformation. */
    static double correlationNeeded(int n) {
        double atanh = 0.5 * Math.log((1 + NEEDED_CORRELATION) / (1 - NEEDED_CORRELATION));
        return Math.tanh(atanh + Distributions.normalInverseSurvival(ONE_SIDED) / Math.sqrt(n - 3));
    }

    /** {@code sum (r_t - r_(t-1))^2 / sum r_t^2} (Durbin and Watson 1950). */
    static double durbinWatson(double[] residuals) {
        double steps = 0;
        for (int t = 1; t < residuals.length; t++) {
            steps += (residuals[t] - residuals[t - 1]) * (residuals[t] - residuals[t - 1]);
        }
        return steps / Series.squares(residuals, 0, residuals.length);
    }

    /** The largest standardised cumulative sum of residuals that sum to 0. */
    static double bridge(double[] residuals) {
        int n = residuals.length;
        double spread = Math.sqrt(Series.squares(residuals, 0, n) / (n - 2));
        double sum = 0;
        double largest = 0;
        for (int k = 1; k < n; k++) {
            sum += residuals[k - 1] / spread;
            largest = Math.max(largest, Math.abs(sum) / Math.sqrt(k * (1 - (double) k / n)));
        }
        return largest;
    }

    private static List<String> noisyMarkets(MarketPanel panel, double[] treated, double[] control) {
        int n = panel.before();
        double all = Series.squares(residuals(treated, control, n), 0, n);
        List<String> noisy = new ArrayList<>();
        for (int i = 0; i < panel.controls().length; i++) {
            double[] others = Series.minus(control, panel.controls()[i]);
            if (Series.squares(residuals(treated, others, n), 0, n) < NOISY * all) {
                noisy.add(panel.controlMarkets().get(i));
            }
        }
        return noisy;
    }

    private static double[] residuals(double[] treated, double[] control, int n) {
        TimeBasedRegression fit = TimeBasedRegression.of(treated, control, n);
        double[] residuals = new double[n];
        for (int t = 0; t < n; t++) {
            residuals[t] = treated[t] - fit.predicted(t);
        }
        return residuals;
    }

    private static @Nullable Double correlation(double[] left, double[] right, int n) {
        double meanLeft = Series.mean(left, 0, n);
        double meanRight = Series.mean(right, 0, n);
        double products = 0;
        double squaresLeft = 0;
        double squaresRight = 0;
        for (int t = 0; t < n; t++) {
            products += (left[t] - meanLeft) * (right[t] - meanRight);
            squaresLeft += (left[t] - meanLeft) * (left[t] - meanLeft);
            squaresRight += (right[t] - meanRight) * (right[t] - meanRight);
        }
        double scale = Math.sqrt(squaresLeft) * Math.sqrt(squaresRight);
        return scale == 0 ? null : Double.valueOf(products / scale);
    }

    private static void addIf(Set<GeoWarning> warnings, boolean holds, GeoWarning warning) {
        if (holds) {
            warnings.add(warning);
        }
    }
}
