package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Credit that halves with each half-life between touch and conversion: {@code 2^(-age / half-life)}, normalised (kpi
 * H04; the form of Adobe Analytics' time decay). Ages count elapsed time, not calendar days.
 */
public final class TimeDecay implements TouchRule {
    public static final String NAME = "time_decay";
    private static final long serialVersionUID = 1L;

    private final Settings settings;

    public TimeDecay(Settings settings) {
        this.settings = settings;
    }

    /**
     * How fast credit decays.
     *
     * @param halfLife positive, at least a millisecond
     */
    public record Settings(Duration halfLife) implements Serializable {
        public static final Settings DEFAULTS = new Settings(Duration.ofDays(7));

        public Settings {
            if (halfLife.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("time_decay half-life must be at least 1 ms, was " + halfLife);
            }
        }

        private double halfLifeMicros() {
            return halfLife.toSeconds() * 1e6 + halfLife.toNanosPart() / 1e3;
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
        // The conversion's time cancels out in the normalisation; ages relative to the last touch can't all underflow.
        long lastMicros = touches.get(touches.size() - 1).epochMicros();
        double halfLifeMicros = settings.halfLifeMicros();
        double[] weights = touches.stream()
                .mapToDouble(touch -> Math.pow(2, (touch.epochMicros() - lastMicros) / halfLifeMicros))
                .toArray();
        return Weights.normalised(weights);
    }
}
