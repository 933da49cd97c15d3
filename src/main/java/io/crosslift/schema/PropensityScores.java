package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per experiment, account and model: how likely the account was to buy, known when it was assigned. */
public final class PropensityScores {
    public static final String EXPERIMENT_ID = "experiment_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String PRODUCT = "product";
    public static final String MODEL_VERSION = "model_version";
    public static final String SCORED_AT = "scored_at";
    public static final String SCORE = "score";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_propensity_score",
                    "One row per experiment, account and model (R25): how likely the account was to buy, known when it was assigned.")
            .required(EXPERIMENT_ID, STRING, "experiment whose accounts were scored")
            .required(ACCOUNT_ID, STRING, "account")
            .required(PRODUCT, STRING, "product family, or ALL for any cross-sell or up-sell")
            .required(MODEL_VERSION, STRING, "kind of model, first day not in its training, and horizon")
            .required(SCORED_AT, INSTANT, "instant that all features lie before (UTC)")
            .required(SCORE, decimal(9, 8), "probability of buying within the horizon")
            .with(RunStampColumns.COLUMNS)
            .key(EXPERIMENT_ID, ACCOUNT_ID, MODEL_VERSION)
            .check("score_in_range", "score >= 0 AND score <= 1")
            .build();

    private PropensityScores() {}
}
