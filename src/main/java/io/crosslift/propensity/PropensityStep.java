package io.crosslift.propensity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.PropensityScores;
import io.crosslift.schema.PropensityValidation;
import io.crosslift.schema.RunStampColumns;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Fits a score for every randomised experiment, gives it to the experiment's accounts and judges it on them. Features lie strictly
 * before an account's assignment, and the model has seen no outcome after that either.
 */
public final class PropensityStep {
    private PropensityStep() {}

    /**
     * What comes of it.
     *
     * @param scores R25: one row per experiment, account and model
     * @param validation K20
     * @param skipped why an experiment judges no score
     * @param held what is kept in memory or on disk until {@link #release}
     */
    public record Result(Dataset<Row> scores, Dataset<Row> validation, List<String> skipped, List<Dataset<Row>> held) {
        /** Frees what the scores hold, once they are written. */
        public void release() {
            held.forEach(Dataset::unpersist);
        }
    }

    /** Scores the accounts of all experiments and judges the scores. */
    public static Result of(PropensityInputs inputs) {
        List<String> skipped = new ArrayList<>();
        List<Row> validation = new ArrayList<>();
        List<Dataset<Row>> held = new ArrayList<>();
        SparkSession spark = inputs.lift().experiments().sparkSession();
        Dataset<Row> scores = spark.createDataFrame(List.of(), PropensityScores.TABLE.shape());
        for (RandomisedTrial trial : RandomisedTrial.all(inputs, skipped)) {
            Optional<PropensityModel> model = PropensityModel.fit(trial, inputs, skipped);
            if (model.isPresent()) {
                Dataset<Row> scored = trial.withOutcome(
                                model.get().score(Features.of(trial.units(inputs), inputs)), inputs)
                        .persist(StorageLevel.MEMORY_AND_DISK());
                held.add(scored);
                judge(trial, model.get(), scored, inputs, validation, skipped);
                scores = scores.unionByName(rows(trial, model.get(), scored).to(PropensityScores.TABLE.shape()));
            }
        }
        return new Result(scores, spark.createDataFrame(validation, PropensityValidation.TABLE.shape()), skipped, held);
    }

    private static void judge(
            RandomisedTrial trial,
            PropensityModel model,
            Dataset<Row> scored,
            PropensityInputs inputs,
            List<Row> validation,
            List<String> skipped) {
        Timestamp scoredAt = scored.agg(max(Features.CUT_AT)).head().getTimestamp(0);
        List<String> arms = scored.select(ExperimentAssignments.ARM).distinct().collectAsList().stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
        if (scoredAt == null || !arms.contains(trial.controlArm())) {
            skipped.add("no score is judged on experiment " + trial.id() + ": its control arm has no account");
            return;
        }
        RankedScores ranked = RankedScores.of(scored);
        for (String arm : arms) {
            if (!arm.equals(trial.controlArm())) {
                validation.add(new ValidationRow(trial, model, scoredAt, inputs)
                        .of(arm, ranked.ranking(arm, trial.controlArm())));
            }
        }
    }

    private static Dataset<Row> rows(RandomisedTrial trial, PropensityModel model, Dataset<Row> scored) {
        return scored.select(
                lit(trial.id()).as(PropensityScores.EXPERIMENT_ID),
                col(Features.ACCOUNT_ID).as(PropensityScores.ACCOUNT_ID),
                lit(trial.product()).as(PropensityScores.PRODUCT),
                lit(model.version()).as(PropensityScores.MODEL_VERSION),
                col(Features.CUT_AT).as(PropensityScores.SCORED_AT),
                col(PropensityModel.SCORE).cast("decimal(9,8)").as(PropensityScores.SCORE),
                lit(null).cast("date").as(RunStampColumns.AS_OF_DATE),
                lit(null).cast("string").as(RunStampColumns.RUN_ID));
    }
}
