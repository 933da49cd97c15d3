package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.io.Serializable;
import java.util.List;

/**
 * The full path (after Marketo Measure): first touch, first trial or product signal, first sales assist and last touch
 * get 22.5 % each, the others share 10 %; missing parts are dropped and the rest renormalised.
 */
public final class FullPath implements TouchRule {
    public static final String NAME = "full_path";
    private static final long serialVersionUID = 1L;

    private final Settings settings;

    public FullPath(Settings settings) {
        this.settings = settings;
    }

    /**
     * Weights in any unit; only their proportions count.
     *
     * @param first weight of the first touch, not negative
     * @param intent weight of the first trial or product signal, not negative
     * @param sales weight of the first sales assist, not negative
     * @param last weight of the last touch, not negative, positive where {@code first} is 0
     * @param middle weight of all other touches together, not negative
     */
    public record Settings(double first, double intent, double sales, double last, double middle)
            implements Serializable {
        public static final Settings DEFAULTS = new Settings(0.225, 0.225, 0.225, 0.225, 0.1);

        public Settings {
            Weights.requireWeight(NAME, "first", first);
            Weights.requireWeight(NAME, "intent", intent);
            Weights.requireWeight(NAME, "sales", sales);
            Weights.requireWeight(NAME, "last", last);
            Weights.requireWeight(NAME, "middle", middle);
            Weights.requireEnds(NAME, first, last);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean readsTimesOrClasses() {
        return true;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        return new Milestones(touches)
                .first(settings.first())
                .firstIntent(settings.intent())
                .firstSales(settings.sales())
                .last(settings.last())
                .withMiddle(settings.middle());
    }
}
