package io.crosslift.propensity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.lift.ExperimentAudience;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A randomised experiment on accounts, as a judge of scores: chance decided who was treated, so the arms differ by the treatment alone.
 *
 * @param family product family it is about, or null for any cross-sell or up-sell
 * @param startDay local day
 * @param days the longest window that has elapsed
 */
record RandomisedTrial(
        String id, @Nullable String family, String controlArm, Instant start, LocalDate startDay, int days) {
    static final String ARM = ExperimentAssignments.ARM;
    static final String OUTCOME = "outcome";
    static final String ANY_PRODUCT = "ALL";

    private static final String FROM_AT = "from_at";

    /** The experiments with an elapsed window, by id; for every other account experiment that was randomised a sentence why not. */
    static List<RandomisedTrial> all(PropensityInputs inputs, List<String> skipped) {
        List<RandomisedTrial> trials = new ArrayList<>();
        inputs.lift()
                .experiments()
                .filter(col(Experiments.DESIGN)
                        .isin("holdout", "ab")
                        .and(col(Experiments.UNIT_TYPE).equalTo("account")))
                .withColumn(Experiments.START_AT, unix_micros(col(Experiments.START_AT)))
                .orderBy(Experiments.EXPERIMENT_ID)
                .collectAsList()
                .forEach(row -> of(row, inputs, skipped).ifPresent(trials::add));
        return trials;
    }

    private static Optional<RandomisedTrial> of(Row row, PropensityInputs inputs, List<String> skipped) {
        String id = row.getAs(Experiments.EXPERIMENT_ID);
        Instant start = Instant.EPOCH.plus(row.<Long>getAs(Experiments.START_AT), ChronoUnit.MICROS);
        LocalDate day = start.atZone(inputs.rules().reporting().timeZone()).toLocalDate();
        Optional<Integer> window = row.<Integer>getList(row.fieldIndex(Experiments.WINDOWS)).stream()
                .filter(days -> !day.plusDays(days).isAfter(inputs.rules().asOf()))
                .max(Integer::compareTo);
        if (window.isEmpty()) {
            skipped.add("no score is judged on experiment " + id + ": none of its windows has elapsed");
            return Optional.empty();
        }
        return Optional.of(new RandomisedTrial(
                id, row.getAs(Experiments.FAMILY), row.getAs(Experiments.CONTROL_ARM), start, day, window.get()));
    }

    /** What the row of a result calls the product. */
    String product() {
        return family == null ? ANY_PRODUCT : family;
    }

    /** Its accounts: {@code account_id, arm, cut_at, from_at}; those in two arms, and those that weren't one before, are left out. */
    Dataset<Row> units(PropensityInputs inputs) {
        Column start = timestamp_micros(lit(ChronoUnit.MICROS.between(Instant.EPOCH, this.start)));
        Dataset<Row> assigned = inputs.lift()
                .assignments()
                .filter(col(ExperimentAssignments.EXPERIMENT_ID).equalTo(id))
                .groupBy(col(ExperimentAssignments.UNIT_ID).as("_unit"))
                .agg(
                        min_by(col(ARM), col(ExperimentAssignments.VALID_FROM)).as(ARM),
                        countDistinct(col(ARM)).as("_arms"),
                        min(ExperimentAssignments.ASSIGNED_AT).as(Features.CUT_AT))
                .filter(col("_arms").equalTo(1));
        return inputs.lift()
                .accounts()
                .filter(not(col(Accounts.IS_INTERNAL)))
                .select(col(Accounts.ACCOUNT_ID), col(Accounts.CREATED_AT))
                .join(assigned, col(Accounts.ACCOUNT_ID).equalTo(col("_unit")))
                .filter(col(Accounts.CREATED_AT).leq(col(Features.CUT_AT)))
                .select(
                        col(Accounts.ACCOUNT_ID),
                        col(ARM),
                        col(Features.CUT_AT),
                        greatest(col(Features.CUT_AT), start).as(FROM_AT));
    }

    /** Accounts with {@code from_at} to the same with {@link #OUTCOME}: 1 where they bought within the window and kept some of it. */
    Dataset<Row> withOutcome(Dataset<Row> accounts, PropensityInputs inputs) {
        Column kept = col(Conversions.REFUNDED)
                .lt(col(Conversions.VALUE))
                .or(col(Conversions.VALUE).leq(0));
        Dataset<Row> bought = inputs.conversions()
                .filter(kept.and(
                        family == null ? lit(true) : col(Conversions.FAMILY).equalTo(family)))
                .select(
                        col(Conversions.ACCOUNT_ID).as("_buyer"),
                        col(Conversions.CONVERTED_AT),
                        col(Conversions.CONVERSION_DATE));
        Column last = date_add(localDay(col(FROM_AT), inputs), days);
        Column inside = col(Features.ACCOUNT_ID)
                .equalTo(col("_buyer"))
                .and(col(Conversions.CONVERTED_AT).geq(col(FROM_AT)))
                .and(col(Conversions.CONVERSION_DATE).leq(last));
        Dataset<Row> buyers = accounts.join(bought, inside, "inner")
                .groupBy(col(Features.ACCOUNT_ID).as("_bought"))
                .agg(max(lit(1)).as("_one"));
        return accounts.join(buyers, col(Features.ACCOUNT_ID).equalTo(col("_bought")), "left")
                .withColumn(OUTCOME, when(col("_one").isNotNull(), 1).otherwise(0))
                .drop("_bought", "_one");
    }

    /** Accounts of the past to learn from: {@code account_id, cut_at, from_at}, so early that their window ends before the start. */
    Dataset<Row> learners(PropensityInputs inputs) {
        long at = trainedAt(inputs).toEpochMilli() * 1000;
        Column cut = timestamp_micros(lit(at));
        return new ExperimentAudience(true, family, false, List.of())
                .of(inputs.lift(), inputs.ownership(), at)
                .select(
                        col(ExperimentAssignments.UNIT_ID).as(Features.ACCOUNT_ID),
                        cut.as(Features.CUT_AT),
                        cut.as(FROM_AT));
    }

    /** Local midnight before the window that ends the day before the experiment starts. */
    Instant trainedAt(PropensityInputs inputs) {
        return startDay.minusDays(days + 1L)
                .atStartOfDay(inputs.rules().reporting().timeZone())
                .toInstant();
    }

    private static Column localDay(Column at, PropensityInputs inputs) {
        return to_date(
                from_utc_timestamp(at, inputs.rules().reporting().timeZone().getId()));
    }
}
