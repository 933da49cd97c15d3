package io.crosslift.unitfile;

import io.crosslift.failure.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a file of units.
 *
 * @param arm column that holds the arm
 * @param control its value for the arm that all others are compared with; null: the arms are listed and nothing is compared
 * @param outcomes columns of numbers
 * @param ratios ratios of columns
 * @param covariates columns of numbers that were known before assignment
 * @param exposed column that says whether the treatment reached the unit, or null
 * @param cost column of what the programme cost for the unit, in the unit of money outcomes, or null
 * @param segments columns of categories that were known before assignment
 * @param cluster column of the unit that was randomised where rows are smaller, or null
 * @param unit column whose values must all differ, or null
 * @param missingIsZero whether an empty outcome counts as 0 instead of being an error
 * @param weights planned size per arm on any scale; empty: equal sizes
 * @param winsorize quantile of both arms together at which a second estimate caps the outcome, or null
 * @param plannedUnits units at which anytime-valid intervals are narrowest; null: intervals of a fixed horizon
 * @param rules how results are judged
 */
public record UnitQuestion(
        String arm,
        @Nullable String control,
        List<String> outcomes,
        List<RatioMetric> ratios,
        List<String> covariates,
        @Nullable String exposed,
        @Nullable String cost,
        List<String> segments,
        @Nullable String cluster,
        @Nullable String unit,
        boolean missingIsZero,
        Map<String, Double> weights,
        @Nullable Double winsorize,
        @Nullable Long plannedUnits,
        JudgementRules rules) {

    /**
     * How results are judged.
     *
     * @param alpha error rate of intervals and of the family of tests, in (0, 1)
     * @param sampleRatioAlert p below which the sizes of the arms make the result invalid
     * @param mostControlExposure largest share of exposed control units
     */
    public record JudgementRules(double alpha, double sampleRatioAlert, double mostControlExposure) {}

    /** Checks what can be checked without the file. */
    public UnitQuestion {
        if (outcomes.isEmpty() && ratios.isEmpty()) {
            throw Failure.usage(
                    "no outcome was named, name columns of numbers with --outcome, such as --outcome spend");
        }
        Set<String> names = new HashSet<>();
        Stream.concat(outcomes.stream(), ratios.stream().map(RatioMetric::name)).forEach(name -> {
            if (!names.add(name)) {
                throw Failure.usage("the outcome " + name + " is named twice, name it once");
            }
        });
        if (!(rules.alpha > 0 && rules.alpha < 1)) {
            throw Failure.usage("--alpha must be between 0 and 1, was " + rules.alpha);
        }
        if (winsorize != null && !(winsorize > 0.5 && winsorize < 1)) {
            throw Failure.usage("--winsorize must be a quantile between 0.5 and 1, was " + winsorize);
        }
        if (winsorize != null && outcomes.isEmpty()) {
            throw Failure.usage("--winsorize caps columns of --outcome, name one");
        }
        for (String covariate : covariates) {
            if (outcomes.contains(covariate) || covariate.equals(exposed)) {
                throw Failure.usage("--pre " + covariate + " is an outcome or the exposure too,"
                        + " a covariate must have been known before assignment");
            }
        }
        if (cluster != null && (exposed != null || winsorize != null || cost != null)) {
            throw Failure.usage("--cluster takes no --exposed, --winsorize or --cost,"
                    + " give a file with one row per cluster for these");
        }
        if (cost != null && outcomes.isEmpty()) {
            throw Failure.usage("--cost is set against columns of --outcome, name one");
        }
        outcomes = List.copyOf(outcomes);
        ratios = List.copyOf(ratios);
        covariates = List.copyOf(covariates);
        segments = List.copyOf(segments);
    }
}
