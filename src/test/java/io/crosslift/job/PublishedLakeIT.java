package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.failure.Failure;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Slice;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.DimDate;
import io.crosslift.schema.Runs;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a small published lake: credit of two channels that a second run has restated, and a run that failed. */
@ExtendWith(SparkSessionExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PublishedLakeIT {
    private static SparkSession session;
    private static Path folder;
    private static Lake lake;

    @BeforeAll
    static void publish(SparkSession spark, @TempDir Path temporary) {
        session = spark;
        folder = temporary;
        lake = lake("35d");
        lake.replace(AttributionKpi.TABLE, Slice.whole(), credit("60.00", "ads, \"search\""));
        long first = lake.versionOf(AttributionKpi.TABLE);
        lake.append(AttributionKpi.TABLE, credit("5.00", "email"));
        lake.append(
                Runs.TABLE,
                spark.sql(run("first", "published", "12:00:00", "map('kpi.kpi_attribution', " + first + "L)", "NULL")));
        lake.append(
                Runs.TABLE, spark.sql(run("broken", "failed", "13:00:00", "NULL", "'a gate failed: mend the source'")));
    }

    @Test
    @Order(1)
    void historyListsTheNewestRunFirstAndWhatFailed() throws IOException {
        String printed = history(false);

        assertThat(printed.lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "as of started (UTC) seconds status run tables skipped",
                        "2025-03-31 2025-04-01 13:00:00 90.0 failed broken 0 0",
                        "a gate failed: mend the source",
                        "2025-03-31 2025-04-01 12:00:00 90.0 published first 1 0");
        JsonNode runs = new ObjectMapper().readTree(history(true));
        assertThat(runs.get(1).path("versions").path("kpi.kpi_attribution").asLong())
                .isEqualTo(lake.versionOf(AttributionKpi.TABLE) - 1);
        assertThatThrownBy(() -> new HistoryJob(session, settings(), console(new StringWriter(), false)).run(5, "lost"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageStartingWith("there is no run lost in ");
    }

    @Test
    @Order(2)
    void anExportIsOneFileByKeyWithADictionaryBesideIt() throws IOException {
        export("kpi_attribution", ExportFormat.CSV, null);

        List<String> lines = Files.readAllLines(folder.resolve("out/kpi_attribution.csv"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("model,goal,value_basis,channel,");
        assertThat(lines.get(1))
                .startsWith(
                        "markov,cross_sell,line_net,\"ads, \"\"search\"\"\",(none),(none),1.000000,1,60.00,0.00,60.00,,");
        assertThat(lines.get(2)).startsWith("markov,cross_sell,line_net,email,");
        List<String> dictionary = Files.readAllLines(folder.resolve("out/kpi_attribution.dictionary.csv"));
        assertThat(dictionary).hasSize(1 + AttributionKpi.TABLE.columns().size());
        assertThat(dictionary)
                .contains("net_credit,\"DECIMAL(18,2)\",no,no,credit + clawback,Net credit,money,yes")
                .anyMatch(line -> line.startsWith("channel,STRING,no,yes,"));
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("kpi_attribution.csv", "kpi_attribution.dictionary.csv");
        }
    }

    @Test
    @Order(3)
    void anExportOfARunHoldsWhatItLeftAndNestedColumnsAreJson() throws IOException {
        export("kpi.kpi_attribution", ExportFormat.PARQUET, "first");
        export("ops.run", ExportFormat.CSV, null);

        assertThat(session.read()
                        .parquet(folder.resolve("out/kpi_attribution.parquet").toString())
                        .select(AttributionKpi.CHANNEL, AttributionKpi.NET_CREDIT)
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly("ads, \"search\" 60.00");
        assertThat(Files.readString(folder.resolve("out/run.csv")))
                .contains("2025-04-01T12:00:00.000000Z")
                .containsPattern("\"\\{\"\"kpi.kpi_attribution\"\":\\d+}\"");
        assertThatThrownBy(() -> export("kpi_atribution", ExportFormat.CSV, null))
                .hasMessageContaining("did you mean kpi.kpi_attribution?");
        assertThatThrownBy(() -> export("dim_date", ExportFormat.CSV, "first"))
                .hasMessageContaining("run first left no kpi.dim_date");
        assertThatThrownBy(() -> export("kpi_attribution", ExportFormat.CSV, "broken"))
                .hasMessageContaining("no published run broken");
    }

    @Test
    @Order(4)
    void viewsShowTheVersionsOfARunUnlessAskedForTheNewest() throws IOException {
        Path file = folder.resolve("views/crosslift.sql");
        RegisterJob job = new RegisterJob(session, settings(), console(new StringWriter(), false));
        long first = lake.versionOf(AttributionKpi.TABLE) - 1;

        job.duckDb(file.toString(), null, false);

        assertThat(Files.readString(file))
                .contains("ATTACH IF NOT EXISTS '" + folder.resolve("lake/kpi/kpi_attribution")
                        + "' AS \"kpi.kpi_attribution@" + first + "\" (TYPE delta, VERSION " + first
                        + ", PIN_SNAPSHOT);")
                .contains("CREATE OR REPLACE VIEW \"flat\".\"kpi_attribution\" AS")
                .contains("COMMENT ON COLUMN \"kpi\".\"kpi_attribution\".\"clawback\" IS"
                        + " 'Clawback: credit taken back for refunds, negative (money)';")
                .doesNotContain("delta_scan");
        job.duckDb(file.toString(), null, true);
        assertThat(Files.readString(file)).contains("delta_scan('").doesNotContain("ATTACH");
        assertThatThrownBy(() -> job.duckDb(folder.resolve("x.duckdb").toString(), null, false))
                .hasMessageContaining("must end with .sql");
    }

    @Test
    @Order(4)
    void viewsForSparkMayBeRegisteredAgainAndFollowTheNewestVersionUnlessARunIsNamed() throws IOException {
        Path file = folder.resolve("views/spark.sql");
        RegisterJob job = new RegisterJob(session, settings(), console(new StringWriter(), false));

        job.sqlFile(file.toString(), "shown_", null);
        runTwice(file);

        String columns =
                "SELECT count(*), sum(net_credit), max(period), max(segment_name) FROM shown_flat.kpi_attribution";
        assertThat(session.sql(columns).first().mkString(" ")).isEqualTo("2 65.00 2025-03 all accounts");
        assertThat(session.table("shown_kpi.kpi_attribution")
                        .schema()
                        .apply("clawback")
                        .getComment()
                        .get())
                .isEqualTo("Clawback: credit taken back for refunds, negative (money)");
        assertThat(session.table("shown_flat.kpi_attribution")
                        .schema()
                        .apply("period")
                        .getComment()
                        .get())
                .startsWith("the period in words");
        job.sqlFile(file.toString(), "shown_", "first");
        runTwice(file);
        assertThat(session.sql(columns).first().mkString(" ")).isEqualTo("1 60.00 2025-03 all accounts");
        assertThatThrownBy(() -> job.sqlFile(file.toString(), "a b", null)).hasMessageContaining("--prefix: a b");
        assertThatThrownBy(() -> job.inMetastore("", null)).hasMessageContaining("has no Hive metastore");
        assertThatThrownBy(() -> job.overJdbc("jdbc:nobody://x", "me", null, "", null))
                .hasMessageContaining("no driver takes jdbc:nobody://x");
    }

    private static void runTwice(Path file) throws IOException {
        String[] statements = Files.readString(file).split(";\\s*\\n");
        for (int i = 0; i < 2; i++) {
            Stream.of(statements).filter(sql -> !sql.isBlank()).forEach(session::sql);
        }
    }

    @Test
    @Order(5)
    void theReportHoldsTheNumbersOfTheRun() throws IOException {
        Path file = folder.resolve("report.html");
        new ReportJob(session, settings(), console(new StringWriter(), false)).run(file.toString(), null);

        assertThat(Files.readString(file))
                .contains("Cross-sell: EUR 60.0 in all", "ads, &quot;search&quot;")
                .doesNotContain("EUR 65.0");
    }

    @Test
    @Order(6)
    void maintenanceSaysWhatItWouldDoAndDoesItOnlyWhenAsked() throws Exception {
        lake("1s").append(AttributionKpi.TABLE, credit("7.00", "webinar"));
        long before = lake.versionOf(AttributionKpi.TABLE);

        JsonNode found = maintained(false);

        assertThat(found.path("tables").get(0).path("small_files").asLong()).isEqualTo(3);
        assertThat(lake.versionOf(AttributionKpi.TABLE)).isEqualTo(before);
        maintained(true);
        assertThat(lake.versionOf(AttributionKpi.TABLE)).isGreaterThan(before);
        Thread.sleep(1100); // the retention is a second here
        JsonNode joined = maintained(true);
        assertThat(joined.path("tables").get(0).path("files").asLong()).isEqualTo(1);
        assertThat(joined.path("tables").get(0).path("unused_files").asLong()).isEqualTo(3);
        assertThat(maintained(false).path("tables").get(0).path("unused_files").asLong())
                .isZero();
        try (Stream<Path> files = Files.list(folder.resolve("lake/kpi/kpi_attribution"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".parquet")))
                    .hasSize(1);
        }
        assertThat(lake.read(AttributionKpi.TABLE).count()).isEqualTo(3);
        assertThat(lake.rollBack(AttributionKpi.TABLE, before).version())
                .as("joining files is no commit of a run, so none undoes it")
                .isGreaterThan(before);
    }

    @Test
    @Order(7)
    void aTableThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new MaintainJob(session, settings(), console(new StringWriter(), false))
                        .run(DimDate.TABLE.name(), true))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageStartingWith("there is no dim_date in the lakehouse yet");
    }

    @Test
    @Order(1)
    void deltaKernelReadsWhatARunPublishedAfterTheTableHasChanged() {
        Path table = folder.resolve("lake/kpi/kpi_attribution");
        long first = session.read()
                .format("delta")
                .load(folder.resolve("lake/ops/run").toString())
                .filter("run_id = 'first'")
                .selectExpr("versions['kpi.kpi_attribution']")
                .first()
                .getLong(0);

        List<String> then = KernelTable.rows(table, OptionalLong.of(first));

        assertThat(then).hasSize(1).allSatisfy(row -> assertThat(row)
                .contains("60.00", "ads, \"search\"", "2025-03-31"));
        assertThat(KernelTable.rows(table, OptionalLong.empty())).hasSize(2).containsAll(then);
    }

    @Test
    @Order(1)
    void deltaKernelReadsTheSameDecimalsInstantsAndMapsAsSpark() {
        for (String name : List.of("kpi/kpi_attribution", "ops/run")) {
            Path table = folder.resolve("lake").resolve(name);
            List<String> bySpark = session.read().format("delta").load(table.toString()).collectAsList().stream()
                    .map(KernelTable::text)
                    .sorted()
                    .toList();

            assertThat(KernelTable.rows(table, OptionalLong.empty()))
                    .as(name)
                    .isNotEmpty()
                    .isEqualTo(bySpark);
        }
    }

    private static JsonNode maintained(boolean apply) throws IOException {
        StringWriter printed = new StringWriter();
        new MaintainJob(
                        session,
                        settings("1s"),
                        new Console(new PrintWriter(printed), new PrintWriter(printed), true, true))
                .run("kpi_attribution", apply);
        return new ObjectMapper().readTree(printed.toString());
    }

    private static String history(boolean json) {
        StringWriter printed = new StringWriter();
        new HistoryJob(session, settings(), console(printed, json)).run(20, null);
        return printed.toString();
    }

    private static void export(String table, ExportFormat format, @Nullable String run) {
        new ExportJob(session, settings(), console(new StringWriter(), false))
                .run(table, format, folder.resolve("out").toString(), run);
    }

    private static Dataset<Row> credit(String amount, String channel) {
        return session.sql("SELECT 'markov' AS model, 'cross_sell' AS goal, 'line_net' AS value_basis, '" + channel
                + "' AS channel, '(none)' AS campaign, '(none)' AS team, 1.000000BD AS credited_conversions,"
                + " 1L AS touched_conversions, " + amount + "BD AS credit, 0.00BD AS clawback, " + amount
                + "BD AS net_credit, CAST(NULL AS DECIMAL(18,2)) AS calibrated, CAST(NULL AS DOUBLE) AS kappa,"
                + " CAST(NULL AS STRING) AS calibration, CAST(NULL AS DECIMAL(18,6)) AS share,"
                + " CAST(NULL AS DOUBLE) AS model_share, CAST(NULL AS DOUBLE) AS model_share_low,"
                + " CAST(NULL AS DOUBLE) AS model_share_high, CAST(NULL AS STRING) AS note, false AS is_capture,"
                + " 'month' AS period_type, DATE'2025-03-01' AS period_start, 'existing_only' AS scope, 'ALL' AS segment_type,"
                + " 'ALL' AS segment, 'EUR' AS currency, DATE'2025-03-31' AS as_of_date, 'first' AS run_id,"
                + " '1' AS definition_version, true AS is_mature, false AS insufficient");
    }

    private static String run(String id, String status, String start, String versions, String error) {
        return "SELECT '" + id + "' AS run_id, 'run' AS command, 'shop' AS source, DATE'2025-03-31' AS as_of, '"
                + status
                + "' AS status, TIMESTAMP'2025-04-01 " + start + "' AS started_at, TIMESTAMP'2025-04-01 " + start
                + "' + INTERVAL 90 SECONDS AS finished_at, '5e771465' AS settings_hash, '0.1.0' AS code_version,"
                + " '4.1.0' AS spark_version, CAST(" + versions + " AS MAP<STRING, BIGINT>) AS versions,"
                + " CAST(NULL AS MAP<STRING, BIGINT>) AS rows, CAST(NULL AS MAP<STRING, STRING>) AS skipped, " + error
                + " AS error";
    }

    private static Console console(StringWriter printed, boolean json) {
        PrintWriter writer = new PrintWriter(printed);
        return new Console(writer, writer, true, json);
    }

    private static Lake lake(String retention) {
        CommitStamp stamp = new CommitStamp("first", LocalDate.of(2025, 3, 31), "5e771465", "0.1.0");
        return new Lake(session, settings(retention).settings().lake(), stamp);
    }

    private static ResolvedSettings settings() {
        return settings("35d");
    }

    private static ResolvedSettings settings(String retention) {
        return new SettingsLoader()
                .option("--lakehouse", "lake.root", folder.resolve("lake").toString())
                .set("lake.deleted-file-retention=" + retention)
                .load();
    }
}
