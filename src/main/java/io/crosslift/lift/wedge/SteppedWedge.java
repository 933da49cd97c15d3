package io.crosslift.lift.wedge;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.WarningCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A programme that reached one cluster after the other: {@code y = cluster + period + effect}, from the units, mean and squares of each
 * cluster and period.
 *
 * <p>What all clusters live through together is no effect, so a comparison of treated with untreated cells
 * ({@link #naive}) is biased. An effect that grows with the time since the start biases a constant one, even in sign; {@link
 * #exposureAverage} is the one to go by (Kenny, Voldal, Xia, Heagerty and Hughes 2022).
 */
public final class SteppedWedge {
    /** Name of the average over the time since the start: the headline. */
    public static final String EXPOSURE_AVERAGE = "wedge_tate";

    /** Name of the one effect of a regression with cluster and period effects. */
    public static final String FIXED_EFFECTS = "wedge_fe";

    /** Name of the one effect with random clusters. */
    public static final String MIXED = "wedge_mixed";

    /** Name of the weighted mean of the differences within periods. */
    public static final String WITHIN_PERIOD = "wedge_within_period";

    /** Name of the biased comparison of all treated with all untreated cells. */
    public static final String NAIVE = "wedge_naive";

    private static final int FEW_CLUSTERS = 12;
    private static final double ALPHA_OF_CHANGE = 0.05;

    private final Rollout rollout;
    private final Confidence confidence;
    private final PartialRegression partial;

    /**
     * A rollout.
     *
     * @throws IllegalArgumentException if a cell is there twice, a cluster lost the programme again, or there is no contrast at all
     */
    public SteppedWedge(List<WedgeCell> cells, Confidence confidence) {
        this.rollout = new Rollout(cells);
        this.confidence = confidence;
        this.partial = new PartialRegression(
                RolloutColumns.clustersAndPeriods(rollout),
                RolloutColumns.means(rollout),
                RolloutColumns.units(rollout));
    }

    /** All estimators, the headline first. */
    public List<WedgeEffect> all() {
        return List.of(exposureAverage(), fixedEffects(), mixed(), withinPeriod(), naive());
    }

    /**
     * The average over the times since the start of the effects by that time, all from one regression with cluster and period effects;
     * every time counts the same.
     */
    public WedgeEffect exposureAverage() {
        int[] starts = rollout.starts();
        int longest = longest(starts);
        List<double[]> design = RolloutColumns.clustersAndPeriods(rollout);
        int first = design.size();
        for (int exposure = 1; exposure <= longest; exposure++) {
            design.add(RolloutColumns.exposed(rollout, starts, exposure));
        }
        ClusteredRegression regression = regression(design);
        List<Double> byExposure = new ArrayList<>();
        double[] average = new double[design.size()];
        for (int exposure = 0; exposure < longest; exposure++) {
            double[] one = new double[design.size()];
            one[first + exposure] = 1;
            average[first + exposure] = 1.0 / longest;
            ClusteredRegression.Combination effect = regression.combination(one);
            if (effect == null) {
                return unidentified(EXPOSURE_AVERAGE);
            }
            byExposure.add(effect.value());
        }
        WedgeEffect result =
                regressed(EXPOSURE_AVERAGE, regression.combination(average), byExposure, this::exposureAverage);
        return changes(regression, first, longest) ? with(result, WedgeWarning.EFFECT_CHANGES) : result;
    }

    /** One effect from a regression with cluster and period effects. */
    public WedgeEffect fixedEffects() {
        List<double[]> design = RolloutColumns.clustersAndPeriods(rollout);
        design.add(RolloutColumns.treated(rollout, rollout.starts()));
        return regressed(
                FIXED_EFFECTS, regression(design).combination(last(design.size())), List.of(), this::fixedEffect);
    }

    /** One effect with random clusters (Hussey and Hughes 2007); its error takes the model for true. */
    public WedgeEffect mixed() {
        MixedModel model = MixedModel.of(rollout);
        if (model == null) {
            return unidentified(MIXED);
        }
        Estimate effect =
                Estimate.symmetric(model.effect(), model.error(), null, confidence, rollout.units(), List.of());
        return new WedgeEffect(MIXED, effect, null, null, 0, List.of(), periodsUsed(), designWarnings());
    }

    /**
     * The mean over periods of treated less untreated cluster means, weighted by n_T n_C / (n_T + n_C) clusters; a period with only one
     * kind counts nothing.
     */
    public WedgeEffect withinPeriod() {
        return untested(WITHIN_PERIOD, within(rollout.starts()), this::within);
    }

    /** Treated less untreated cells, whatever the period: biased by every trend, to be shown beside the others. */
    public WedgeEffect naive() {
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int i = 0; i < rollout.cells(); i++) {
            int kind = rollout.cell(i).treated() ? 1 : 0;
            sums[kind] += rollout.cell(i).mean();
            counts[kind]++;
        }
        Estimate effect = Estimate.valueOnly(sums[1] / counts[1] - sums[0] / counts[0], rollout.units(), List.of());
        return new WedgeEffect(NAIVE, effect, null, null, 0, List.of(), periodsUsed(), designWarnings());
    }

    private double exposureAverage(int[] starts) {
        List<double[]> exposures = new ArrayList<>();
        for (int exposure = 1; exposure <= longest(starts); exposure++) {
            exposures.add(RolloutColumns.exposed(rollout, starts, exposure));
        }
        return partial.meanCoefficient(exposures);
    }

    private double fixedEffect(int[] starts) {
        return partial.meanCoefficient(List.of(RolloutColumns.treated(rollout, starts)));
    }

    private double within(int[] starts) {
        double[][] sums = new double[2][rollout.periods()];
        int[][] counts = new int[2][rollout.periods()];
        for (int i = 0; i < rollout.cells(); i++) {
            int kind = rollout.exposure(i, starts) > 0 ? 1 : 0;
            sums[kind][rollout.period(i)] += rollout.cell(i).mean();
            counts[kind][rollout.period(i)]++;
        }
        double total = 0;
        double weights = 0;
        for (int t = 0; t < rollout.periods(); t++) {
            if (counts[0][t] > 0 && counts[1][t] > 0) {
                double weight = (double) counts[0][t] * counts[1][t] / (counts[0][t] + counts[1][t]);
                total += weight * (sums[1][t] / counts[1][t] - sums[0][t] / counts[0][t]);
                weights += weight;
            }
        }
        return weights == 0 ? Double.NaN : total / weights;
    }

    private WedgeEffect regressed(
            String estimator,
            ClusteredRegression.@Nullable Combination combination,
            List<Double> byExposure,
            ToDoubleFunction<int[]> statistic) {
        if (combination == null) {
            return unidentified(estimator);
        }
        ClusteredRegression.Cr2 cr2 = combination.cr2();
        List<WedgeWarning> warnings = designWarnings();
        Estimate effect;
        if (cr2.error() > 0 && cr2.degreesOfFreedom() > 0) {
            effect = Estimate.symmetric(
                    combination.value(), cr2.error(), cr2.degreesOfFreedom(), confidence, rollout.units(), List.of());
        } else {
            warnings.add(WedgeWarning.NO_SPREAD);
            effect = Estimate.valueOnly(combination.value(), rollout.units(), List.of(WarningCode.ZERO_VARIANCE_BOTH));
        }
        RolloutOrders orders = RolloutOrders.of(rollout.starts(), statistic);
        warnings.addAll(orders.warnings(confidence.alpha()));
        return new WedgeEffect(
                estimator,
                effect,
                combination.errorCr1(),
                orders.p(),
                orders.orders(),
                byExposure,
                periodsUsed(),
                warnings);
    }

    private WedgeEffect untested(String estimator, double value, ToDoubleFunction<int[]> statistic) {
        if (Double.isNaN(value)) {
            return unidentified(estimator);
        }
        RolloutOrders orders = RolloutOrders.of(rollout.starts(), statistic);
        List<WedgeWarning> warnings = designWarnings();
        warnings.addAll(orders.warnings(confidence.alpha()));
        return new WedgeEffect(
                estimator,
                Estimate.valueOnly(value, rollout.units(), List.of()),
                null,
                orders.p(),
                orders.orders(),
                List.of(),
                periodsUsed(),
                warnings);
    }

    private WedgeEffect unidentified(String estimator) {
        List<WedgeWarning> warnings = designWarnings();
        warnings.add(WedgeWarning.NOT_IDENTIFIED);
        return new WedgeEffect(
                estimator,
                Estimate.absent(rollout.units(), List.of()),
                null,
                null,
                0,
                List.of(),
                periodsUsed(),
                warnings);
    }

    /** Whether the effect of the longest time differs from that of the shortest, by CR2. */
    private boolean changes(ClusteredRegression regression, int first, int longest) {
        if (longest < 2) {
            return false;
        }
        double[] change = new double[first + longest];
        change[first] = -1;
        change[first + longest - 1] = 1;
        ClusteredRegression.Combination combination = regression.combination(change);
        ClusteredRegression.Cr2 cr2 = combination == null ? new ClusteredRegression.Cr2(0, 0) : combination.cr2();
        return combination != null
                && cr2.error() > 0
                && cr2.degreesOfFreedom() > 0
                && Confidence.TWO_SIDED_95.p(combination.value() / cr2.error(), cr2.degreesOfFreedom())
                        < ALPHA_OF_CHANGE;
    }

    private List<WedgeWarning> designWarnings() {
        List<WedgeWarning> warnings = new ArrayList<>();
        if (periodsUsed() < rollout.periods()) {
            warnings.add(WedgeWarning.NO_CONTRAST);
        }
        if (rollout.cells() < rollout.clusters() * rollout.periods()) {
            warnings.add(WedgeWarning.LATE_JOINERS);
        }
        if (rollout.clusters() < FEW_CLUSTERS) {
            warnings.add(WedgeWarning.FEW_CLUSTERS);
        }
        return warnings;
    }

    private int periodsUsed() {
        boolean[][] seen = new boolean[rollout.periods()][2];
        for (int i = 0; i < rollout.cells(); i++) {
            seen[rollout.period(i)][rollout.cell(i).treated() ? 1 : 0] = true;
        }
        return (int) Arrays.stream(seen).filter(kinds -> kinds[0] && kinds[1]).count();
    }

    private int longest(int[] starts) {
        int longest = 0;
        for (int i = 0; i < rollout.cells(); i++) {
            longest = Math.max(longest, rollout.exposure(i, starts));
        }
        return longest;
    }

    private ClusteredRegression regression(List<double[]> design) {
        return new ClusteredRegression(
                design, RolloutColumns.means(rollout), RolloutColumns.units(rollout), RolloutColumns.clusters(rollout));
    }

    private static double[] last(int size) {
        double[] last = new double[size];
        last[size - 1] = 1;
        return last;
    }

    private static WedgeEffect with(WedgeEffect effect, WedgeWarning warning) {
        List<WedgeWarning> warnings = new ArrayList<>(effect.warnings());
        warnings.add(warning);
        return new WedgeEffect(
                effect.estimator(),
                effect.effect(),
                effect.errorCr1(),
                effect.pOrders(),
                effect.orders(),
                effect.byExposure(),
                effect.periodsUsed(),
                warnings);
    }
}
