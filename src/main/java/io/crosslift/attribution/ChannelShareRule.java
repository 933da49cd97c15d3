package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Splits a journey in proportion to the channel weights of a fitted path model. With w the weights clipped at 0 and D
 * the distinct channels of the journey, a touch of channel c gets {@code w(c) / sum over d in D of w(d)}, divided by
 * the number of c's touches. A channel the fit hasn't seen weighs 0; where all weigh 0 the split is linear.
 */
final class ChannelShareRule implements TouchRule {
    private final String model;
    private final SortedMap<String, Double> channelWeights;

    ChannelShareRule(String model, Map<String, Double> channelWeights) {
        this.model = model;
        TreeMap<String, Double> clipped = new TreeMap<>(CODE_POINT_ORDER);
        channelWeights.forEach((channel, weight) -> clipped.put(channel, Math.max(0, weight)));
        this.channelWeights = clipped;
    }

    @Override
    public String name() {
        return model;
    }

    @Override
    public double[] weights(List<Touch> touches, long convertedAtMicros) {
        double total = total(touches);
        double[] weights = new double[touches.size()];
        if (total <= 0) {
            Arrays.fill(weights, 1.0 / touches.size());
            return weights;
        }
        Map<String, Integer> repeats = new HashMap<>();
        touches.forEach(touch -> repeats.merge(touch.channel(), 1, Integer::sum));
        for (int i = 0; i < weights.length; i++) {
            String channel = touches.get(i).channel();
            weights[i] = weight(channel) / total / repeats.getOrDefault(channel, 1);
        }
        return weights;
    }

    @Override
    public boolean fallsBackToLinear(List<Touch> touches) {
        return total(touches) <= 0;
    }

    private double total(List<Touch> touches) {
        return touches.stream()
                .map(Touch::channel)
                .distinct()
                .mapToDouble(this::weight)
                .sum();
    }

    private double weight(String channel) {
        return channelWeights.getOrDefault(channel, 0.0);
    }
}
