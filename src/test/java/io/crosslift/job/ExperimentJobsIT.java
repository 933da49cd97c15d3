package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.failure.Failure;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Slice;
import io.crosslift.lift.ExperimentAudience;
import io.crosslift.lift.assign.Allocation;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.Runs;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Accounts 0 to 399, of parents 0 to 199, that each bought for 10 + their number modulo 7 in June and in May 2025. */
@ExtendWith(SparkSessionExtension.class)
class ExperimentJobsIT {
    private static final Allocation FIFTH = Allocation.parse("control=0.2,treated=0.8");

    @TempDir
    static Path root;

    private static SparkSession spark;

    @BeforeAll
    static void publish(SparkSession session) {
        spark = session;
        write(
                Accounts.TABLE,
                "SELECT concat('a', id) AS account_id, concat('p', id % 200) AS parent_id,"
                        + " TIMESTAMP'2024-01-01' AS created_at, 'customer' AS account_type, false AS is_internal,"
                        + " TIMESTAMP'2025-07-01' AS ingested_at FROM range(400)");
        write(
                ClassifiedLines.TABLE,
                "SELECT concat('l', id, '-', month) AS line_id, concat('a', id) AS account_id,"
                        + " concat('o', id, '-', month) AS order_id, 'x' AS product_id, 'f' AS family,"
                        + " make_timestamp(2025, month, 10, 0, 0, 0) AS line_ts, make_date(2025, month, 10) AS line_date,"
                        + " make_date(2025, month, 1) AS line_month, 'base' AS sell_type, true AS is_existing,"
                        + " 'one_off' AS movement_class, 'purchase' AS reason, 1 AS qty, 1 AS qty_net,"
                        + " 10 + id % 7 AS gross, 0 AS discount, 0 AS refund, 10 + id % 7 AS net, 0 AS refund_in_month,"
                        + " 10 + id % 7 AS orig_amount, 'USD' AS orig_ccy, 1 AS fx_rate, DATE'2025-06-30' AS as_of_date,"
                        + " 'r' AS run_id FROM range(400) LATERAL VIEW explode(array(5, 6)) AS month");
        write(
                Runs.TABLE,
                "SELECT 'r' AS run_id, 'run' AS command, 's' AS source, DATE'2025-06-30' AS as_of, 'published' AS status,"
                        + " TIMESTAMP'2025-07-01' AS started_at, TIMESTAMP'2025-07-01' AS finished_at, 'h' AS settings_hash,"
                        + " '1' AS code_version, '4.1.0' AS spark_version");
    }

    @Test
    void anAssignmentIsWrittenOnceAndStaysAsItIs() throws Exception {
        JsonNode first = assign(experiment("once", FIFTH, "2025-07-01"), false);
        long version = lake().versionOf(ExperimentAssignments.TABLE);
        JsonNode second = assign(experiment("once", FIFTH, "2025-07-01"), false);

        List<Row> units = lake().read(ExperimentAssignments.TABLE)
                .filter("experiment_id = 'once'")
                .collectAsList();
        assertThat(units).hasSize(400).allSatisfy(unit -> {
            assertThat(unit.<Object>getAs(ExperimentAssignments.ASSIGNED_AT))
                    .isEqualTo(java.sql.Timestamp.from(java.time.Instant.parse("2025-07-01T00:00:00Z")));
            assertThat(unit.<String>getAs("source_system")).isEqualTo("crosslift");
        });
        assertThat(first.at("/arms/0/accounts").asInt()).isEqualTo(80);
        assertThat(first.at("/aa_check/0/mean_control").asDouble()).isCloseTo(13, within(1.5));
        assertThat(second.path("outcome").asText()).contains("nothing changed");
        assertThat(lake().versionOf(ExperimentAssignments.TABLE)).isEqualTo(version);
        Row declared =
                lake().read(Experiments.TABLE).filter("experiment_id = 'once'").head();
        assertThat(declared.<String>getAs(Experiments.CONTROL_ARM)).isEqualTo("control");
        assertThat(declared.<java.sql.Timestamp>getAs(Experiments.REGISTERED_AT))
                .isEqualTo(declared.<java.sql.Timestamp>getAs(Experiments.START_AT));
    }

