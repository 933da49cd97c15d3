package io.crosslift.lift.geo;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The placebo test in time: the window right before the treatment, as long as the test, is estimated as if it had been treated.
 * And the A/A rate: the share of all such windows in the history in which the conformal test would have raised an alarm.
 *
 * @param effect per market and period in the last window; {@code null} where the history is too short for it
 * @param p of the conformal test of no effect in that window, on the periods until its end
 * @param windows number of windows behind the rate
 * @param falseAlarmRate share of windows with p at or below alpha; {@code null} without windows
 */
record PlaceboPeriods(
        @Nullable Double effect,
        @Nullable Double p,
        int windows,
        @Nullable Double falseAlarmRate) {
    private static final int MOST_WINDOWS = 60;

    /** Looks at the periods before the treatment only. */
    static PlaceboPeriods of(CounterfactualModel model, MarketPanel panel, double alpha) {
        int length = panel.after();
        double[] target = panel.treatedMean();
        int lastStart = panel.before() - length;
        if (!isLongEnough(lastStart, length)) {
            return new PlaceboPeriods(null, null, 0, null);
        }
        double effect = effect(model, panel.controls(), target, lastStart, length);
        double p = p(model, panel.controls(), target, lastStart, length);
        int firstStart = lastStart;
        while (isLongEnough(firstStart - 1, length) && BlockConformal.smallestP(firstStart - 1 + length) <= alpha) {
            firstStart--;
        }
        if (BlockConformal.smallestP(lastStart + length) > alpha) {
            return new PlaceboPeriods(effect, p, 0, null);
        }
        int stride = (lastStart - firstStart) / MOST_WINDOWS + 1;
        int windows = 0;
        int alarms = 0;
        for (int start = lastStart; start >= firstStart; start -= stride) {
            windows++;
            alarms += p(model, panel.controls(), target, start, length) <= alpha ? 1 : 0;
        }
        return new PlaceboPeriods(effect, p, windows, (double) alarms / windows);
    }

    /** Whether a window of this length can start here: with as many periods before it, and 3 at the least. */
    private static boolean isLongEnough(int start, int length) {
        return start >= Math.max(3, length);
    }

    private static double effect(CounterfactualModel model, double[][] donors, double[] target, int start, int length) {
        double[] series = Arrays.copyOf(target, start + length);
        double[] predicted = model.on(Series.until(donors, start + length), start)
                .fit(series)
                .series();
        return Series.mean(Series.minus(series, predicted), start, start + length);
    }

    private static double p(CounterfactualModel model, double[][] donors, double[] target, int start, int length) {
        double[] series = Arrays.copyOf(target, start + length);
        return new BlockConformal(model, Series.until(donors, start + length), start).p(series, 0);
    }
}
