package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A touch rule applied to path counts: each path's conversions and value are split over its positions by the rule and
 * summed by channel.
 */
public final class RuleOnPaths implements PathModel {
    private static final long serialVersionUID = 1L;

    private final TouchRule rule;

    /**
     * Applies a rule to paths.
     *
     * @throws IllegalArgumentException if the rule reads times or touch classes, which a path doesn't have
     */
    public RuleOnPaths(TouchRule rule) {
        if (rule.readsTimesOrClasses()) {
            throw new IllegalArgumentException(
                    rule.name() + " needs the time or class of each touch, a path has channels only");
        }
        this.rule = rule;
    }

    @Override
    public String name() {
        return rule.name();
    }

    @Override
    public PathModelResult fit(List<PathCount> paths) {
        List<PathCount> merged = PathCount.merged(paths);
        TreeMap<String, ChannelCredit> credit = new TreeMap<>(CODE_POINT_ORDER);
        boolean converted = false;
        for (PathCount path : merged) {
            converted |= path.conversions() > 0;
            double[] weights =
                    rule.weights(touches(path.channels()), path.channels().size());
            for (int i = 0; i < weights.length; i++) {
                ChannelCredit share = ChannelCredit.of(path.conversions() * weights[i], path.value() * weights[i]);
                credit.merge(path.channels().get(i), share, ChannelCredit::plus);
            }
        }
        return new PathModelResult(
                name(), credit, List.of(), converted ? List.of() : List.of(PathModelResult.NO_CONVERSIONS));
    }

    @Override
    public TouchRule journeyRule(PathModelResult fitted) {
        return rule;
    }

    private static List<Touch> touches(List<String> channels) {
        return IntStream.range(0, channels.size())
                .mapToObj(i -> new Touch(Integer.toString(i), i, channels.get(i), ""))
                .toList();
    }
}
