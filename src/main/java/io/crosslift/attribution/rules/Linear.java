package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.util.Arrays;
import java.util.List;

/** 1/n to each of n touches, repeats of a channel included (kpi H04). */
public final class Linear implements TouchRule {
    public static final String NAME = "linear";
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        double[] weights = new double[touches.size()];
        Arrays.fill(weights, 1.0 / weights.length);
        return weights;
    }
}
