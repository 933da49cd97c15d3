package io.crosslift.job;

import io.crosslift.lake.Slice;
import io.crosslift.lift.LiftInputs;
import io.crosslift.lift.LiftRules;
import io.crosslift.propensity.PropensityInputs;
import io.crosslift.propensity.PropensityStep;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.PropensityScores;
import io.crosslift.schema.PropensityValidation;
import io.crosslift.schema.TableSpec;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Scores the accounts of randomised experiments and judges the scores on them. */
final class PropensityStage implements Stage {
    @Override
    public String name() {
        return "propensity";
    }

    @Override
    public List<String> after() {
        return List.of("ingest", "expansion");
    }

    @Override
    public List<TableSpec> writes() {
        return List.of(PropensityScores.TABLE, PropensityValidation.TABLE);
    }

    @Override
    public void run(RunContext run) {
        if (run.lacks(
                "propensity",
                Experiments.TABLE,
                ExperimentAssignments.TABLE,
                Accounts.TABLE,
                ClassifiedLines.TABLE,
                Conversions.TABLE)) {
            return;
        }
        LiftRules rules = LiftStage.rules(run);
        LiftInputs inputs = LiftStage.inputs(run);
        PropensityStep.Result result =
                PropensityStep.of(new PropensityInputs(inputs, optional(run, OwnershipChanges.TABLE), rules));
        try {
            if (!result.held().isEmpty() || run.lake().exists(PropensityValidation.TABLE)) {
                run.write(PropensityScores.TABLE, Slice.whole(), result.scores());
                run.stage(PropensityValidation.TABLE, result.validation());
            } else {
                run.skip("propensity", "no randomised experiment of accounts is far enough to judge a score on");
            }
            for (int i = 0; i < result.skipped().size(); i++) {
                run.skip("propensity " + (i + 1), result.skipped().get(i));
            }
        } finally {
            result.release();
        }
    }

    private static @Nullable Dataset<Row> optional(RunContext run, TableSpec table) {
        return run.has(table) ? run.read(table) : null;
    }
}
