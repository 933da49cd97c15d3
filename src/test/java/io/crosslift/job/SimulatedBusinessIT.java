package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.SettingsLoader;
import io.crosslift.finance.ledger.Reason;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.schema.Bookings;
import io.crosslift.schema.Scores;
import io.crosslift.simulate.world.Horizon;
import io.crosslift.simulate.world.World;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A made business that sells subscriptions and things beside them, from its feeds to the comparison with what was planted. */
@ExtendWith(SparkSessionExtension.class)
class SimulatedBusinessIT {
    private static final int ACCOUNTS = 300;
    private static final World WORLD = World.of(
            ScenarioLoader.load(
                    "mixed",
                    Map.of(
                            "scenario.dirt", "0.01",
                            "scenario.families.terminals.buy", "1.5",
                            "scenario.families.terminals.upgrade", "0.5",
                            "scenario.families.training.buy", "1")),
            7,
            new Horizon(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31)));
    /** What sales need; each further table takes its time. */
    private static final List<String> FED = List.of(
            "accounts",
            "products",
            "product_relations",
            "fx_rates",
            "subscriptions",
            "subscription_items",
            "orders",
            "invoice_lines",
            "subscription_invoices",
            "refunds_returns",
            "offers",
            "offer_events",
            "contracts",
            "referrals",
            "support_tickets",
            "finance_ledger",
            "journals");

    @Test
    void aRunFindsWhatWasPlantedAndNothingElse(SparkSession spark, @TempDir Path folder) throws IOException {
        Path simulation = folder.resolve("made");
        simulate(spark, simulation);
        ResolvedSettings settings = settings(simulation, folder.resolve("lakehouse"));
        new RunJob(
                        spark,
                        settings,
                        silent(new StringWriter()),
                        List.of(new IngestStage(), new ExpansionStage(), new RecurringStage(), new ReconcileStage()))
                .run("run");

        StringWriter printed = new StringWriter();
        new ScoreJob(spark, settings, silent(printed)).run(simulation.toString());

        Lake lake = new Lake(
                spark, settings.settings().lake(), new CommitStamp("read", LocalDate.of(2025, 12, 31), "hash", "0"));
        List<Row> scores = lake.read(Scores.TABLE)
                .filter(col(Scores.PART)
                        .equalTo("conversions")
                        .or(col(Scores.PART)
                                .equalTo("rejections")
                                .and(col(Scores.SUBJECT)
                                        .isin(FED.stream()
                                                .map(table -> "core." + table)
                                                .toArray()))))
                .collectAsList();
        assertThat(scores).allSatisfy(row -> assertThat(row.<Double>getAs(Scores.FOUND))
                .as(row.mkString(" "))
                .isPositive()
                .isEqualTo(row.<Double>getAs(Scores.TRUTH)));
        assertThat(scores)
                .extracting(row -> row.getAs(Scores.ITEM) + " " + row.getAs(Scores.MEASURE))
                .contains(
                        "cross_sell line_net conversions",
                        "up_sell line_net value",
                        "cross_sell arr_delta conversions",
                        "up_sell arr_delta conversions",
                        "quarantined ACCEPT_WITHOUT_PRESENT",
                        "quarantined AMOUNT_MISMATCH",
                        "quarantined NEGATIVE_COST",
                        "quarantined UNRESOLVED",
                        "duplicate DUPLICATE");
        List<Row> offers = lake.read(Scores.TABLE)
                .filter(col(Scores.PART).equalTo("offers"))
                .collectAsList();
        assertThat(offers).hasSizeGreaterThan(6).allSatisfy(row -> assertThat(row.<Double>getAs(Scores.FOUND))
                .as(row.mkString(" "))
                .isPositive()
                .isEqualTo(row.<Double>getAs(Scores.TRUTH)));
        List<Row> ledger = lake.read(Scores.TABLE)
                .filter(col(Scores.PART).equalTo("ledger"))
                .collectAsList();
        assertThat(ledger).allSatisfy(row -> assertThat(row.<Double>getAs(Scores.FOUND))
                .as(row.mkString(" "))
                .isEqualTo(row.<Double>getAs(Scores.TRUTH)));
        assertThat(ledger)
                .filteredOn(row -> row.getAs(Scores.MEASURE).equals("difference"))
                .extracting(row -> row.getAs(Scores.SUBJECT) + " " + row.getAs(Scores.ITEM))
                .containsExactlyInAnyOrder(
                        "billed_revenue FX_RATE",
                        "billed_revenue TAX_SCOPE",
                        "billed_revenue TIMING_CUTOFF",
                        "net_revenue FX_RATE",
                        "net_revenue MANUAL_JOURNAL",
                        "net_revenue QUARANTINED",
                        "net_revenue REFUND_LAG",
                        "net_revenue TAX_SCOPE",
                        "net_revenue TIMING_CUTOFF");
        List<Row> bookings = lake.read(Bookings.TABLE).collectAsList();
        assertThat(bookings).extracting(row -> row.getAs(Bookings.KIND)).contains("new", "expansion");
        assertThat(bookings)
                .as("contracts that brought what they promised, or for a reason did not")
                .allSatisfy(row -> assertThat(row.<String>getAs(Bookings.REASON_CODE))
                        .as(row.mkString(" "))
                        .isNotEqualTo(Reason.UNEXPLAINED.name()));
        assertThat(printed.toString())
                .contains("Ledger: 9 of 9 reasons agree in every month")
                .contains("Conversions", "cross_sell line_net value");

        Files.delete(simulation.resolve("." + SimulateJob.MARK + ".crc"));
        Files.writeString(simulation.resolve(SimulateJob.MARK), "simulated-other");
        assertThatThrownBy(() -> new ScoreJob(spark, settings, silent(new StringWriter())).run(simulation.toString()))
                .hasMessageContaining("is simulated-other: run " + simulation + "/source.conf first");
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone(SparkSession spark, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("letters.txt"), "dear");

        assertThatThrownBy(() -> simulate(spark, folder))
                .hasMessageContaining("holds files that simulate did not write, name a new or empty folder");
        assertThat(file).hasContent("dear");
    }

    private static void simulate(SparkSession spark, Path folder) {
        new SimulateJob(spark, silent(new StringWriter()))
                .run(new SimulateJob.Request(WORLD, ACCOUNTS, folder.toString(), "parquet", true));
    }

    /** Settings of the simulation's source, with the feeds and tables of {@link #FED} alone. */
    private static ResolvedSettings settings(Path simulation, Path lakehouse) throws IOException {
        Path source = simulation.resolve("source.conf");
        List<String> lines = Files.readAllLines(source).stream()
                .filter(line ->
                        !line.startsWith("    ") || FED.contains(line.strip().split(" ", 2)[0]))
                .toList();
        Files.write(source, lines);
        Properties properties = new Properties();
        properties.put("lake.root", lakehouse.toString());
        properties.put("quality.max-quarantined-revenue", "0.1");
        return new SettingsLoader()
                .source(source.toString())
                .systemProperties(properties)
                .load();
    }

    private static Console silent(StringWriter results) {
        return new Console(new PrintWriter(results), new PrintWriter(new StringWriter()), true, false);
    }
}
