package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.ExperimentOutcomes;
import io.crosslift.schema.Experiments;
import org.apache.spark.sql.Column;

/**
 * Rules on experiments. A late registration and a unit in two arms are no defects of a row: they make the experiment's verdict
 * invalid (rulings E-3), so the rows must reach it.
 */
final class ExperimentRules {
    private static final String EXPERIMENT = "_experiment";

    static final TableRules EXPERIMENTS = TableRules.of(Experiments.TABLE)
            .format(
                    Rule.quarantine(
                            "UNKNOWN_DESIGN",
                            "no known design",
                            not(col(Experiments.DESIGN)
                                    .isin("holdout", "ab", "geo", "matched", "stepped_wedge", "observational")),
                            Experiments.DESIGN),
                    Validity.reversed(Experiments.START_AT, Experiments.END_AT))
            .build();

    /** Two rows of one unit and instant in different arms both stay: the arm is part of what makes rows equal here. */
    static final TableRules ASSIGNMENTS = TableRules.of(ExperimentAssignments.TABLE)
            .key(
                    ExperimentAssignments.EXPERIMENT_ID,
                    ExperimentAssignments.UNIT_ID,
                    ExperimentAssignments.VALID_FROM,
                    ExperimentAssignments.ARM)
            .event(ExperimentAssignments.ASSIGNED_AT)
            .format(Validity.reversed(ExperimentAssignments.VALID_FROM, ExperimentAssignments.VALID_TO))
            .step(experimentOf(ExperimentAssignments.EXPERIMENT_ID))
            .defects(orphan(ExperimentAssignments.EXPERIMENT_ID))
            .build();

    static final TableRules OUTCOMES = TableRules.of(ExperimentOutcomes.TABLE)
            .event(ExperimentOutcomes.MEASURED_FROM)
            .format(Validity.reversed(ExperimentOutcomes.MEASURED_FROM, ExperimentOutcomes.MEASURED_TO))
            .step(experimentOf(ExperimentOutcomes.EXPERIMENT_ID))
            .defects(orphan(ExperimentOutcomes.EXPERIMENT_ID))
            .build();

    private static Step experimentOf(String column) {
        return Lookups.exists(EXPERIMENT, col(column), Experiments.TABLE, Experiments.EXPERIMENT_ID);
    }

    private static Rule orphan(String column) {
        Column missing = not(col(EXPERIMENT));
        return Rule.quarantine("ORPHAN_EXPERIMENT", "there is no such experiment", missing, column);
    }

    private ExperimentRules() {}
}
