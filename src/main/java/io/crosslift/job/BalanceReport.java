package io.crosslift.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.lift.ExperimentHistory.Kind;
import io.crosslift.lift.ExperimentHistory.Measure;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.LiftEstimator;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.MultipleTesting;
import io.crosslift.lift.estimate.ProportionDifference;
import io.crosslift.lift.estimate.RatioOfSums;
import io.crosslift.lift.estimate.SampleRatio;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether an assignment is fair: its arms against their planned shares, in all and in each stratum, and what the arms did before
 * anybody was treated (an A/A check).
 *
 * @param units accounts by arm
 * @param randomised what was dealt by arm: clusters or accounts; the sample ratio is tested on these
 * @param strata accounts by stratum and arm
 * @param comparisons of past metrics, by metric, window and arm
 */
record BalanceReport(
        NewExperiment experiment,
        Map<String, Long> units,
        Map<String, Long> randomised,
        SortedMap<String, Map<String, Long>> strata,
        List<PastDifference> comparisons) {
    static final double ALERT = 0.05;

    /**
     * What an arm and control differed by before anybody was treated.
     *
     * @param adjustedP Holm's, over all comparisons; {@code null} where there is no test
     */
    record PastDifference(
            String metric,
            int days,
            String arm,
            Lift lift,
            @Nullable Double adjustedP) {
        Estimate difference() {
            return lift.difference();
        }
    }

    /** Tests of the shares. */
    SampleRatio.Result sampleRatio() {
        return SampleRatio.test(randomised, experiment.allocation().weights());
    }

    /** Comparisons that chance alone would hardly give, all of them counted. */
    List<PastDifference> unequal() {
        return comparisons.stream()
                .filter(comparison -> comparison.adjustedP() != null && comparison.adjustedP() < ALERT)
                .toList();
    }

    /** Compares every arm with control on what the units did lately. */
    static List<PastDifference> compare(NewExperiment experiment, List<Measure> history) {
        List<PastDifference> raw = new ArrayList<>();
        for (Measure measure : history) {
            for (String arm : experiment.allocation().arms()) {
                if (!arm.equals(experiment.control())
                        && measure.byArm().containsKey(arm)
                        && measure.byArm().containsKey(experiment.control())) {
                    Lift lift = estimator(measure.kind())
                            .estimate(measure.byArm().get(arm), measure.byArm().get(experiment.control()));
                    raw.add(new PastDifference(measure.metric(), measure.days(), arm, lift, null));
                }
            }
        }
        List<@Nullable Double> p = new ArrayList<>();
        raw.forEach(comparison -> p.add(comparison.difference().p()));
        List<@Nullable Double> adjusted = MultipleTesting.holm(p);
        List<PastDifference> comparisons = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            PastDifference one = raw.get(i);
            comparisons.add(new PastDifference(one.metric(), one.days(), one.arm(), one.lift(), adjusted.get(i)));
        }
        return comparisons;
    }

    private static LiftEstimator estimator(Kind kind) {
        return switch (kind) {
            case RATE -> new ProportionDifference(0, Confidence.TWO_SIDED_95, Convention.CROSSLIFT);
            case MEAN -> new MeanDifference(0);
            case RATIO -> new RatioOfSums(0, 1);
        };
    }

    /** The report as one JSON object. */
    void write(ObjectNode root) {
        SampleRatio.Result ratio = sampleRatio();
        ArrayNode arms = root.putArray("arms");
        Map<String, Double> shares = plannedShares();
        units.forEach((arm, count) -> arms.addObject()
                .put("arm", arm)
                .put("planned", shares.get(arm))
                .put("accounts", count)
                .put("randomised", randomised.get(arm)));
        root.putObject("sample_ratio")
                .put("chi_square", ratio.chiSquare())
                .put("df", ratio.degreesOfFreedom())
                .put("p_value", ratio.p())
                .put("largest_deviation_points", ratio.maxShareDeviation());
        ArrayNode byStratum = root.putArray("strata");
        strata.forEach((stratum, counts) -> {
            ObjectNode node = byStratum.addObject().put("stratum", stratum);
            ObjectNode accounts = node.putObject("accounts");
            counts.forEach(accounts::put);
        });
        ArrayNode past = root.putArray("aa_check");
        for (PastDifference comparison : comparisons) {
            past.addObject()
                    .put("metric", comparison.metric())
                    .put("window_days", comparison.days())
                    .put("arm", comparison.arm())
                    .put("mean_arm", comparison.lift().treatment().value())
                    .put("mean_control", comparison.lift().control().value())
                    .put("difference", comparison.difference().value())
                    .put("ci_low", comparison.difference().low())
                    .put("ci_high", comparison.difference().high())
                    .put("p_value", comparison.difference().p())
                    .put("p_adjusted", comparison.adjustedP());
        }
    }

    /** Planned share of each arm, of 1. */
    Map<String, Double> plannedShares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        double before = 0;
        for (int i = 0; i < experiment.allocation().arms().size(); i++) {
            double end = experiment.allocation().ends().get(i);
            shares.put(experiment.allocation().arms().get(i), end - before);
            before = end;
        }
        return shares;
    }
}
