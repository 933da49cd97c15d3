package io.crosslift.lift.simulate;

import io.crosslift.lift.estimate.ClusterRobust;
import io.crosslift.lift.estimate.ComplierEffect;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.CovariateAdjusted;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.PostStratified;
import io.crosslift.lift.estimate.ProportionDifference;
import io.crosslift.lift.estimate.QuantileArm;
import io.crosslift.lift.estimate.QuantileEffect;
import io.crosslift.lift.estimate.RatioCovariateAdjusted;
import io.crosslift.lift.estimate.RatioCovariateAdjusted.Quantity;
import io.crosslift.lift.estimate.RatioOfSums;
import io.crosslift.lift.estimate.RegressionAdjusted;
import io.crosslift.lift.estimate.SampleRatio;
import io.crosslift.lift.estimate.WildClusterBootstrap;
import io.crosslift.lift.sequential.ConfidenceSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Replays many experiments and reports how often each interval holds the truth. The same seed gives the same lines. */
public final class CoverageStudy {
    private static final double Z = 1.959963984540054;
    private static final double NOMINAL_LOW = 0.935;
    private static final double NOMINAL_HIGH = 0.965;
    private static final int LOOKS = 100;
    private static final int UNITS_PER_LOOK = 20;
    private static final int CLUSTERS = 60;
    /** Clusters of an arm where they are few. */
    private static final int FEW_CLUSTERS = 6;

    private static final double CLUSTER_EFFECT = 0.5;
    private static final int SAMPLE_RATIO_UNITS = 3000;

    /** 1 % point of the Kolmogorov-Smirnov statistic times the root of the sample size (Smirnov 1948). */
    private static final double KOLMOGOROV = 1.63;

    private final int replicates;
    private final long seed;

    /**
     * A study.
     *
     * @param replicates number of experiments, 2,000 for the limits to mean what they say
     * @param seed any number
     */
    public CoverageStudy(int replicates, long seed) {
        if (replicates < 1) {
            throw new IllegalArgumentException("a study needs at least 1 replicate, had " + replicates);
        }
        this.replicates = replicates;
        this.seed = seed;
    }

    /**
     * One measured number and where it should lie.
     *
     * @param error half of the width of the 95 % interval of the measured number itself; 0 where it has none
     * @param low smallest allowed value
     * @param high largest allowed value
     */
    public record Line(String name, double value, double error, double low, double high) {
        /** Whether it lies there. */
        public boolean holds() {
            return value >= low && value <= high;
        }
    }

    /** All lines. */
    public List<Line> run() {
        List<Line> lines = new ArrayList<>();
        covered().forEach((name, covered) -> lines.add(coverage("coverage " + name, (double) covered / replicates)));
        lines.add(share("coverage wild_cluster of 12 clusters", fewClusters(), NOMINAL_LOW, 1));
        lines.add(share("anytime: rejected in 100 looks without effect", anytimeRejections(), 0, 0.05));
        lines.add(new Line(
                "sample ratio: distance of p from uniform",
                sampleRatioDistance(),
                0,
                0,
                KOLMOGOROV / Math.sqrt(replicates)));
        lines.add(varianceReduction());
        return lines;
    }

    /** The line of an interval that was measured in as many experiments. */
    public Line coverage(String name, double share) {
        return share(name, share, NOMINAL_LOW, NOMINAL_HIGH);
    }

    private Line share(String name, double share, double low, double high) {
        return new Line(name, share, Z * Math.sqrt(share * (1 - share) / replicates), low, high);
    }

