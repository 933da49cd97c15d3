package io.crosslift.simulate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.Settings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.expansion.RelationGraph;
import io.crosslift.recurring.RecurringConversions;
import io.crosslift.recurring.RecurringStep;
import io.crosslift.schema.FxRates;
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
    private static final LocalDate LAST = LocalDate.of(2025, 12, 20);
    private static final World WORLD = World.of(
            ScenarioLoader.load("saas", Map.of("scenario.dirt", "0", "scenario.lifecycle.pause", "0.3")),
            11,
            Horizon.of(LAST, 18));

    @Test
    void replayedBalancesAndConversionsAreTheTrueOnes(SparkSession spark) {
        Simulation simulation = new Simulation(spark, WORLD, 250, 2);
        Settings settings = SettingsLoader.defaults().settings();

        Dataset<Row> replayed = RecurringStep.replay(
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
                        LAST)
                .cache();

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

    @Test
    void theRowsOfAnAccountAreTheSameHoweverManyPartitions(SparkSession spark) {
        assertThat(touches(spark, 7)).isEqualTo(touches(spark, 1)).hasSizeGreaterThan(100);
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
