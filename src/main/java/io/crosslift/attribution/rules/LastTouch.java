package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.util.List;

/** All credit to the last touch (kpi H03); of several at the same time, to the highest touchpoint id. */
public final class LastTouch implements TouchRule {
    public static final String NAME = "last_touch";
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        double[] weights = new double[touches.size()];
        weights[weights.length - 1] = 1;
        return weights;
    }
}
