package io.crosslift.lift;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.Accounts;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.ExperimentAssignments;
import java.sql.Date;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The first steps of the intention-to-treat join: who was assigned to which arm, whether the unit is a known account, and whether
 * it was one before it was assigned (ruling E-2).
 *
 * <p>A unit keeps the arm of its first validity, whatever came after it: that is what was randomised. A unit that was in two arms
 * at one instant is marked {@link #MULTI_ARM} and stays in the arm that is first by time, then by name.
 */
final class ExperimentJoin {
    static final String EXPERIMENT_ID = ExperimentAssignments.EXPERIMENT_ID;
    static final String UNIT_ID = ExperimentAssignments.UNIT_ID;
    static final String ARM = ExperimentAssignments.ARM;
    static final String ASSIGNED_AT = ExperimentAssignments.ASSIGNED_AT;
    /** Start of the unit's window: the later of assignment and start of the experiment. */
    static final String FROM_AT = "from_at";

    static final String FROM_DAY = "from_day";
    /** Local days from the start of the window to as-of. */
    static final String DAYS = "days";

    /** Local days from the creation of the account to the start of the window. */
    static final String ACCOUNT_DAYS = "account_days";

    static final String MATCHED = "matched";
    static final String ELIGIBLE = "eligible";
    static final String MULTI_ARM = "multi_arm";
    /** First exposure that the assignment itself states, at or after it. */
    static final String STATED_EXPOSURE = "stated_exposure";
    /** Whether the assignment states an exposure before it. */
    static final String EXPOSED_BEFORE = "exposed_before";

    static final String PARENT = "parent";
    /** Offers, campaigns and plays that count as exposure to the unit's experiment. */
    static final String REFERENCES = "references";

    /** What a unit carries through the join of its events. */
    static final List<String> COLUMNS = List.of(
            EXPERIMENT_ID,
            UNIT_ID,
            ARM,
            ASSIGNED_AT,
            FROM_AT,
            FROM_DAY,
            DAYS,
            ACCOUNT_DAYS,
            MATCHED,
            ELIGIBLE,
            MULTI_ARM,
            STATED_EXPOSURE,
            EXPOSED_BEFORE);

    private static final String FIRST = "first";
    private static final String SPANS = "spans";
    private static final StructType STARTS = new StructType()
            .add(EXPERIMENT_ID, DataTypes.StringType)
            .add("start_micros", DataTypes.LongType)
            .add(REFERENCES, ColumnTypes.STRINGS);

    private ExperimentJoin() {}

    /** Assignments to one row per experiment and assigned unit. */
    static Dataset<Row> units(LiftInputs inputs, Collection<Experiment> experiments, LiftRules rules) {
        Column end = timestamp_micros(lit(rules.endMicros()));
        Dataset<Row> accounts = inputs.accounts()
                .select(
                        col(Accounts.ACCOUNT_ID).as("account"),
                        col(Accounts.PARENT_ID).as(PARENT),
                        col(Accounts.CREATED_AT),
                        col(Accounts.IS_INTERNAL));
        Column matched = col("account").isNotNull();
        Column known = col(Accounts.CREATED_AT).leq(col(ASSIGNED_AT)).and(not(col(Accounts.IS_INTERNAL)));
        Column stated = col(ExperimentAssignments.EXPOSED_AT);
        return asAssigned(inputs.assignments(), end)
                .join(broadcast(starts(inputs.experiments().sparkSession(), experiments)), EXPERIMENT_ID)
                .join(accounts, col(UNIT_ID).equalTo(col("account")), "left")
                .withColumn(FROM_AT, greatest(col(ASSIGNED_AT), timestamp_micros(col("start_micros"))))
                .withColumn(FROM_DAY, AccountEvents.localDay(col(FROM_AT), rules))
                .withColumn(DAYS, datediff(lit(Date.valueOf(rules.asOf())), col(FROM_DAY)))
                .withColumn(
                        ACCOUNT_DAYS, datediff(col(FROM_DAY), AccountEvents.localDay(col(Accounts.CREATED_AT), rules)))
                .withColumn(MATCHED, matched)
                .withColumn(ELIGIBLE, coalesce(known, lit(false)))
                .withColumn(STATED_EXPOSURE, when(stated.geq(col(ASSIGNED_AT)).and(stated.lt(end)), stated))
                .withColumn(EXPOSED_BEFORE, coalesce(stated.lt(col(ASSIGNED_AT)), lit(false)));
    }

    /** Eligible control units per experiment that share a parent account with a treated one: {@code experiment_id, linked}. */
    static Dataset<Row> linkedControls(Dataset<Row> units, Collection<Experiment> experiments) {
        Column control = experiments.stream()
                .map(experiment ->
                        col(EXPERIMENT_ID).equalTo(experiment.id()).and(col(ARM).equalTo(experiment.controlArm())))
                .reduce(lit(false), Column::or);
        return units.filter(col(ELIGIBLE))
                .groupBy(col(EXPERIMENT_ID), coalesce(col(PARENT), col(UNIT_ID)))
                .agg(
                        sum(when(control, 1L).otherwise(0L)).as("controls"),
                        sum(when(control, 0L).otherwise(1L)).as("treated"))
                .filter(col("treated").gt(0))
                .groupBy(EXPERIMENT_ID)
                .agg(sum("controls").as("linked"));
    }

    private static Dataset<Row> asAssigned(Dataset<Row> assignments, Column end) {
        Column twoArmsAtOnce = exists(
                col(SPANS),
                one -> exists(col(SPANS), other -> not(one.getField(ARM).equalTo(other.getField(ARM)))
                        .and(startsBeforeEndOf(one, other))
                        .and(startsBeforeEndOf(other, one))));
        return assignments
                .filter(col(ExperimentAssignments.VALID_FROM)
                        .lt(end)
                        .and(col(ASSIGNED_AT).lt(end)))
                .groupBy(EXPERIMENT_ID, UNIT_ID)
                .agg(
                        min(struct(col(ExperimentAssignments.VALID_FROM), col(ARM), col(ASSIGNED_AT)))
                                .as(FIRST),
                        min(ExperimentAssignments.EXPOSED_AT).as(ExperimentAssignments.EXPOSED_AT),
                        collect_list(struct(
                                        col(ARM),
                                        col(ExperimentAssignments.VALID_FROM),
                                        col(ExperimentAssignments.VALID_TO)))
                                .as(SPANS))
                .select(
                        col(EXPERIMENT_ID),
                        col(UNIT_ID),
                        col(FIRST).getField(ARM).as(ARM),
                        col(FIRST).getField(ASSIGNED_AT).as(ASSIGNED_AT),
                        col(ExperimentAssignments.EXPOSED_AT),
                        twoArmsAtOnce.as(MULTI_ARM));
    }

    private static Column startsBeforeEndOf(Column span, Column other) {
        Column otherEnd = other.getField(ExperimentAssignments.VALID_TO);
        return otherEnd.isNull()
                .or(span.getField(ExperimentAssignments.VALID_FROM).lt(otherEnd));
    }

    private static Dataset<Row> starts(SparkSession spark, Collection<Experiment> experiments) {
        List<Row> rows = experiments.stream()
                .map(experiment -> RowFactory.create(
                        experiment.id(),
                        ChronoUnit.MICROS.between(Instant.EPOCH, experiment.startAt()),
                        experiment.exposureRefs().toArray()))
                .toList();
        return spark.createDataFrame(rows, STARTS);
    }
}