    private Map<String, Integer> covered() {
        Map<String, Integer> covered = new LinkedHashMap<>();
        Random random = new Random(seed);
        double baseline = SimulatedTrial.baseline();
        double effect = (SimulatedTrial.LIFT - 1) * baseline;
        for (int i = 0; i < replicates; i++) {
            SimulatedTrial trial = SimulatedTrial.draw(random);
            Moments treatment = trial.treatment();
            Moments control = trial.control();
            MeanDifference welch = new MeanDifference(SimulatedTrial.REVENUE);
            count(covered, "welch", welch.estimate(treatment, control).difference(), effect);
            count(covered, "log relative", welch.estimate(treatment, control).relative(), SimulatedTrial.LIFT - 1);
            RatioOfSums ratio = new RatioOfSums(SimulatedTrial.AMOUNT, SimulatedTrial.ORDERS);
            count(covered, "ratio", ratio.estimate(treatment, control).difference(), effect);
            CovariateAdjusted cuped = new CovariateAdjusted(SimulatedTrial.REVENUE, List.of(SimulatedTrial.BEFORE));
            count(covered, "cuped", cuped.estimate(treatment, control).difference(), effect);
            count(covered, "cuped relative", cuped.estimate(treatment, control).relative(), SimulatedTrial.LIFT - 1);
            RegressionAdjusted regression =
                    new RegressionAdjusted(SimulatedTrial.REVENUE, List.of(SimulatedTrial.BEFORE));
            count(covered, "regression", regression.estimate(treatment, control).difference(), effect);
            RatioCovariateAdjusted adjustedRatio = new RatioCovariateAdjusted(
                    Quantity.ratio(SimulatedTrial.AMOUNT, SimulatedTrial.ORDERS),
                    List.of(Quantity.mean(SimulatedTrial.BEFORE)),
                    Confidence.TWO_SIDED_95);
            count(
                    covered,
                    "ratio cuped",
                    adjustedRatio.estimate(treatment, control).difference(),
                    effect);
            PostStratified stratified = new PostStratified(SimulatedTrial.REVENUE);
            Estimate byStratum = stratified
                    .estimate(trial.treatmentStrata(), trial.controlStrata())
                    .difference();
            count(covered, "post-stratified", byStratum, effect);
            ComplierEffect cace = new ComplierEffect(SimulatedTrial.EXPOSED_REVENUE, SimulatedTrial.EXPOSED);
            count(covered, "cace", cace.estimate(treatment, control).difference(), SimulatedTrial.EXPOSURE_EFFECT);
            ProportionDifference proportion = new ProportionDifference(SimulatedTrial.BOUGHT);
            count(
                    covered,
                    "proportion",
                    proportion.estimate(treatment, control).difference(),
                    SimulatedTrial.TREATMENT_RATE - SimulatedTrial.CONTROL_RATE);
            count(covered, "clustered", clustered(random), CLUSTER_EFFECT);
            count(covered, "median", median(random), 0.5);
        }
        return covered;
    }

    private static void count(Map<String, Integer> covered, String name, Estimate estimate, double truth) {
        Double low = estimate.low();
        Double high = estimate.high();
        boolean holds = low != null && high != null && low <= truth && truth <= high;
        covered.merge(name, holds ? 1 : 0, Integer::sum);
    }

    /** Members share the shock of their cluster. */
    private static Estimate clustered(Random random) {
        MomentAccumulator treatment = new MomentAccumulator(2);
        MomentAccumulator control = new MomentAccumulator(2);
        for (int g = 0; g < 2 * CLUSTERS; g++) {
            (g % 2 == 0 ? treatment : control).add(cluster(random, g % 2 == 0 ? CLUSTER_EFFECT : 0));
        }
        return new ClusterRobust(0, 1)
                .estimate(treatment.moments(), control.moments())
                .difference();
    }

    /** Total and number of the members. */
    private static double[] cluster(Random random, double effect) {
        int members = 2 + random.nextInt(6);
        double shock = random.nextGaussian();
        double total = 0;
        for (int i = 0; i < members; i++) {
            total += shock + random.nextGaussian() + effect;
        }
        return new double[] {total, members};
    }

