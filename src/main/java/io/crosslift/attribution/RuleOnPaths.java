package io.crosslift.attribution;

import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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

    /** Returns the model on paths: itself, the rule applied to them, or null where a rule reads more than channels. */
    public static @Nullable PathModel where(AttributionModel model) {
        if (model instanceof TouchRule rule) {
            return rule.readsTimesOrClasses() ? null : new RuleOnPaths(rule);
        }
        return (PathModel) model;
    }

    @Override
    public String name() {
        return rule.name();
    }

    @Override
    public PathModelResult fit(PathTable paths, PathWeights weights) {
        if (weights.conversions() == 0) {
            return PathModelResult.withoutConversions(name(), paths, List.of());
        }
        double[] conversions = new double[paths.channels().size()];
        double[] value = new double[paths.channels().size()];
        for (int path = 0; path < paths.paths(); path++) {
            if (weights.conversions(path) > 0) {
                double[] shares = rule.weights(touches(paths, path), paths.length(path));
                for (int i = 0; i < shares.length; i++) {
                    int channel = paths.channel(path, i);
                    conversions[channel] += weights.conversions(path) * shares[i];
                    value[channel] += weights.value(path) * shares[i];
                }
            }
        }
        SortedMap<String, ChannelCredit> credit = PathModelResult.credit(paths, conversions, value);
        return new PathModelResult(
                name(),
                credit,
                List.of(),
                List.of(),
                List.of(),
                ModelCheck.conservation(name(), credit.values(), weights));
    }

    @Override
    public TouchRule journeyRule(PathModelResult fitted) {
        return rule;
    }

    private static List<Touch> touches(PathTable paths, int path) {
        return IntStream.range(0, paths.length(path))
                .mapToObj(
                        i -> new Touch(Integer.toString(i), i, paths.channels().get(paths.channel(path, i)), ""))
                .toList();
    }
}
