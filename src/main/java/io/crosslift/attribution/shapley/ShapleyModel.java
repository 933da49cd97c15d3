package io.crosslift.attribution.shapley;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathModel;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.TouchRule;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
    public PathModelResult fit(List<PathCount> paths) {
        List<PathCount> merged = PathCount.merged(paths);
        if (merged.stream().noneMatch(path -> path.conversions() > 0)) {
            return PathModelResult.withoutConversions(NAME, merged, List.of());
        }
        TreeMap<String, ChannelCredit> credit = new TreeMap<>(CODE_POINT_ORDER);
        for (PathCount path : merged) {
            SortedSet<String> members = new TreeSet<>(path.channels());
            double conversions = (double) path.conversions() / members.size();
            double value = (double) path.value() / members.size();
            members.forEach(
                    channel -> credit.merge(channel, ChannelCredit.of(conversions, value), ChannelCredit::plus));
        }
        return new PathModelResult(NAME, credit, List.of(), List.of());
    }

    @Override
    public TouchRule journeyRule(PathModelResult fitted) {
        return new EqualChannelSplit();
    }
}
