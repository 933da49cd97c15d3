package io.crosslift.propensity;

import static org.apache.spark.sql.functions.bround;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A logistic regression of buying within the window on {@link Features}, with a small ridge penalty on standardised features.
 *
 * <p>It learns from accounts of the past whose window ended before the experiment began, so nothing that it saw lies after the instant
 * of a score. At most half a million of them, picked by a hash of the account, in one place and in one order: the same history gives the
 * same coefficients to the last bit.
 */
final class PropensityModel {
    static final String SCORE = "score";

    private static final long MOST_LEARNERS = 500_000;
    private static final long LEAST_OF_A_KIND = 20;
    private static final double RIDGE = 1e-4;
    private static final int SCORE_DECIMALS = 8;
    private static final String VECTOR = "_features";

    private final double intercept;
    private final double[] slopes;
    private final List<String> features;
    private final String version;
    private final long learners;

    private PropensityModel(LogisticRegressionModel fitted, List<String> features, String version, long learners) {
        this.intercept = fitted.intercept();
        this.slopes = fitted.coefficients().toArray();
        this.features = features;
        this.version = version;
        this.learners = learners;
    }

    /** The model for an experiment; empty, and a sentence why, where the past has too few buyers or others. */
    static Optional<PropensityModel> fit(RandomisedTrial trial, PropensityInputs inputs, List<String> skipped) {
        List<String> features = Features.names(inputs);
        Dataset<Row> learners = trial.withOutcome(Features.of(trial.learners(inputs), inputs), inputs);
        Row sizes = learners.agg(count(lit(1)), sum(RandomisedTrial.OUTCOME)).head();
        long all = sizes.getLong(0);
        long buyers = sizes.isNullAt(1) ? 0 : sizes.getLong(1);
        if (Math.min(buyers, all - buyers) < LEAST_OF_A_KIND) {
            skipped.add("no score is fitted for experiment " + trial.id() + ": of " + all
                    + " accounts known " + (trial.days() + 1) + " days before it started " + buyers
                    + " bought within them, and both buyers and others must be " + LEAST_OF_A_KIND + " at least");
            return Optional.empty();
        }
        long every = (all + MOST_LEARNERS - 1) / MOST_LEARNERS;
        Dataset<Row> drawn = vectors(
                        learners.filter(pmod(xxhash64(col(Features.ACCOUNT_ID)), lit(every))
                                .equalTo(0)),
                        features)
                .repartition(1)
                .sortWithinPartitions(Features.ACCOUNT_ID)
                .cache();
        try {
            LogisticRegressionModel fitted = new LogisticRegression()
                    .setFeaturesCol(VECTOR)
                    .setLabelCol(RandomisedTrial.OUTCOME)
                    .setRegParam(RIDGE)
                    .setMaxIter(200)
                    .setTol(1e-9)
                    .fit(drawn);
            String version =
                    String.format(Locale.ROOT, "logistic-%s-%dd-%s", trial.startDay(), trial.days(), trial.product());
            return Optional.of(new PropensityModel(fitted, features, version, drawn.count()));
        } finally {
            drawn.unpersist();
        }
    }

    /** Kind of model, first day that its training didn't see, horizon and product. */
    String version() {
        return version;
    }

    /** Accounts that it learned from. */
    long learners() {
        return learners;
    }

    /**
     * Accounts with features to the same with {@link #SCORE}, rounded to 8 decimals. The fitted model itself isn't sent to the executors:
     * its summary holds the session, which can't be serialised once anything was observed in it.
     */
    Dataset<Row> score(Dataset<Row> accounts) {
        Column logit = lit(intercept);
        for (int feature = 0; feature < slopes.length; feature++) {
            logit = logit.plus(col(features.get(feature)).multiply(slopes[feature]));
        }
        return accounts.withColumn(
                SCORE, bround(lit(1.0).divide(exp(negate(logit)).plus(1.0)), SCORE_DECIMALS));
    }

    private static Dataset<Row> vectors(Dataset<Row> accounts, List<String> features) {
        return new VectorAssembler()
                .setInputCols(features.toArray(String[]::new))
                .setOutputCol(VECTOR)
                .transform(accounts);
    }
}
