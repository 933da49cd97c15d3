package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The U shape (kpi H05): a weight for the first touch, one for the last and one spread evenly over those between. Two
 * touches get their end's weight and half the middle each, a single touch gets everything.
 */
public final class PositionBased implements TouchRule {
    public static final String NAME = "position_based";
    private static final long serialVersionUID = 1L;

    private final Settings settings;

    public PositionBased(Settings settings) {
        this.settings = settings;
    }

    /**
     * Weights in any unit; only their proportions count.
     *
     * @param first weight of the first touch, not negative
     * @param middle weight of all touches between together, not negative
     * @param last weight of the last touch, not negative, positive where {@code first} is 0
     */
    public record Settings(double first, double middle, double last) implements Serializable {
        public static final Settings DEFAULTS = new Settings(0.4, 0.2, 0.4);

        public Settings {
            Weights.requireWeight(NAME, "first", first);
            Weights.requireWeight(NAME, "middle", middle);
            Weights.requireWeight(NAME, "last", last);
            Weights.requireEnds(NAME, first, last);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        int n = touches.size();
        double[] weights = new double[n];
        Arrays.fill(weights, settings.middle() / Math.max(1, n - 2));
        if (n == 2) {
            weights[0] = settings.first() + settings.middle() / 2;
            weights[1] = settings.last() + settings.middle() / 2;
        } else {
            weights[0] = settings.first();
            weights[n - 1] = n == 1 ? 1 : settings.last();
        }
        return Weights.normalised(weights);
    }
}
