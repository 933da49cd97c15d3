package io.crosslift.lift.geo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The smallest lift that a test like this one would have found: a lift is multiplied into the treated markets over each window of the
 * history as long as the test, and counts as found where the conformal test rejects no effect.
 *
 * @param smallest lift found in 80 % of the windows, as a fraction (0.05 = 5 %); {@code null} where none up to 50 % is, or there is no
 *     window
 * @param windows number of windows tried, the latest ones
 */
public record InjectedLift(@Nullable Double smallest, int windows) {
    private static final double POWER = 0.8;
    private static final double LARGEST = 0.5;
    private static final double PRECISION = 0.0005;
    private static final int MOST_WINDOWS = 25;

    /** With a history no longer than the test, level and effect share the residuals and no shift tells them apart. */
    private static final int SHORTEST_HISTORY = 2;

    /** A window of the history, its model prepared. */
    private static final class Window {
        private final BlockConformal test;
        private final double[] target;
        private final int start;

        Window(BlockConformal test, double[] target, int start) {
            this.test = test;
            this.target = target;
            this.start = start;
        }

        boolean finds(double lift, double alpha) {
            double[] lifted = target.clone();
            for (int t = start; t < lifted.length; t++) {
                lifted[t] *= 1 + lift;
            }
            return test.p(lifted, 0) <= alpha;
        }
    }

    /** Looks at the periods before the treatment only. */
    static InjectedLift of(CounterfactualModel model, MarketPanel panel, double alpha) {
        int length = panel.after();
        double[] target = panel.treatedMean();
        List<Window> windows = new ArrayList<>();
        for (int start = panel.before() - length;
                start >= Math.max(3, SHORTEST_HISTORY * length)
                        && windows.size() < MOST_WINDOWS
                        && BlockConformal.smallestP(start + length) <= alpha;
                start--) {
            double[][] donors = Series.until(panel.controls(), start + length);
            windows.add(
                    new Window(new BlockConformal(model, donors, start), Arrays.copyOf(target, start + length), start));
        }
        if (windows.isEmpty() || power(windows, LARGEST, alpha) < POWER) {
            return new InjectedLift(null, windows.size());
        }
        double missed = 0;
        double found = LARGEST;
        while (found - missed > PRECISION) {
            double middle = (missed + found) / 2;
            if (power(windows, middle, alpha) >= POWER) {
                found = middle;
            } else {
                missed = middle;
            }
        }
        return new InjectedLift(found, windows.size());
    }

    private static double power(List<Window> windows, double lift, double alpha) {
        long found =
                windows.stream().filter(window -> window.finds(lift, alpha)).count();
        return (double) found / windows.size();
    }
}