    @Test
    void anotherDeclarationUnderTheSameNameNeedsReplace() throws Exception {
        assign(experiment("changed", FIFTH, "2025-07-01"), false);
        NewExperiment half = experiment("changed", Allocation.parse("control=1,treated=1"), "2025-07-01");

        assertThatThrownBy(() -> assign(half, false))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("experiment changed is declared otherwise: allocation is ")
                .hasMessageEndingWith("deal it anew with --replace, or give another name");
        assertThat(assign(half, true).at("/arms/0/accounts").asInt()).isEqualTo(200);
    }

    @Test
    void whatHasStartedIsNotTouched() {
        Lake lake = lake();
        lake.replace(
                Experiments.TABLE,
                Slice.of(Experiments.EXPERIMENT_ID, List.of("running")),
                CoreRows.of(
                        spark,
                        Experiments.TABLE,
                        "SELECT 'running' AS experiment_id, 'holdout' AS design, 'account' AS unit_type,"
                                + " 'control' AS control_arm, 'orders' AS primary_metric, array('orders') AS metrics,"
                                + " array(30) AS windows, 0.05 AS alpha, TIMESTAMP'2025-06-01' AS start_at,"
                                + " TIMESTAMP'2025-09-01' AS end_at, TIMESTAMP'2025-05-01' AS registered_at,"
                                + " 'crosslift' AS source_system, TIMESTAMP'2025-05-01' AS ingested_at"));

        assertThatThrownBy(() -> assign(experiment("running", FIFTH, "2025-07-01"), true))
                .isInstanceOf(Failure.class)
                .hasMessage("experiment running is running (it started at 2025-06-01T00:00:00Z): its arms are fixed,"
                        + " give a new experiment another name");
    }

    @Test
    void armsMustBeFixedBeforeTheFirstDay() {
        assertThatThrownBy(() -> assign(experiment("late", FIFTH, "2025-06-30"), false))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("--start 2025-06-30 isn't after 2025-06-30, the last day known");
    }

    @Test
    void anUnknownSegmentTypeIsNamed() {
        NewExperiment stratified =
                experiment("strata", FIFTH, "2025-07-01", new ExperimentAudience(true, null, false, List.of("plan")));

        assertThatThrownBy(() -> assign(stratified, false))
                .isInstanceOf(Failure.class)
                .hasMessage("--stratify: core.account_segments has no segment type plan, it is empty");
    }

    @Test
    void theSmallestEffectIsThatOfTheFormula() throws Exception {
        JsonNode plan = plan(new PlanRequest(
                List.of("net_revenue"),
                List.of(25),
                List.of(0.2),
                0.8,
                0.05,
                0.1,
                new ExperimentAudience(true, null, false, List.of())));

        // 10 to 16 by number modulo 7 in 400 accounts; before, the same accounts spent the same: rho is 1
        JsonNode metric = plan.at("/metrics/0");
        double mean = java.util.stream.IntStream.range(0, 400)
                        .mapToDouble(i -> 10 + i % 7)
                        .sum()
                / 400;
        double variance = java.util.stream.IntStream.range(0, 400)
                        .mapToDouble(i -> Math.pow(10 + i % 7 - mean, 2))
                        .sum()
                / 399;
        double z = 1.959963984540054 + 0.8416212335729143;
        assertThat(metric.path("mean").asDouble()).isCloseTo(mean, within(1e-9));
        assertThat(metric.path("variance").asDouble()).isCloseTo(variance, within(1e-9));
        JsonNode share = metric.at("/holdouts/0");
        assertThat(share.path("mde").asDouble())
                .isCloseTo(z * Math.sqrt(variance * (1 / 80.0 + 1 / 320.0)), within(1e-9));
        assertThat(plan.path("accounts").asLong()).isEqualTo(400);
        assertThat(share.path("forgone").asDouble()).isCloseTo(0.2 * 400 * 0.1 * mean, within(1e-6));
    }

