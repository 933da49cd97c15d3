package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crosslift.config.CalibrationPriorSettings;
import io.crosslift.config.CalibrationSettings;
import io.crosslift.config.LiftSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.ExperimentJoinAudit;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.ExperimentOutcomes;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.CsvResource;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hillstrom's e-mail experiment, from its rows to K19, against values that pandas, scipy and statsmodels gave. */
@ExtendWith(SparkSessionExtension.class)
class HillstromLiftTest {
    private static final List<Map<String, String>> GOLDEN = CsvResource.rows("/golden/lift/hillstrom/expected.csv");
    private static final Map<String, String> ARMS = Map.of("mens", "Mens E-Mail", "womens", "Womens E-Mail");
    private static final String CUSTOMERS = """
            SELECT concat('customer-', monotonically_increasing_id()) AS customer, *,
                   CASE WHEN mens = 1 AND womens = 1 THEN 'both' WHEN womens = 1 THEN 'womens_only' ELSE 'mens_only' END
                       AS bought_before
            FROM hillstrom_raw""";
    private static final LiftRules RULES = new LiftRules(
            LocalDate.parse("2008-04-01"),
            "run-1",
            "1",
            null,
            new ReportingSettings(ZoneOffset.UTC, "USD", 30),
            new LiftSettings(
                    0.001, 0.05, 128, new CalibrationSettings(365, 180, new CalibrationPriorSettings(0.5, 1, 0.5))));

    @Test
    void everyPublishedNumberIsTheKnownOne(SparkSession spark) {
        Path data = shared().resolve("data/hillstrom/hillstrom.csv.gz");
        assumeTrue(Files.exists(data), "no Hillstrom rows here: name the folder above data/ in CROSSLIFT_SHARED");

        Measured measured = Measured.of(LiftStep.of(inputs(spark, data), RULES));

        assertThat(measured.skipped()).isEmpty();
        assertSampleRatio(measured);
        ARMS.forEach((name, arm) -> {
            assertRate(measured, name + "_visit", "visit", arm);
            assertRate(measured, name + "_conversion", "conversion", arm);
            assertSpend(measured, name + "_spend", arm);
            assertAdjusted(measured, name + "_spend_cuped_history", arm);
            assertOrderValue(measured, name + "_aov_ratio", arm);
            assertSegments(measured, name + "_visit_seg[", arm);
        });
        assertCrossSellReading(measured);
    }

    private static void assertSampleRatio(Measured measured) {
        Map<String, Double> expected = golden("srm");
        for (String step : List.of("assigned", "matched", "eligible", "analysed")) {
            Row row = measured.audit(step, "No E-Mail");
            isClose(row, ExperimentJoinAudit.CHI_SQUARE, expected.get("chi2"));
            isClose(row, ExperimentJoinAudit.P, expected.get("p"));
        }
        assertThat(measured.units("analysed", "Mens E-Mail")).isEqualTo(21307);
    }

