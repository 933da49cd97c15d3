package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All credit to the last touch whose channel isn't a direct one; to the last touch where all are: a direct
 * visit mostly is the effect of an earlier touch.
 */
public final class LastNonDirect implements TouchRule {
    public static final String NAME = "last_non_direct";
    private static final long serialVersionUID = 1L;

    private final Settings settings;

    public LastNonDirect(Settings settings) {
        this.settings = settings;
    }

    /**
     * Which channels count as direct.
     *
     * @param directChannels channel names that count as direct, compared exactly; may be empty
     */
    public record Settings(Set<String> directChannels) implements Serializable {
        public static final Settings DEFAULTS = new Settings(Set.of("direct"));

        public Settings {
            directChannels = Collections.unmodifiableSet(new TreeSet<>(directChannels));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        int credited = touches.size() - 1;
        while (credited >= 0
                && settings.directChannels().contains(touches.get(credited).channel())) {
            credited--;
        }
        double[] weights = new double[touches.size()];
        weights[credited < 0 ? touches.size() - 1 : credited] = 1;
        return weights;
    }
}
