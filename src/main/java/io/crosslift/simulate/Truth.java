package io.crosslift.simulate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Channel;
import io.crosslift.config.ScenarioSettings.Programme;
import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.AccountHistory.Gain;
import io.crosslift.simulate.world.Life;
import io.crosslift.simulate.world.MonthlyRevenue;
import io.crosslift.simulate.world.Treatment;
import io.crosslift.simulate.world.Walk;
import io.crosslift.simulate.world.World;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What no feed says: what each account would have done without a channel, without any touch, and in each arm of an experiment, by living
 * its life again with the same draws; and what it really paid each month.
 *
 * @param world the world
 * @param accounts number of accounts
 * @param partitions partitions they are spread over
 */
record Truth(World world, long accounts, int partitions) implements Serializable {
    /** Stands for all channels together: the world without any touch. */
    static final String ALL_CHANNELS = "(all)";

    private static final StructType EFFECT = StructType.fromDDL(
            "account_id STRING, channel STRING, goal STRING, value_basis STRING, conversions BIGINT, value DECIMAL(18,2),"
                    + " incremental_conversions BIGINT, incremental_value DECIMAL(18,2)");
    private static final StructType OUTCOME = StructType.fromDDL(
            "experiment_id STRING, unit_id STRING, arm STRING, metric STRING, window_days INT, outcome DOUBLE,"
                    + " control_outcome DOUBLE, assigned BOOLEAN");
    private static final StructType REVENUE = StructType.fromDDL("account_id STRING, month DATE, mrr DECIMAL(18,2)");

    /**
     * Per account, channel, goal and value basis: what was converted, and how much of that would not have been without the channel. Rows without
     * a conversion in either world are left out; channel {@value #ALL_CHANNELS} is the world without any touch.
     */
    Dataset<Row> effects(SparkSession spark) {
        return rows(spark, EFFECT, number -> effectsOf(number).iterator());
    }

    /** Sums of {@link #effects} by channel, goal and value basis; a channel without any effect has its row of zeros. */
    static Dataset<Row> channels(Dataset<Row> effects, SparkSession spark, ScenarioSettings scenario) {
        List<Row> names = new ArrayList<>();
        for (Kind kind : kinds(scenario)) {
            names.add(RowFactory.create(ALL_CHANNELS, kind.goal(), kind.basis()));
            scenario.channels()
                    .forEach(channel -> names.add(RowFactory.create(channel.name(), kind.goal(), kind.basis())));
        }
        Dataset<Row> sums = effects.groupBy("channel", "goal", "value_basis")
                .agg(
                        sum("conversions").as("conversions"),
                        sum("value").cast("decimal(18,2)").as("value"),
                        sum("incremental_conversions").as("incremental_conversions"),
                        sum("incremental_value").cast("decimal(18,2)").as("incremental_value"));
        return spark.createDataFrame(names, StructType.fromDDL("channel STRING, goal STRING, value_basis STRING"))
                .join(sums, new String[] {"channel", "goal", "value_basis"}, "left")
                .select(
                        col("channel"),
                        col("goal"),
                        col("value_basis"),
                        coalesce(col("conversions"), lit(0L)).as("conversions"),
                        coalesce(col("value"), lit(BigDecimal.ZERO))
                                .cast("decimal(18,2)")
                                .as("value"),
                        coalesce(col("incremental_conversions"), lit(0L)).as("incremental_conversions"),
                        coalesce(col("incremental_value"), lit(BigDecimal.ZERO))
                                .cast("decimal(18,2)")
                                .as("incremental_value"));
    }

    /**
     * Per experiment, arm, metric and account that takes part: what it would have done in the arm and in the control arm, and whether it was
     * assigned to the arm. Of a stepped wedge the arm that is not the control alone: what the account did from the day on which its market got
     * the programme, and what it would have done by then without.
     */
    Dataset<Row> outcomes(SparkSession spark) {
        return rows(spark, OUTCOME, number -> outcomesOf(number).iterator());
    }

    /**
     * Means of {@link #outcomes} over all who took part, their difference: the true effect, and {@code incremental_total}: the sum of the
     * differences of those who were assigned to the arm.
     */
    static Dataset<Row> programmes(Dataset<Row> outcomes, SparkSession spark, ScenarioSettings scenario) {
        List<Row> controls = scenario.programmes().stream()
                .map(programme -> RowFactory.create(programme.name(), programme.control()))
                .toList();
        Dataset<Row> control =
                spark.createDataFrame(controls, StructType.fromDDL("experiment_id STRING, control_arm STRING"));
        return outcomes.groupBy("experiment_id", "metric", "window_days", "arm")
                .agg(
                        count(lit(1)).as("units"),
                        avg("outcome").as("mean"),
                        avg("control_outcome").as("mean_control"),
                        sum(when(col("assigned"), col("outcome").minus(col("control_outcome")))
                                        .otherwise(lit(0.0)))
                                .as("incremental_total"))
                .join(control, "experiment_id")
                .filter(col("arm").notEqual(col("control_arm")))
                .select(
                        col("experiment_id"),
                        col("metric"),
                        col("window_days"),
                        col("arm"),
                        col("control_arm"),
                        col("units"),
                        col("mean"),
                        col("mean_control"),
                        col("mean").minus(col("mean_control")).as("effect"),
                        col("incremental_total"));
    }