    /** Share of experiments of few clusters whose bootstrap interval holds the effect; draws of its own, so that others stay. */
    private double fewClusters() {
        Random random = new Random(seed + 4);
        Map<String, Integer> covered = new LinkedHashMap<>();
        for (int i = 0; i < replicates; i++) {
            List<double[]> treatment = new ArrayList<>();
            List<double[]> control = new ArrayList<>();
            for (int g = 0; g < FEW_CLUSTERS; g++) {
                treatment.add(cluster(random, CLUSTER_EFFECT));
                control.add(cluster(random, 0));
            }
            count(
                    covered,
                    WildClusterBootstrap.NAME,
                    WildClusterBootstrap.estimate(treatment, control, new ClusterRobust(0, 1))
                            .difference(),
                    CLUSTER_EFFECT);
        }
        return (double) covered.getOrDefault(WildClusterBootstrap.NAME, 0) / replicates;
    }

    private static Estimate median(Random random) {
        double[] treatment = new double[300];
        double[] control = new double[300];
        for (int i = 0; i < treatment.length; i++) {
            treatment[i] = random.nextGaussian() + 0.5;
            control[i] = random.nextGaussian();
        }
        Arrays.sort(treatment);
        Arrays.sort(control);
        return new QuantileEffect(0.5, Confidence.TWO_SIDED_95)
                .estimate(QuantileArm.ofSorted(treatment, 0.5, 1), QuantileArm.ofSorted(control, 0.5, 1))
                .difference();
    }

    private double anytimeRejections() {
        Random random = new Random(seed + 1);
        ConfidenceSequence sequence =
                new ConfidenceSequence((long) LOOKS * UNITS_PER_LOOK * 2, Confidence.TWO_SIDED_95);
        int rejected = 0;
        for (int i = 0; i < replicates; i++) {
            MomentAccumulator treatment = new MomentAccumulator(1);
            MomentAccumulator control = new MomentAccumulator(1);
            boolean crossed = false;
            for (int look = 0; look < LOOKS && !crossed; look++) {
                for (int k = 0; k < UNITS_PER_LOOK; k++) {
                    treatment.add(random.nextGaussian());
                    control.add(random.nextGaussian());
                }
                Double p = sequence.at(new MeanDifference(0)
                                .estimate(treatment.moments(), control.moments())
                                .difference())
                        .p();
                crossed = p != null && p <= 0.05;
            }
            rejected += crossed ? 1 : 0;
        }
        return (double) rejected / replicates;
    }

    private double sampleRatioDistance() {
        Random random = new Random(seed + 2);
        double[] p = new double[replicates];
        for (int i = 0; i < replicates; i++) {
            long[] units = new long[3];
            for (int k = 0; k < SAMPLE_RATIO_UNITS; k++) {
                double uniform = random.nextDouble();
                units[uniform < 0.5 ? 0 : uniform < 0.8 ? 1 : 2]++;
            }
            Double each = SampleRatio.test(
                            Map.of("a", units[0], "b", units[1], "c", units[2]), Map.of("a", 5, "b", 3, "c", 2))
                    .p();
            p[i] = each == null ? 1 : each;
        }
        Arrays.sort(p);
        double distance = 0;
        for (int i = 0; i < replicates; i++) {
            distance = Math.max(distance, Math.max((i + 1.0) / replicates - p[i], p[i] - (double) i / replicates));
        }
        return distance;
    }

    /** 1 - adjusted / unadjusted squared error of a bivariate normal with correlation 0.6 is 0.36 in the mean. */
    private Line varianceReduction() {
        Random random = new Random(seed + 3);
        MomentAccumulator reductions = new MomentAccumulator(1);
        for (int i = 0; i < replicates; i++) {
            MomentAccumulator treatment = new MomentAccumulator(2);
            MomentAccumulator control = new MomentAccumulator(2);
            for (int k = 0; k < 500; k++) {
                double x = random.nextGaussian();
                double y = 0.6 * x + 0.8 * random.nextGaussian();
                (k % 2 == 0 ? treatment : control).add(y, x);
            }
            reductions.add(new CovariateAdjusted(0, List.of(1))
                    .adjustment(treatment.moments(), control.moments())
                    .varianceReduction());
        }
        Moments all = reductions.moments();
        double error = replicates < 2 ? 0 : Z * Math.sqrt(all.variance(0) / replicates);
        return new Line("cuped: variance reduction at correlation 0.6", all.mean(0), error, 0.35, 0.37);
    }
}
