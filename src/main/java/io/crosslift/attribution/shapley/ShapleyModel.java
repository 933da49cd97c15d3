package io.crosslift.attribution.shapley;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.ModelCheck;
import io.crosslift.attribution.PathModel;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import io.crosslift.attribution.TouchRule;
import java.util.List;
import java.util.SortedMap;

/**
 * The Shapley value of the game v(S) = conversions (or value) of the journeys whose channels all lie in S.
 *
 * <p>v is a sum of unanimity games, one per set T of channels, and the Shapley value is linear and shares a unanimity
 * game equally among its members, so exactly {@code phi(c) = sum over paths p with c in T(p) of x(p) / |T(p)|}: one
 * pass for any number of channels (Zhao, Mahboobi and Bagheri 2018, simplified method).
 */
public final class ShapleyModel implements PathModel {
    public static final String NAME = "shapley";
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PathModelResult fit(PathTable paths, PathWeights weights) {
        if (weights.conversions() == 0) {
            return PathModelResult.withoutConversions(NAME, paths, List.of());
        }
        int channels = paths.channels().size();
        double[] conversions = new double[channels];
        double[] value = new double[channels];
        int[] members = new int[channels];
        int[] lastPathWith = new int[channels];
        for (int path = 0; path < paths.paths(); path++) {
            if (weights.conversions(path) > 0) {
                int size = 0;
                for (int i = 0; i < paths.length(path); i++) {
                    int channel = paths.channel(path, i);
                    if (lastPathWith[channel] != path + 1) {
                        lastPathWith[channel] = path + 1;
                        members[size++] = channel;
                    }
                }
                double conversionsEach = weights.conversions(path) / size;
                double valueEach = weights.value(path) / size;
                for (int i = 0; i < size; i++) {
                    conversions[members[i]] += conversionsEach;
                    value[members[i]] += valueEach;
                }
            }
        }
        SortedMap<String, ChannelCredit> credit = PathModelResult.credit(paths, conversions, value);
        return new PathModelResult(
                NAME, credit, List.of(), List.of(), List.of(), ModelCheck.conservation(NAME, credit.values(), weights));
    }

    @Override
    public TouchRule journeyRule(PathModelResult fitted) {
        return new EqualChannelSplit();
    }
}