    /** Per account and month: recurring revenue at its end, reporting currency. */
    Dataset<Row> revenue(SparkSession spark) {
        return rows(spark, REVENUE, number -> revenueOf(number).iterator());
    }

    private Dataset<Row> rows(SparkSession spark, StructType schema, FlatMapFunction<Long, Row> of) {
        return spark.range(0, accounts, 1, partitions).flatMap(of, Encoders.row(schema));
    }

    private List<Row> effectsOf(long number) {
        Life life = Life.of(world, number);
        if (life.account().internal()) {
            return List.of();
        }
        AccountHistory factual = Walk.of(world, life, Treatment.FACTUAL);
        List<Row> rows = new ArrayList<>();
        add(rows, life, ALL_CHANNELS, factual, Walk.of(world, life, Treatment.NO_TOUCH));
        List<Channel> channels = world.scenario().channels();
        for (int channel = 0; channel < channels.size(); channel++) {
            int switchedOff = channel;
            boolean met = factual.touches().stream().anyMatch(touch -> touch.channel() == switchedOff);
            AccountHistory without = met ? Walk.of(world, life, Treatment.without(channel)) : factual;
            add(rows, life, channels.get(channel).name(), factual, without);
        }
        return rows;
    }

    /** What is counted apart: cross-sells and up-sells, of what recurs and of what is sold once. */
    private record Kind(boolean crossSell, boolean recurring) {
        String goal() {
            return crossSell ? "cross_sell" : "up_sell";
        }

        String basis() {
            return recurring ? "arr_delta" : "line_net";
        }
    }

    private static List<Kind> kinds(ScenarioSettings scenario) {
        return Stream.of(true, false)
                .filter(recurring -> scenario.families().stream().anyMatch(family -> family.recurring() == recurring))
                .flatMap(recurring -> Stream.of(new Kind(true, recurring), new Kind(false, recurring)))
                .toList();
    }

    private void add(List<Row> rows, Life life, String channel, AccountHistory factual, AccountHistory without) {
        for (Kind kind : kinds(world.scenario())) {
            List<Gain> gained = gains(factual, kind);
            List<Gain> left = gains(without, kind);
            long value = gained.stream().mapToLong(Gain::value).sum();
            long lost = value - left.stream().mapToLong(Gain::value).sum();
            if (!gained.isEmpty() || !left.isEmpty()) {
                rows.add(RowFactory.create(
                        life.account().id(),
                        channel,
                        kind.goal(),
                        kind.basis(),
                        (long) gained.size(),
                        BigDecimal.valueOf(value, 2),
                        (long) gained.size() - left.size(),
                        BigDecimal.valueOf(lost, 2)));
            }
        }
    }

    private List<Gain> gains(AccountHistory history, Kind kind) {
        return history.gains().stream()
                .filter(gain -> gain.crossSell() == kind.crossSell()
                        && world.scenario().families().get(gain.family()).recurring() == kind.recurring())
                .toList();
    }

    private List<Row> outcomesOf(long number) {
        Life life = Life.of(world, number);
        List<Row> rows = new ArrayList<>();
        for (int index = 0; index < world.scenario().programmes().size(); index++) {
            if (world.takesPart(life.account(), index)) {
                rows.addAll(outcomesOf(life, index));
            }
        }
        return rows;
    }

    private List<Row> outcomesOf(Life life, int index) {
        Programme programme = world.scenario().programmes().get(index);
        int assigned = world.armOf(life.account(), index);
        long from =
                programme.steppedWedge() ? world.crossoverOf(life.account().market(), index) : world.startOf(programme);
        double[] inControl = outcomes(life, index, Treatment.everybodyIn(index, programme.controlArm()), from);
        List<Row> rows = new ArrayList<>();
        for (int arm = 0; arm < programme.arms().size(); arm++) {
            if (programme.steppedWedge() && arm == programme.controlArm()) {
                continue;
            }
            double[] inArm = arm == programme.controlArm()
                    ? inControl
                    : outcomes(
                            life,
                            index,
                            programme.steppedWedge() ? Treatment.FACTUAL : Treatment.everybodyIn(index, arm),
                            from);
            for (int metric = 0; metric < inArm.length; metric++) {
                rows.add(RowFactory.create(
                        programme.name(),
                        life.account().id(),
                        programme.arms().get(arm).name(),
                        TrueOutcomes.metrics(world.scenario()).get(metric),
                        TrueOutcomes.window(programme),
                        inArm[metric],
                        inControl[metric],
                        arm == assigned));
            }
        }
        return rows;
    }

    private double[] outcomes(Life life, int index, Treatment treatment, long from) {
        long end = world.endOf(world.scenario().programmes().get(index));
        return TrueOutcomes.of(world.scenario(), Walk.of(world, life, treatment), from, end);
    }

    private List<Row> revenueOf(long number) {
        Life life = Life.of(world, number);
        if (life.account().internal()) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        MonthlyRevenue.of(world, life.account(), Walk.of(world, life, Treatment.FACTUAL))
                .forEach((month, cents) -> rows.add(
                        RowFactory.create(life.account().id(), Date.valueOf(month), BigDecimal.valueOf(cents, 2))));
        return rows;
    }
}
