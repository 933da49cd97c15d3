package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.io.Serializable;
import java.util.List;

/**
 * Weights by position, counted from both ends. With {@code fromStart = (s1, s2, ...)} and {@code fromEnd = (e1, e2,
 * ...)} the i-th touch earns s_i, the i-th touch from the end earns e_i, and the middle's weight is spread evenly over
 * the touches that neither list reaches. Weights add where both lists reach a touch; weights of positions that the
 * journey doesn't have, and of a middle without touches, are dropped and the rest renormalised.
 */
public final class Custom implements TouchRule {
    public static final String NAME = "custom";
    private static final long serialVersionUID = 1L;

    private final Settings settings;

    public Custom(Settings settings) {
        this.settings = settings;
    }

    /**
     * Weights in any unit; only their proportions count.
     *
     * @param fromStart weights of the first, second, ... touch, none negative; may be empty
     * @param middle weight of all touches that no list reaches together, not negative
     * @param fromEnd weights of the last, last but one, ... touch, none negative; may be empty. The first touch or the
     *     last has a positive weight
     */
    public record Settings(List<Double> fromStart, double middle, List<Double> fromEnd) implements Serializable {
        public static final Settings DEFAULTS = new Settings(List.of(0.2), 0.2, List.of(0.6));

        public Settings {
            fromStart = List.copyOf(fromStart);
            fromEnd = List.copyOf(fromEnd);
            fromStart.forEach(weight -> Weights.requireWeight(NAME, "from the start", weight));
            fromEnd.forEach(weight -> Weights.requireWeight(NAME, "from the end", weight));
            Weights.requireWeight(NAME, "middle", middle);
            Weights.requireEnds(NAME, at(fromStart, 0), at(fromEnd, 0));
        }

        private static double at(List<Double> weights, int position) {
            return position < weights.size() ? weights.get(position) : 0;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        int n = touches.size();
        int middleEnd = n - settings.fromEnd().size();
        int middleSize = middleEnd - settings.fromStart().size();
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            boolean inMiddle = i >= settings.fromStart().size() && i < middleEnd;
            weights[i] = inMiddle
                    ? settings.middle() / middleSize
                    : Settings.at(settings.fromStart(), i) + Settings.at(settings.fromEnd(), n - 1 - i);
        }
        return Weights.normalised(weights);
    }
}