    @Test
    void accountsOfOneParentCostPower() throws Exception {
        JsonNode plan = plan(new PlanRequest(
                List.of("net_revenue"),
                List.of(25),
                List.of(0.5),
                0.8,
                0.05,
                null,
                new ExperimentAudience(true, null, true, List.of())));

        // parents of a pair i and i + 200, which differ by 200 modulo 7: the ICC is near its least, and no bonus is
        // taken
        assertThat(plan.path("clusters").asLong()).isEqualTo(200);
        assertThat(plan.at("/metrics/0/intraclass_correlation").asDouble()).isBetween(-1.0, 1.0);
        assertThat(plan.at("/metrics/0/design_effect").asDouble()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aRunWhoseSourceFeedsNoExperimentsKeepsTheDeclaredOnesAndNoOthers() throws Exception {
        assign(experiment("kept", FIFTH, "2025-07-01"), false);
        Lake lake = lake();
        lake.replace(
                Experiments.TABLE,
                Slice.of(Experiments.EXPERIMENT_ID, List.of("fed")),
                CoreRows.of(
                        spark,
                        Experiments.TABLE,
                        "SELECT 'fed' AS experiment_id, 'ab' AS design, 'account' AS unit_type, 'a' AS control_arm,"
                                + " 'orders' AS primary_metric, array('orders') AS metrics, array(30) AS windows,"
                                + " 0.05 AS alpha, TIMESTAMP'2025-06-01' AS start_at, TIMESTAMP'2025-06-20' AS end_at,"
                                + " TIMESTAMP'2025-05-01' AS registered_at, 'crm' AS source_system,"
                                + " TIMESTAMP'2025-05-01' AS ingested_at"));
        RunContext run = FirstRun.of(
                spark,
                new SettingsLoader()
                        .option("--lakehouse", "lake.root", root.toString())
                        .option("--as-of", "run.as-of", "2025-06-30")
                        .load(),
                "next",
                lake);

        DeclaredExperiments.keep(run);

        assertThat(run.has(Experiments.TABLE)).isTrue();
        assertThat(run.has(ExperimentAssignments.TABLE)).isTrue();
        assertThat(run.read(Experiments.TABLE).select(Experiments.EXPERIMENT_ID).collectAsList())
                .extracting(row -> row.getString(0))
                .contains("kept")
                .doesNotContain("fed");
        assertThat(DeclaredExperiments.fed(Experiments.TABLE, run).isEmpty()).isTrue();
    }

    private static NewExperiment experiment(String id, Allocation allocation, String start) {
        return experiment(id, allocation, start, new ExperimentAudience(true, null, false, List.of()));
    }

    private static NewExperiment experiment(
            String id, Allocation allocation, String start, ExperimentAudience audience) {
        return new NewExperiment(
                id,
                "holdout",
                allocation,
                "control",
                null,
                List.of(),
                List.of("net_revenue"),
                List.of(25),
                new BigDecimal("0.05"),
                null,
                id,
                LocalDate.parse(start),
                LocalDate.parse("2025-09-30"),
                audience);
    }

    private static JsonNode assign(NewExperiment experiment, boolean replace) throws Exception {
        StringWriter out = new StringWriter();
        new ExperimentAssignJob(spark, settings(), console(out)).run(experiment, replace, false);
        return new ObjectMapper().readTree(out.toString());
    }

    private static JsonNode plan(PlanRequest request) throws Exception {
        StringWriter out = new StringWriter();
        new ExperimentPlanJob(spark, settings(), console(out)).run(request);
        return new ObjectMapper().readTree(out.toString());
    }

    private static Console console(StringWriter out) {
        return new Console(new PrintWriter(out), new PrintWriter(new StringWriter()), true, true);
    }

    private static ResolvedSettings settings() {
        return new SettingsLoader()
                .option("--lakehouse", "lake.root", root.toString())
                .load();
    }

    private static Lake lake() {
        return new Lake(
                spark, settings().settings().lake(), new CommitStamp("test", LocalDate.parse("2025-06-30"), "h", "1"));
    }

    private static void write(TableSpec table, String query) {
        lake().replace(table, Slice.whole(), CoreRows.of(spark, table, query).to(table.shape()));
    }
}
