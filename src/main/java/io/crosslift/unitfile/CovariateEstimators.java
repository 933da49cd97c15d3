package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.CovariateAdjusted;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.RatioCovariateAdjusted;
import io.crosslift.lift.estimate.RatioCovariateAdjusted.Quantity;
import io.crosslift.lift.estimate.RegressionAdjusted;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The estimators that adjust for covariates, all of them at once. A covariate that some units lack is 0 for these and comes with a flag
 * as a further covariate, which adjusts as any other filling beside that flag would.
 */
final class CovariateEstimators {
    private final UnitFileContent content;
    private final UnitQuestion question;

    CovariateEstimators(UnitFileContent content, UnitQuestion question) {
        this.content = content;
        this.question = question;
    }

    /** None without covariates; with the mean of an outcome also Lin's regression. */
    List<Candidate> of(Quantity outcome, Moments treated, Moments held) {
        if (question.covariates().isEmpty()) {
            return List.of();
        }
        List<Integer> columns = new ArrayList<>();
        double missing = 0;
        for (String covariate : question.covariates()) {
            columns.add(content.slot(covariate));
        }
        for (String covariate : question.covariates()) {
            int flag = content.flag(covariate);
            double share = (treated.sum(flag) + held.sum(flag)) / units(treated, held);
            if (share > 0) {
                columns.add(flag);
                missing = Math.max(missing, share);
            }
        }
        String detail = String.join(" + ", question.covariates());
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        measures.put(Measure.MISSING_SHARE, missing);
        if (outcome.denominator() != null) {
            List<Quantity> quantities = columns.stream().map(this::quantity).toList();
            return List.of(Candidate.of(
                            detail,
                            treated,
                            held,
                            confidence -> new RatioCovariateAdjusted(outcome, quantities, confidence))
                    .with(measures));
        }
        int slot = outcome.numerator();
        if (treated.count() > 1 && held.count() > 1) {
            measures.put(
                    Measure.VARIANCE_REDUCTION,
                    new CovariateAdjusted(slot, columns)
                            .adjustment(treated, held)
                            .varianceReduction());
        }
        return List.of(
                Candidate.of(
                                detail,
                                treated,
                                held,
                                confidence -> new CovariateAdjusted(slot, columns, confidence, Convention.CROSSLIFT))
                        .with(measures),
                Candidate.of(detail, treated, held, confidence -> new RegressionAdjusted(slot, columns, confidence))
                        .with(Map.of(Measure.MISSING_SHARE, missing)));
    }

    private Quantity quantity(int column) {
        return question.cluster() == null
                ? Quantity.mean(column)
                : Quantity.ratio(column, content.slot(UnitFileContent.CLUSTER_ROWS));
    }

    private double units(Moments treated, Moments held) {
        if (question.cluster() == null) {
            return (double) treated.count() + held.count();
        }
        int rows = content.slot(UnitFileContent.CLUSTER_ROWS);
        return treated.sum(rows) + held.sum(rows);
    }
}
