package io.crosslift.propensity.ranking;

import io.crosslift.lift.estimate.Moments;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What treating the best ranked first gains over the control units of the same ranks (Radcliffe 2007), with ties grouped: points lie
 * at the ends of groups of equal scores only.
 *
 * <pre>
 *   Qini(k)   = Y_T(k) - Y_C(k) N_T(k) / N_C(k)
 *   uplift(k) = (Y_T(k)/N_T(k) - Y_C(k)/N_C(k)) k
 * </pre>
 *
 * with N and Y the units and summed outcomes of an arm among the first k. An arm without units so far contributes 0. Areas are those
 * of the polygon from (0, 0). The outcome may be any number.
 *
 * <ul>
 *   <li>{@code area}: under the curve of Qini
 *   <li>{@code qiniArea}: that area less the one under the chord from (0, 0) to the end, where a random order lies
 *   <li>{@code qiniAreaPerSquaredUnits}: the same over N^2, so that experiments of different size compare
 *   <li>{@code qiniCoefficient}: the same over that of the perfect order, treated responders first and untreated responders last;
 *       {@code null} unless every outcome is 0 or 1, and where even the perfect order gains nothing
 * </ul>
 *
 * Other tools call any of these "Qini", and some break ties by the order of the rows: {@link #DEFINITION} belongs beside the number.
 *
 * @param points from (0, 0, 0) on, one per group of equal scores
 * @param area units x outcome
 * @param chordArea likewise
 * @param upliftArea area under the curve of uplift
 * @param perfectArea area under the curve of Qini of the perfect order; {@code null} unless every outcome is 0 or 1
 */
public record QiniCurve(
        List<Point> points,
        double area,
        double chordArea,
        double upliftArea,
        @Nullable Double perfectArea) {
    /** What the numbers mean, for the row that holds them. */
    public static final String DEFINITION =
            "Y_T(k) - Y_C(k) N_T(k)/N_C(k), ties grouped, trapezoid over units, less the chord;"
                    + " _n2 over N^2; coefficient over perfect less chord";

    /**
     * A point of both curves.
     *
     * @param units best ranked units, k
     */
    public record Point(long units, double qini, double uplift) {}

    public QiniCurve {
        points = List.copyOf(points);
    }

    /** The curve of a ranking. */
    public static QiniCurve of(Ranking ranking) {
        List<Tally> groups = ranking.bins().stream()
                .map(bin -> new Tally(
                        bin.treatment().count(),
                        bin.treatment().sum(ScoreBin.OUTCOME),
                        bin.control().count(),
                        bin.control().sum(ScoreBin.OUTCOME)))
                .toList();
        return of(groups, ranking.binary());
    }

    static QiniCurve of(List<Tally> groups, boolean binary) {
        List<Point> points = points(groups);
        Point end = points.get(points.size() - 1);
        double upliftArea = 0;
        for (int i = 1; i < points.size(); i++) {
            Point before = points.get(i - 1);
            Point here = points.get(i);
            upliftArea += (here.units() - before.units()) * (here.uplift() + before.uplift()) / 2;
        }
        return new QiniCurve(
                points, area(points), end.units() * end.qini() / 2, upliftArea, binary ? perfect(groups) : null);
    }

    /** Units and outcomes of a group of equal scores. */
    record Tally(double treated, double treatedOutcome, double untreated, double untreatedOutcome) {
        Tally plus(Tally other) {
            return new Tally(
                    treated + other.treated,
                    treatedOutcome + other.treatedOutcome,
                    untreated + other.untreated,
                    untreatedOutcome + other.untreatedOutcome);
        }

        private double qini() {
            return treatedOutcome - (untreated == 0 ? 0 : untreatedOutcome * treated / untreated);
        }

        private double uplift() {
            double treatedMean = treated == 0 ? 0 : treatedOutcome / treated;
            double untreatedMean = untreated == 0 ? 0 : untreatedOutcome / untreated;
            return (treatedMean - untreatedMean) * (treated + untreated);
        }
    }

    /** Treated and untreated units together. */
    public long units() {
        return points.get(points.size() - 1).units();
    }

    /** Qini of all units: what treating everybody gained. */
    public double endValue() {
        return points.get(points.size() - 1).qini();
    }

    /** Area between the curve and the chord. */
    public double qiniArea() {
        return area - chordArea;
    }

    /** {@link #qiniArea} over N^2; {@code null} without units. */
    public @Nullable Double qiniAreaPerSquaredUnits() {
        double units = units();
        return units == 0 ? null : qiniArea() / units / units;
    }

    /** {@link #qiniArea} over that of the perfect order. */
    public @Nullable Double qiniCoefficient() {
        if (perfectArea == null) {
            return null;
        }
        double most = perfectArea - chordArea;
        return most <= 1e-12 * Math.max(1, Math.abs(perfectArea)) ? null : qiniArea() / most;
    }

    private static List<Point> points(List<Tally> groups) {
        List<Point> points = new ArrayList<>();
        points.add(new Point(0, 0, 0));
        Tally soFar = new Tally(0, 0, 0, 0);
        for (Tally group : groups) {
            soFar = soFar.plus(group);
            points.add(new Point(Math.round(soFar.treated() + soFar.untreated()), soFar.qini(), soFar.uplift()));
        }
        return points;
    }

    private static double area(List<Point> points) {
        double area = 0;
        for (int i = 1; i < points.size(); i++) {
            Point before = points.get(i - 1);
            Point here = points.get(i);
            area += (here.units() - before.units()) * (here.qini() + before.qini()) / 2;
        }
        return area;
    }

    private static double perfect(List<Tally> groups) {
        Tally all = groups.stream().reduce(new Tally(0, 0, 0, 0), Tally::plus);
        return area(points(List.of(
                new Tally(all.treatedOutcome(), all.treatedOutcome(), 0, 0),
                new Tally(all.treated() - all.treatedOutcome(), 0, all.untreated() - all.untreatedOutcome(), 0),
                new Tally(0, 0, all.untreatedOutcome(), all.untreatedOutcome()))));
    }

    /** Units of both arms among the best ranked whole groups that hold at least {@code share} of all; the arms of the result. */
    static ScoreBin best(Ranking ranking, double share) {
        Checks.require(share > 0 && share <= 1, "a share must be in (0, 1], was %s", share);
        double wanted = share * ranking.units() * (1 - 1e-12);
        ScoreBin best = new ScoreBin(0, Moments.empty(2), Moments.empty(2));
        for (ScoreBin bin : ranking.bins()) {
            if (best.units() >= wanted) {
                break;
            }
            best = best.merge(bin);
        }
        return best;
    }
}
