package io.crosslift.attribution.shapley;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code 1 / (distinct channels x touches of this channel)} per touch, the Shapley split of a single journey (Zhao,
 * Mahboobi and Bagheri 2018, "Shapley Value Methods for Attribution Modeling in Online Advertising", ordered form).
 */
final class EqualChannelSplit implements TouchRule {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return ShapleyModel.NAME;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        Map<String, Integer> repeats = new HashMap<>();
        touches.forEach(touch -> repeats.merge(touch.channel(), 1, Integer::sum));
        return touches.stream()
                .mapToInt(touch -> repeats.getOrDefault(touch.channel(), 1))
                .mapToDouble(touchesOfChannel -> 1.0 / repeats.size() / touchesOfChannel)
                .toArray();
    }
}
