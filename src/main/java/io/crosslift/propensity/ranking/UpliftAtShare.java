package io.crosslift.propensity.ranking;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.LiftEstimator;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.ProportionDifference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The difference of the arms among the best ranked: mean outcome of the treated less that of the untreated, with its interval.
 *
 * @param share share of the units that was asked for
 * @param reachedShare share that the whole groups of equal scores hold which it takes; {@code null} without units
 */
public record UpliftAtShare(double share, @Nullable Double reachedShare, Estimate difference) {

    /** The difference among the best {@code share} of a ranking, rounded up to whole groups of equal scores. */
    public static UpliftAtShare of(Ranking ranking, double share) {
        ScoreBin best = QiniCurve.best(ranking, share);
        Double reached = ranking.units() == 0 ? null : (double) best.units() / ranking.units();
        return new UpliftAtShare(share, reached, difference(best, ranking.binary()));
    }

    static Estimate difference(ScoreBin units, boolean binary) {
        LiftEstimator estimator =
                binary ? new ProportionDifference(ScoreBin.OUTCOME) : new MeanDifference(ScoreBin.OUTCOME);
        return estimator.estimate(units.treatment(), units.control()).difference();
    }

    /**
     * One rank group of a ranking.
     *
     * @param number 1 for the best ranked
     * @param units treated and untreated
     * @param meanScore of both arms
     * @param meanOutcome of both arms
     * @param untreatedOutcome mean of the untreated; {@code null} without any
     * @param difference treated less untreated
     */
    public record Group(
            int number,
            long units,
            double meanScore,
            double meanOutcome,
            @Nullable Double untreatedOutcome,
            Estimate difference) {}

    /**
     * Cuts a ranking into groups of about equal size, the best ranked first: a group of equal scores goes whole where its middle
     * lies, so a large one may leave others empty; empty groups are left out.
     */
    public static List<Group> groups(Ranking ranking, int number) {
        Checks.require(number >= 1, "groups must be at least 1, were %s", number);
        double units = ranking.units();
        boolean binary = ranking.binary();
        List<List<ScoreBin>> members = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            members.add(new ArrayList<>());
        }
        long before = 0;
        for (ScoreBin bin : ranking.bins()) {
            double middle = (before + bin.units() / 2.0) / units;
            members.get((int) Math.min(number - 1, Math.floor(middle * number))).add(bin);
            before += bin.units();
        }
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            if (!members.get(i).isEmpty()) {
                groups.add(group(i + 1, Ranking.merged(members.get(i)), binary));
            }
        }
        return List.copyOf(groups);
    }

    private static Group group(int number, ScoreBin units, boolean binary) {
        return new Group(
                number,
                units.units(),
                units.together().mean(ScoreBin.SCORE),
                units.together().mean(ScoreBin.OUTCOME),
                units.control().count() == 0 ? null : units.control().mean(ScoreBin.OUTCOME),
                difference(units, binary));
    }
}