    private static void assertRate(Measured measured, String name, String metric, String arm) {
        Map<String, Double> expected = golden(name);
        Row primary = measured.row(metric, arm, "proportion");
        assertThat(primary.<Long>getAs(ExperimentLift.N))
                .isEqualTo(expected.get("n_t").longValue());
        assertThat(primary.<Long>getAs(ExperimentLift.N_CONTROL))
                .isEqualTo(expected.get("n_c").longValue());
        isClose(primary, ExperimentLift.MEAN, expected.get("rate_t"));
        isClose(primary, ExperimentLift.MEAN_CONTROL, expected.get("rate_c"));
        isClose(primary, ExperimentLift.DIFF, expected.get("diff"));
        isClose(primary, ExperimentLift.SE, expected.get("se_welch"));
        isClose(primary, ExperimentLift.P_VALUE, expected.get("p_pooled"));
        isClose(primary, ExperimentLift.P_ADJUSTED, expected.get("p_adj_holm"), 1e-8);
        isClose(primary, ExperimentLift.REL_LIFT, expected.get("rel"));
        isClose(primary, ExperimentLift.REL_LOW, expected.get("rel_lo"));
        isClose(primary, ExperimentLift.REL_HIGH, expected.get("rel_hi"));
        isAmount(primary, ExperimentLift.INCREMENTAL_TOTAL, expected.get("incremental"));
        assertThat(primary.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        Row twin = measured.row(metric, arm, "welch");
        isClose(twin, ExperimentLift.SE, expected.get("se_welch"));
        isClose(twin, ExperimentLift.P_VALUE, expected.get("p_welch"));
        assertThat(twin.<Double>getAs(ExperimentLift.P_ADJUSTED)).isNull();
    }

    private static void assertSpend(Measured measured, String name, String arm) {
        Map<String, Double> expected = golden(name);
        Row row = measured.row("spend", arm, "welch");
        isClose(row, ExperimentLift.MEAN, expected.get("mean_t"));
        isClose(row, ExperimentLift.MEAN_CONTROL, expected.get("mean_c"));
        isClose(row, ExperimentLift.DIFF, expected.get("diff"));
        isClose(row, ExperimentLift.SE, expected.get("se"));
        isClose(row, ExperimentLift.DF, expected.get("df"));
        isClose(row, ExperimentLift.P_VALUE, expected.get("p"));
        isClose(row, ExperimentLift.P_ADJUSTED, expected.get("p_adj_holm"), 1e-8);
        isClose(row, ExperimentLift.CI_LOW, expected.get("lo"));
        isClose(row, ExperimentLift.CI_HIGH, expected.get("hi"));
        isClose(row, ExperimentLift.REL_LIFT, expected.get("rel"));
        isClose(row, ExperimentLift.REL_LOW, expected.get("rel_lo_log"));
        isClose(row, ExperimentLift.REL_HIGH, expected.get("rel_hi_log"));
        isClose(row, ExperimentLift.MDE, expected.get("mde_abs_80pct"));
        isAmount(row, ExperimentLift.INCREMENTAL_TOTAL, expected.get("incremental_revenue"));
        isAmount(row, ExperimentLift.INCREMENTAL_LOW, expected.get("incremental_revenue_lo"));
        isAmount(row, ExperimentLift.INCREMENTAL_HIGH, expected.get("incremental_revenue_hi"));
        assertThat(Measured.warnings(row)).contains("HEAVY_TAIL");
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
    }

    /** The known ones pool theta over the arms, which is the same to four digits with 21,000 customers in each. */
    private static void assertAdjusted(Measured measured, String name, String arm) {
        Map<String, Double> expected = golden(name);
        Row row = measured.row("spend", arm, "cuped");
        isClose(row, ExperimentLift.DIFF, expected.get("est"), 1e-4);
        isClose(row, ExperimentLift.SE, expected.get("se"), 1e-4);
        assertThat(row.<Double>getAs(ExperimentLift.VARIANCE_REDUCTION)).isBetween(0.0, 0.001);
        assertThat(row.<Double>getAs(ExperimentLift.MISSING_PRE)).isZero();
    }

    /** Net revenue and orders come from lines here, spend from stated outcomes: both must be the same money. */
    private static void assertOrderValue(Measured measured, String name, String arm) {
        Map<String, Double> expected = golden(name);
        Row row = measured.row("order_value", arm, "ratio");
        isClose(row, ExperimentLift.MEAN, expected.get("ratio_t"));
        isClose(row, ExperimentLift.MEAN_CONTROL, expected.get("ratio_c"));
        isClose(row, ExperimentLift.DIFF, expected.get("diff"), 1e-8);
        isClose(row, ExperimentLift.SE, expected.get("se"));
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
    }

    private static void assertSegments(Measured measured, String prefix, String arm) {
        List<String> names = GOLDEN.stream()
                .map(row -> row.get("case"))
                .filter(name -> name.startsWith(prefix))
                .distinct()
                .toList();
        assertThat(names).hasSize(7);
        for (String name : names) {
            String segment = name.substring(prefix.length(), name.length() - 1);
            Row row = measured.row("visit", arm, "proportion", "history", segment);
            isClose(row, ExperimentLift.DIFF, golden(name).get("diff"));
            isClose(row, ExperimentLift.SE, golden(name).get("se"));
        }
    }

    /** Who had bought what before: together they are everybody. */
    private static void assertCrossSellReading(Measured measured) {
        long units = Stream.of("womens_only", "mens_only", "both")
                .map(segment -> measured.row("spend", "Womens E-Mail", "welch", "bought_before", segment))
                .mapToLong(row -> row.<Long>getAs(ExperimentLift.N) + row.<Long>getAs(ExperimentLift.N_CONTROL))
                .sum();
        assertThat(units).isEqualTo(21387 + 21306);

        // scipy 1.17.1 (ttest_ind with equal_var=False, and the pooled z) on the rows of these customers.
        Row visit = measured.row("visit", "Womens E-Mail", "proportion", "bought_before", "mens_only");
        assertThat(visit.<Long>getAs(ExperimentLift.N)).isEqualTo(9622);
        assertThat(visit.<Long>getAs(ExperimentLift.N_CONTROL)).isEqualTo(9638);
        isClose(visit, ExperimentLift.DIFF, 0.011078467244666393);
        isClose(visit, ExperimentLift.P_VALUE, 0.012279129583740955);
        Row spend = measured.row("spend", "Womens E-Mail", "welch", "bought_before", "mens_only");
        isClose(spend, ExperimentLift.DIFF, 0.27835448170778665);
        isClose(spend, ExperimentLift.SE, 0.20506311079709888);
        isClose(spend, ExperimentLift.DF, 18284.928287851766);
        isClose(spend, ExperimentLift.P_VALUE, 0.17466809037325362);
        isClose(spend, ExperimentLift.CI_LOW, -0.12358843645917944);
        isClose(spend, ExperimentLift.CI_HIGH, 0.6802973998747528);
        assertThat(spend.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
    }

    /** The known cap is that of the two arms compared, so the third is left out of the experiment here. */
    @Test
    void spendUpToTheNinetyNinePointNinthPercentileIsTheKnownTwin(SparkSession spark) {
        Path data = shared().resolve("data/hillstrom/hillstrom.csv.gz");
        assumeTrue(Files.exists(data), "no Hillstrom rows here: name the folder above data/ in CROSSLIFT_SHARED");
        LiftInputs all = inputs(spark, data);

        ARMS.forEach((name, arm) -> {
            LiftInputs two = LiftInputs.of(
                            all.experiments()
                                    .filter("experiment_id = 'e-mail'")
                                    .withColumn(
                                            Experiments.ALLOCATION, lit(null).cast("map<string,decimal(9,8)>")),
                            all.assignments().filter(col("arm").isin(arm, "No E-Mail")),
                            all.accounts())
                    .with(ExperimentOutcomes.TABLE, all.outcomes());
            Row row = Measured.of(LiftStep.of(two, RULES)).row("spend", arm, "winsorised");

            Map<String, Double> expected = golden(name + "_spend_winsor");
            isClose(row, ExperimentLift.CAP, expected.get("cap_p999_inverted_cdf"));
            isClose(row, ExperimentLift.DIFF, expected.get("diff"));
            isClose(row, ExperimentLift.SE, expected.get("se"));
            isClose(row, ExperimentLift.P_VALUE, expected.get("p"));
            assertThat(row.<Double>getAs(ExperimentLift.CAP_REMOVED)).isBetween(0.0, 0.2);
        });
    }

    private static LiftInputs inputs(SparkSession spark, Path data) {
        spark.read()
                .option("header", true)
                .option("inferSchema", true)
                .csv(data.toString())
                .createOrReplaceTempView("hillstrom_raw");
        // The ids must not depend on how the rows are read again, so the rows are read once.
        Dataset<Row> customers = spark.createDataFrame(
                spark.sql(CUSTOMERS).collectAsList(), spark.sql(CUSTOMERS).schema());
        customers.createOrReplaceTempView("hillstrom");
        Map<String, TableSpec> tables = Stream.of(
                        Experiments.TABLE,
                        ExperimentAssignments.TABLE,
                        Accounts.TABLE,
                        ExperimentOutcomes.TABLE,
                        AccountSegments.TABLE,
                        ClassifiedLines.TABLE)
                .collect(Collectors.toMap(TableSpec::name, table -> table));
        Map<String, String> queries = new LinkedHashMap<>();
        String experiment = """
                'ab' AS design, 'account' AS unit_type, 'No E-Mail' AS control_arm,
                map('No E-Mail', 1/3BD, 'Mens E-Mail', 1/3BD, 'Womens E-Mail', 1/3BD) AS allocation,
                array(14) AS windows, 0.05BD AS alpha, TIMESTAMP'2008-03-01' AS start_at, TIMESTAMP'2008-03-15' AS end_at,
                TIMESTAMP'2008-03-01' AS registered_at""";
        queries.put(
                "experiments",
                "SELECT 'e-mail' AS experiment_id, 'visit' AS primary_metric, array('visit', 'conversion', 'spend') AS metrics, "
                        + experiment
                        + " UNION ALL SELECT 'orders' AS experiment_id, 'order_value' AS primary_metric, array('order_value') AS metrics, "
                        + experiment);
        queries.put("experiment_assignments", """
                SELECT experiment_id, customer AS unit_id, segment AS arm, TIMESTAMP'2008-03-01' AS valid_from,
                       TIMESTAMP'2008-03-01' AS assigned_at
                FROM hillstrom CROSS JOIN (VALUES ('e-mail'), ('orders')) AS e(experiment_id)""");
        queries.put(
                "accounts",
                "SELECT customer AS account_id, TIMESTAMP'2008-02-01' AS created_at, false AS is_internal FROM hillstrom");
        queries.put("experiment_outcomes", """
                SELECT 'e-mail' AS experiment_id, customer AS unit_id, metric, value,
                       IF(metric = 'history', TIMESTAMP'2007-03-01', TIMESTAMP'2008-03-01') AS measured_from,
                       IF(metric = 'history', TIMESTAMP'2008-03-01', TIMESTAMP'2008-03-15') AS measured_to
                FROM (SELECT customer, stack(4, 'visit', visit, 'conversion', conversion, 'spend', spend, 'history', history)
                          AS (metric, value)
                      FROM (SELECT customer, double(visit) AS visit, double(conversion) AS conversion, double(spend) AS spend,
                                   double(history) AS history
                            FROM hillstrom))
                WHERE value <> 0""");
        queries.put("account_segments", """
                SELECT customer AS account_id, segment_type, segment, TIMESTAMP'2008-02-01' AS valid_from
                FROM (SELECT customer, stack(2, 'bought_before', bought_before, 'history', history_segment)
                          AS (segment_type, segment) FROM hillstrom)""");
        queries.put("fct_line_classified", """
                SELECT customer AS account_id, customer AS line_id, customer AS order_id, TIMESTAMP'2008-03-04' AS line_ts,
                       DATE'2008-03-04' AS line_date, DATE'2008-03-01' AS line_month, 1BD AS qty_net,
                       CAST(spend AS DECIMAL(18,2)) AS net
                FROM hillstrom WHERE conversion = 1""");
        Map<String, Dataset<Row>> read = new LinkedHashMap<>();
        queries.forEach((name, query) -> read.put(name, shaped(spark.sql(query), tables.get(name))));
        return LiftInputs.of(read.get("experiments"), read.get("experiment_assignments"), read.get("accounts"))
                .with(ExperimentOutcomes.TABLE, read.get("experiment_outcomes"))
                .with(AccountSegments.TABLE, read.get("account_segments"))
                .with(ClassifiedLines.TABLE, read.get("fct_line_classified"));
    }

    /** The columns that a query leaves out are NULL. */
    private static Dataset<Row> shaped(Dataset<Row> rows, TableSpec table) {
        String[] columns = Stream.of(table.shape().fields())
                .map(field -> List.of(rows.columns()).contains(field.name())
                        ? "CAST(" + field.name() + " AS " + field.dataType().sql() + ") AS " + field.name()
                        : "CAST(NULL AS " + field.dataType().sql() + ") AS " + field.name())
                .toArray(String[]::new);
        return rows.selectExpr(columns);
    }

    private static Map<String, Double> golden(String name) {
        Map<String, Double> fields = new LinkedHashMap<>();
        GOLDEN.stream()
                .filter(row -> row.get("case").equals(name))
                .forEach(row -> fields.put(row.get("field"), Double.parseDouble(row.get("value"))));
        assertThat(fields).as(name).isNotEmpty();
        return fields;
    }

    private static void isClose(Row row, String column, double expected) {
        isClose(row, column, expected, 1e-9);
    }

    private static void isClose(Row row, String column, double expected, double tolerance) {
        assertThat(row.<Double>getAs(column))
                .as("%s of %s", column, row)
                .isCloseTo(expected, within(Math.max(Math.abs(expected) * tolerance, 1e-300)));
    }

    private static void isAmount(Row row, String column, double expected) {
        assertThat(row.<BigDecimal>getAs(column).doubleValue()).as(column).isCloseTo(expected, within(0.005 + 1e-9));
    }

    private static Path shared() {
        return Path.of(Optional.ofNullable(System.getProperty("CROSSLIFT_SHARED"))
                .or(() -> Optional.ofNullable(System.getenv("CROSSLIFT_SHARED")))
                .orElse("../shared"));
    }
}
