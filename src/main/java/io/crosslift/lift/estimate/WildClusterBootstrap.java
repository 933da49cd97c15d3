package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The wild cluster bootstrap of {@link ClusterRobust}'s test, for few clusters (Cameron, Gelbach and Miller 2008, with the null imposed).
 *
 * <p>Under an effect d the residual sum of a cluster is {@code s = y - d n [treated] - mean n}, with the mean of all members. Every draw
 * gives each cluster {@code v s} in its place, and p is the share of draws whose |t| is the observed one or more. The interval holds the
 * effects with p above alpha. v is Webb's (2014) six-point weight, {@code +-sqrt(1/2), +-1, +-sqrt(3/2)}, for fewer than
 * {@value #RADEMACHER} clusters, where two points give too few different draws, else Rademacher's {@code +-1}. All draws are tried where
 * there are at most {@value #ENUMERATED}, else {@value #DRAWN} that a seed fixes, to which the observed one is added.
 */
public final class WildClusterBootstrap {
    /** Name of the estimator. */
    public static final String NAME = "wild_cluster";

    private static final int RADEMACHER = 11;
    private static final int ENUMERATED = 20_000;
    private static final int DRAWN = 1_999;
    private static final long SEED = 0x5DEECE66DL;
    private static final double[] SIX_POINTS = {-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(0.5), 1, Math.sqrt(1.5)
    };
    private static final double[] TWO_POINTS = {-1, 1};
    private static final double ROUNDING = 1e-9;
    private static final int DOUBLINGS = 20;
    private static final int HALVINGS = 40;

    private final double[] totals;
    private final double[] members;
    private final int treated;
    private final double[][] weights;
    private final boolean drawn;

    private WildClusterBootstrap(List<double[]> treatment, List<double[]> control, int total, int size) {
        List<double[]> all = Stream.concat(treatment.stream(), control.stream()).toList();
        this.totals = all.stream().mapToDouble(cluster -> cluster[total]).toArray();
        this.members = all.stream().mapToDouble(cluster -> cluster[size]).toArray();
        this.treated = treatment.size();
        double[] points = all.size() < RADEMACHER ? SIX_POINTS : TWO_POINTS;
        this.drawn = Math.pow(points.length, all.size()) > ENUMERATED;
        this.weights = drawn ? drawn(points, all.size()) : all(points, all.size());
    }

    /**
     * The difference of the means per member with the bootstrap's interval and p; what {@link ClusterRobust} can't estimate stays as it
     * says it.
     *
     * @param treatment vectors of the treated clusters
     * @param control vectors of the others
     * @param estimator says where a vector holds total and members, and the confidence, which must be two-sided
     */
    public static Lift estimate(List<double[]> treatment, List<double[]> control, ClusterRobust estimator) {
        Confidence confidence = estimator.confidence();
        require(
                confidence.alternative() == Alternative.TWO_SIDED,
                "the bootstrap of clusters is two-sided, not %s",
                confidence.alternative());
        Lift base = estimator.estimate(moments(treatment), moments(control));
        Double value = base.difference().value();
        Double standardError = base.difference().standardError();
        if (value == null || standardError == null) {
            return base;
        }
        WildClusterBootstrap bootstrap =
                new WildClusterBootstrap(treatment, control, estimator.total(), estimator.members());
        double p = bootstrap.p(0);
        Double low = bootstrap.end(value, -standardError, confidence.alpha());
        Double high = bootstrap.end(value, standardError, confidence.alpha());
        List<WarningCode> warnings = new ArrayList<>(base.difference().warnings());
        if (low == null || high == null) {
            warnings.add(WarningCode.NO_FINITE_BOUND);
        }
        Estimate difference = new Estimate(
                value,
                standardError,
                null,
                value / standardError,
                low,
                high,
                p,
                base.difference().units(),
                warnings);
        Estimate total = base.incrementalTotal();
        double treatedMembers = 0;
        for (double[] cluster : treatment) {
            treatedMembers += cluster[estimator.members()];
        }
        return new Lift(
                base.treatment(),
                base.control(),
                difference,
                Estimate.absent(difference.units(), List.of(WarningCode.RELATIVE_WITHOUT_INTERVAL)),
                total == null ? null : difference.scaled(treatedMembers));
    }

    private static Moments moments(List<double[]> clusters) {
        MomentAccumulator moments = new MomentAccumulator(clusters.isEmpty() ? 1 : clusters.get(0).length);
        clusters.forEach(moments::add);
        return moments.moments();
    }

    /** The two-sided p of an effect. */
    double p(double effect) {
        double[] residuals = new double[totals.length];
        double sum = 0;
        double size = 0;
        for (int g = 0; g < totals.length; g++) {
            residuals[g] = totals[g] - (g < treated ? effect * members[g] : 0);
            sum += residuals[g];
            size += members[g];
        }
        for (int g = 0; g < totals.length; g++) {
            residuals[g] -= sum / size * members[g];
        }
        double observed = statistic(residuals) * (1 - ROUNDING);
        double[] wild = new double[totals.length];
        int asFar = 0;
        for (double[] weight : weights) {
            for (int g = 0; g < wild.length; g++) {
                wild[g] = weight[g] * residuals[g];
            }
            asFar += statistic(wild) >= observed ? 1 : 0;
        }
        return drawn ? (1.0 + asFar) / (1.0 + weights.length) : (double) asFar / weights.length;
    }

    /** |difference of the means per member| over its cluster-robust error, up to CR1's factor, which is the same in every draw. */
    private double statistic(double[] sums) {
        double difference = 0;
        double squares = 0;
        for (boolean isTreated : new boolean[] {true, false}) {
            int from = isTreated ? 0 : treated;
            int to = isTreated ? treated : sums.length;
            double sum = 0;
            double size = 0;
            for (int g = from; g < to; g++) {
                sum += sums[g];
                size += members[g];
            }
            double mean = sum / size;
            double scores = 0;
            for (int g = from; g < to; g++) {
                double score = sums[g] - mean * members[g];
                scores += score * score;
            }
            difference += isTreated ? mean : -mean;
            squares += scores / (size * size);
        }
        if (squares == 0) {
            return difference == 0 ? 0 : Double.MAX_VALUE;
        }
        return Math.abs(difference) / Math.sqrt(squares);
    }

    /** The last effect in a direction from the estimate that isn't rejected; null where none is rejected. */
    private @Nullable Double end(double value, double step, double alpha) {
        double inside = value;
        double outside = value + step;
        for (int i = 0; p(outside) > alpha; i++) {
            if (i == DOUBLINGS) {
                return null;
            }
            inside = outside;
            outside = value + 2 * (outside - value);
        }
        for (int i = 0; i < HALVINGS && inside != outside; i++) {
            double middle = (inside + outside) / 2;
            if (p(middle) > alpha) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    private static double[][] all(double[] points, int clusters) {
        int draws = (int) Math.pow(points.length, clusters);
        double[][] weights = new double[draws][clusters];
        for (int draw = 0; draw < draws; draw++) {
            int left = draw;
            for (int g = 0; g < clusters; g++) {
                weights[draw][g] = points[left % points.length];
                left /= points.length;
            }
        }
        return weights;
    }

    private static double[][] drawn(double[] points, int clusters) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[][] weights = new double[DRAWN][clusters];
        for (double[] weight : weights) {
            for (int g = 0; g < clusters; g++) {
                weight[g] = points[random.nextInt(points.length)];
            }
        }
        return weights;
    }
}
