package io.crosslift.simulate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.Settings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.expansion.RelationGraph;
import io.crosslift.lift.LiftInputs;
import io.crosslift.lift.LiftRules;
import io.crosslift.lift.LiftStep;
import io.crosslift.recurring.RecurringConversions;
import io.crosslift.recurring.RecurringStep;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.PriceBook;
import io.crosslift.schema.Products;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.schema.TableSpec;
import io.crosslift.simulate.score.ScoreRow;
import io.crosslift.simulate.world.Horizon;
import io.crosslift.simulate.world.World;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Subscriptions of a made business replayed, beside what its accounts really paid and bought. */
@ExtendWith(SparkSessionExtension.class)
class TrueRevenueTest {
    private static final String HOLDOUT = "email-holdout";
    private static final LocalDate LAST = LocalDate.of(2025, 12, 20);
    private static final World WORLD = World.of(
            ScenarioLoader.load("saas", Map.of("scenario.dirt", "0", "scenario.lifecycle.pause", "0.3")),
            11,
            Horizon.of(LAST, 18));

    @Test
    void replayedBalancesAndConversionsAreTheTrueOnes(SparkSession spark) {
        Simulation simulation = new Simulation(spark, WORLD, 250, 2);
        Settings settings = SettingsLoader.defaults().settings();

        Dataset<Row> replayed = replayed(simulation, settings).cache();

        List<ScoreRow> balances = ScoredRun.recurring(
                RecurringStep.accountMonths(replayed), lived(simulation, Simulation.MONTHLY_REVENUE));
        assertThat(balances).hasSize(3).allMatch(ScoreRow::agrees);
        assertThat(balances.get(2).truth()).isGreaterThan(100_000);
        List<ScoreRow> conversions = ScoredCredit.conversions(
                RecurringConversions.of(RecurringStep.movements(replayed), settings.recurring(), settings.history()),
                Truth.channels(lived(simulation, Simulation.ACCOUNT_EFFECT), spark, WORLD.scenario()));
        assertThat(conversions).hasSize(4).allMatch(ScoreRow::agrees);
        assertThat(conversions).extracting(ScoreRow::truth).allMatch(truth -> truth != null && truth > 10);
    }

    /** Of a holdout nobody leaks out of, the truth of every account in its own arm is what it did. */
    @Test
    void theExpansionOfEachArmIsThatOfItsAccounts(SparkSession spark) {
        Simulation simulation = new Simulation(spark, WORLD, 250, 2);
        Settings settings = SettingsLoader.defaults().settings();
        Dataset<Row> movements =
                RecurringStep.movements(replayed(simulation, settings)).cache();
        Dataset<Row> assignments = rows(simulation, ExperimentAssignments.TABLE);

        List<Row> lift = LiftStep.of(
                        LiftInputs.of(
                                        rows(simulation, Experiments.TABLE)
                                                .filter(col(Experiments.EXPERIMENT_ID)
                                                        .equalTo(HOLDOUT)),
                                        assignments,
                                        rows(simulation, Accounts.TABLE))
                                .with(MrrMovements.TABLE, movements)
                                .with(
                                        Conversions.TABLE,
                                        RecurringConversions.of(movements, settings.recurring(), settings.history())),
                        new LiftRules(LAST, "run", "1", null, settings.reporting(), settings.lift()))
                .lift()
                .filter(col(ExperimentLift.ESTIMATOR)
                        .isin("welch", "proportion")
                        .and(col(KpiColumns.SEGMENT_TYPE).equalTo("ALL")))
                .collectAsList();

        List<Row> truth = lived(simulation, Simulation.PROGRAMME_OUTCOME)
                .join(assignments, new String[] {"experiment_id", "unit_id", "arm"}, "left_semi")
                .filter(col("experiment_id").equalTo(HOLDOUT))
                .groupBy("arm", "metric")
                .agg(count("outcome").as("units"), avg("outcome").as("mean"))
                .collectAsList();
        assertThat(truth)
                .extracting(row -> row.getString(0) + " " + row.getString(1))
                .contains("held_out expansion_arr", "mailed expansion_arr", "mailed converted_up_sell")
                .hasSize(8);
        assertThat(truth).allSatisfy(row -> {
            boolean control = row.getString(0).equals("held_out");
            Row measured = lift.stream()
                    .filter(each -> each.<String>getAs(ExperimentLift.METRIC).equals(row.getString(1)))
                    .findFirst()
                    .orElseThrow();
            assertThat(measured.<Long>getAs(control ? ExperimentLift.N_CONTROL : ExperimentLift.N))
                    .isEqualTo(row.getLong(2));
            assertThat(measured.<Double>getAs(control ? ExperimentLift.MEAN_CONTROL : ExperimentLift.MEAN))
                    .as(row.mkString(" "))
                    .isPositive()
                    .isCloseTo(row.getDouble(3), within(1e-9));
        });
    }

    @Test
    void theRowsOfAnAccountAreTheSameHoweverManyPartitions(SparkSession spark) {
        assertThat(touches(spark, 7)).isEqualTo(touches(spark, 1)).hasSizeGreaterThan(100);
    }

    private static Dataset<Row> replayed(Simulation simulation, Settings settings) {
        return RecurringStep.replay(
                rows(simulation, Subscriptions.TABLE),
                rows(simulation, SubscriptionItems.TABLE),
                new RecurringStep.Inputs(
                        rows(simulation, Products.TABLE),
                        RelationGraph.of(List.of()),
                        rows(simulation, PriceBook.TABLE),
                        rows(simulation, FxRates.TABLE),
                        null),
                settings.recurring(),
                settings.reporting(),
                LAST);
    }

    private static List<String> touches(SparkSession spark, int partitions) {
        return rowsOf(new Simulation(spark, WORLD, 20, partitions), "touchpoints").toJSON().collectAsList().stream()
                .sorted()
                .toList();
    }

    private static Dataset<Row> rows(Simulation simulation, TableSpec table) {
        Dataset<Row> rows = rowsOf(simulation, table.name());
        return CoreRows.of(
                table,
                table.equals(SubscriptionItems.TABLE)
                        ? rows.withColumn(
                                SubscriptionItems.ACCOUNT_ID,
                                concat(lit("a"), regexp_extract(col(SubscriptionItems.SUBSCRIPTION_ID), "s(\\d+)-", 1)))
                        : rows);
    }

    private static Dataset<Row> rowsOf(Simulation simulation, String feed) {
        return simulation.feeds().stream()
                .filter(output -> output.name().equals(feed))
                .findFirst()
                .orElseThrow()
                .rows();
    }

    private static Dataset<Row> lived(Simulation simulation, String name) {
        return simulation.lives().stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow()
                .rows();
    }
}
