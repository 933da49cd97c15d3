package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Compares what experiments measured with what their touches were credited. In: experiments with K19, credits, conversions and touches.
 * Out: one factor per model, value basis, goal and channel, with the experiments behind it and those that were refused.
 *
 * <p>Nothing is calibrated from an experiment that K19 calls invalid: it is a row with the broken rules as flags and its numbers, and without
 * a factor.
 */
public final class CalibrationStep {
    private CalibrationStep() {}

    /** Factors of all channels that were credited anything, or that an experiment is about. */
    public static CalibrationResult of(CalibrationInputs inputs, LiftRules rules) {
        List<String> skipped = new ArrayList<>();
        Map<Experiment, ComparedWindow> declared = declared(inputs, skipped);
        Map<Experiment, ComparedWindow> compared = new LinkedHashMap<>();
        declared.forEach((experiment, window) -> {
            if (experiment.randomised()
                    && window.elapsed()
                    && !experiment.exposureRefs().isEmpty()) {
                compared.put(experiment, window);
            }
        });
        Map<String, ComparedExperiment> comparisons = ComparedExperiment.of(declared);
        if (!compared.isEmpty()) {
            collect(new CreditComparison(inputs, compared, rules), comparisons);
        }
        return new CalibrationResult(
                new CalibrationRows(List.copyOf(comparisons.values()), creditedChannels(inputs), rules).rows(),
                skipped);
    }

    private static Map<Experiment, ComparedWindow> declared(CalibrationInputs inputs, List<String> skipped) {
        Map<String, ComparedWindow> windows = ComparedWindow.byExperiment(inputs.lift());
        Map<Experiment, ComparedWindow> declared = new LinkedHashMap<>();
        for (Experiment experiment : Experiment.all(inputs.tables().experiments())) {
            ComparedWindow window = windows.get(experiment.id());
            if (!experiment.onAccounts()) {
                skipped.add("experiment " + experiment.id() + " calibrates no credit: its units aren't accounts");
            } else if (window == null) {
                skipped.add("experiment " + experiment.id() + " calibrates no credit: its lift isn't measured");
            } else {
                declared.put(experiment, window);
            }
        }
        return declared;
    }

    private static void collect(CreditComparison comparison, Map<String, ComparedExperiment> byId) {
        for (Row row : comparison.rows().collectAsList()) {
            String id = row.getAs(CreditComparison.EXPERIMENT_ID);
            ComparedExperiment experiment = byId.get(id);
            if (experiment == null) {
                throw new IllegalStateException("experiment " + id + " was compared but isn't declared");
            }
            experiment.add(row);
        }
    }

    /** Model, value basis, goal and channel of everything that was credited to a touch. */
    private static List<Row> creditedChannels(CalibrationInputs inputs) {
        return inputs.credits()
                .filter(col(AttributionCredits.CHANNEL).notEqual(Calibrations.UNATTRIBUTED_CHANNEL))
                .select(
                        AttributionCredits.MODEL,
                        AttributionCredits.VALUE_BASIS,
                        AttributionCredits.SELL_TYPE,
                        AttributionCredits.CHANNEL)
                .distinct()
                .collectAsList();
    }
}
