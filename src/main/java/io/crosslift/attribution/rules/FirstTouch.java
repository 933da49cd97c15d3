package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.util.List;

/** All credit to the first touch (kpi H03); of several at the same time, to the lowest touchpoint id. */
public final class FirstTouch implements TouchRule {
    public static final String NAME = "first_touch";
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        double[] weights = new double[touches.size()];
        weights[0] = 1;
        return weights;
    }
}
