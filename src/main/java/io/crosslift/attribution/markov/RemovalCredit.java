package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Removal effects by channel and the credit they give. */
final class RemovalCredit {
    private final PathTable paths;
    private final PathWeights weights;
    private final double[] onConversions;
    private final double[] onValue;
    private final boolean valueFlows;

    RemovalCredit(PathTable paths, PathWeights weights, Removals removals) {
        this.paths = paths;
        this.weights = weights;
        int channels = paths.channels().size();
        onConversions = effects(channels, removals::conversions, removals.totalConversions());
        onValue = effects(channels, removals::value, removals.totalValue());
        boolean negative = false;
        for (int path = 0; path < paths.paths(); path++) {
            negative |= weights.value(path) < 0;
        }
        valueFlows = weights.value() > 0 && removals.totalValue() > 0 && !negative;
    }

    double effectOnConversions(int channel) {
        return onConversions[channel];
    }

    double effectOnValue(int channel) {
        return onValue[channel];
    }

    /** Returns whether value has removal effects of its own: there is some and none is negative. */
    boolean valueFlows() {
        return valueFlows;
    }

    /** Returns the conversions credited to each channel. */
    double[] conversions(MarkovModel.Reading reading) {
        return reading == MarkovModel.Reading.TOUCHES
                ? sharedOverTouches(onConversions, false)
                : shared(onConversions, weights.conversions());
    }

    /** Returns the value credited to each channel, minor units. */
    double[] value(MarkovModel.Reading reading) {
        double[] effects = valueFlows ? onValue : onConversions;
        return reading == MarkovModel.Reading.TOUCHES
                ? sharedOverTouches(effects, true)
                : shared(effects, weights.value());
    }

    /** Returns the names of channels with a removal effect that no converted journey passed. */
    List<String> creditedWithoutConversion() {
        boolean[] converted = new boolean[onConversions.length];
        for (int path = 0; path < paths.paths(); path++) {
            if (weights.conversions(path) > 0) {
                for (int i = 0; i < paths.length(path); i++) {
                    converted[paths.channel(path, i)] = true;
                }
            }
        }
        List<String> names = new ArrayList<>();
        for (int channel = 0; channel < converted.length; channel++) {
            if (!converted[channel] && onConversions[channel] > 0) {
                names.add(paths.channels().get(channel));
            }
        }
        return names;
    }

    /** Takes off what rounding adds beyond the bounds. */
    private static double[] effects(int channels, IntToDoubleFunction through, double total) {
        return IntStream.range(0, channels)
                .mapToDouble(
                        channel -> total == 0 ? 0 : Math.min(1, Math.max(0, through.applyAsDouble(channel) / total)))
                .toArray();
    }

    private static double[] shared(double[] effects, double total) {
        double sum = Arrays.stream(effects).sum();
        return Arrays.stream(effects).map(effect -> effect / sum * total).toArray();
    }

    private double[] sharedOverTouches(double[] effects, boolean ofValue) {
        double[] credit = new double[effects.length];
        for (int path = 0; path < paths.paths(); path++) {
            double total = ofValue ? weights.value(path) : weights.conversions(path);
            if (total != 0) {
                double sum = 0;
                for (int i = 0; i < paths.length(path); i++) {
                    sum += effects[paths.channel(path, i)];
                }
                for (int i = 0; i < paths.length(path); i++) {
                    int channel = paths.channel(path, i);
                    credit[channel] += total * (sum > 0 ? effects[channel] / sum : 1.0 / paths.length(path));
                }
            }
        }
        return credit;
    }
}
