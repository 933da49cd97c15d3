package io.crosslift.propensity.ranking;

import io.crosslift.lift.estimate.MomentAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The changeable side of {@link Ranking}: takes one unit after the other. */
public final class RankingAccumulator {
    private record Arms(MomentAccumulator treatment, MomentAccumulator control) {}

    private final ScoreKeys keys;
    private final SortedMap<Double, Arms> arms = new TreeMap<>();

    /** An empty ranking by the given keys. */
    public RankingAccumulator(ScoreKeys keys) {
        this.keys = keys;
    }

    /**
     * Takes one unit.
     *
     * @throws IllegalArgumentException if score or outcome isn't finite
     */
    public RankingAccumulator add(double score, boolean treated, double outcome) {
        Arms bin = arms.computeIfAbsent(
                keys.applyAsDouble(score), any -> new Arms(new MomentAccumulator(2), new MomentAccumulator(2)));
        (treated ? bin.treatment() : bin.control()).add(outcome, score);
        return this;
    }

    /** The ranking so far. */
    public Ranking ranking() {
        List<ScoreBin> bins = new ArrayList<>();
        arms.forEach((key, arm) -> bins.add(
                new ScoreBin(key, arm.treatment().moments(), arm.control().moments())));
        return new Ranking(bins);
    }
}
