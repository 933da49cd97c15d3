package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.config.SettingsLoader;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.ExperimentLooks;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.PropensityScores;
import io.crosslift.schema.PropensityValidation;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run over a made business of 600 accounts with one randomised experiment, from feeds to published tables. Every third account
 * is keen. Two thirds of the keen bought a filter in April; in May, when the odd ones were treated, all keen odd ones and a fifth of
 * the keen even ones buy a lamp for 20. One in ten of the others does so too, whatever happens: they have odd numbers.
 */
@ExtendWith(SparkSessionExtension.class)
class MadeBusinessIT {
    private static final String BOUGHT_IN_MAY = "(id % 3 = 0 AND (id % 2 = 1 OR id % 5 = 0) OR id % 10 = 1)";
    private static final String SOURCE = """
            source {
              name = made
              feeds {
                people { format = parquet, path = people, time-zone = UTC }
                sales { format = parquet, path = sales, time-zone = UTC }
              }
              tables {
                accounts = ["SELECT concat('a', id) AS account_id, DATE'2024-01-01' AS created_at FROM people"]
                products = ["SELECT product AS product_id, DATE'2024-01-01' AS valid_from, product AS sku, product AS product_family, 'ecommerce' AS business_model, 0.5 AS gross_margin FROM (SELECT explode(array('core', 'filter', 'lamp')) AS product FROM people WHERE id = 0)"]
                orders = ["SELECT order_id, 'account' AS identity_type, concat('a', id) AS identity_value, day AS ordered_at, day AS paid_at, 'paid' AS status FROM sales"]
                invoice_lines = ["SELECT order_id AS line_id, order_id, product AS product_id, 1 AS qty, amount AS unit_price, amount AS net_amount, day AS posted_at FROM sales"]
                experiments = ["SELECT 'spring' AS experiment_id, 'ab' AS design, 'account' AS unit_type, 'control' AS control_arm, map('control', 0.5, 'treated', 0.5) AS allocation, array('spring-mail') AS exposure_refs, 'converted_cross_sell' AS primary_metric, array('converted_cross_sell', 'net_revenue') AS metrics, array(29) AS windows, 0.05 AS alpha, 'group_sequential units=1200 looks=2 spending=obrien_fleming' AS sequential_plan, DATE'2025-05-01' AS start_at, DATE'2025-06-01' AS end_at, DATE'2025-04-20' AS registered_at FROM people WHERE id = 0"]
                experiment_assignments = ["SELECT 'spring' AS experiment_id, concat('a', id) AS unit_id, IF(id % 2 = 1, 'treated', 'control') AS arm, DATE'2025-05-01' AS assigned_at FROM people"]
                campaign_costs = ["SELECT 'mailing' AS cost_id, 'spring-mail' AS campaign_id, 'media' AS cost_type, 100 AS amount, DATE'2025-05-01' AS period_start, DATE'2025-05-31' AS period_end FROM people WHERE id = 0"]
              }
            }
            """;

    @TempDir
    static Path folder;

    @Test
    void aRandomisedExperimentRunsFromItsFeedsToVerdictReturnAndJudgedScores(SparkSession spark) throws IOException {
        sales(spark);
        Path source = Files.writeString(folder.resolve("made.conf"), SOURCE);
        Properties properties = new Properties();
        properties.put("lake.root", folder.resolve("lakehouse").toString());
        properties.put("source.input", folder.toString());
        properties.put("run.as-of", "2025-06-15");
        var settings = new SettingsLoader()
                .source(source.toString())
                .systemProperties(properties)
                .load();
        StringWriter console = new StringWriter();
        PrintWriter writer = new PrintWriter(console);

        new RunJob(spark, settings, new Console(writer, writer, false, false)).run("run");

        Lake lake = new Lake(
                spark, settings.settings().lake(), new CommitStamp("read", LocalDate.of(2025, 6, 15), "hash", "0"));
        List<Row> lift = lake.read(ExperimentLift.TABLE)
                .filter(col(KpiColumns.SEGMENT_TYPE).equalTo("ALL"))
                .collectAsList();
        // Treated: 100 keen and 40 others of 300; control: the 20 keen ones whose number ends in 0.
        Row rate = row(lift, "converted_cross_sell", "proportion");
        assertThat(rate.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(140 / 300.0, within(1e-9));
        assertThat(rate.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(20 / 300.0, within(1e-9));
        assertThat(rate.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        // 600 of 1200 units: the first of two looks, at 2.963 (Lan and DeMets).
        Row look = row(lift, "net_revenue", "group_sequential");
        assertThat((look.<Double>getAs(ExperimentLift.CI_HIGH) - look.<Double>getAs(ExperimentLift.DIFF))
                        / look.<Double>getAs(ExperimentLift.SE))
                .isCloseTo(2.963, within(5e-4));
        assertThat(lake.read(ExperimentLooks.TABLE).collectAsList())
                .extracting(each -> each.getAs(ExperimentLooks.METRIC) + " " + each.getAs(ExperimentLooks.LOOK) + " "
                        + each.getAs(ExperimentLooks.VERDICT))
                .containsExactlyInAnyOrder("converted_cross_sell 1 positive", "net_revenue 1 positive");
        // 120 more lamps for 20 at half the margin, by a mailing for 100.
        Row returned = row(lift, "gross_margin", "roi");
        assertThat(returned.<BigDecimal>getAs(ExperimentLift.COST)).isEqualByComparingTo("100.00");
        assertThat(returned.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(11, within(1e-9));
        assertThat(row(lift, "orders", "cost_per_increment").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(100 / 120.0, within(1e-9));

        List<Row> judged = lake.read(PropensityValidation.TABLE).collectAsList();
        assertThat(judged).hasSize(1);
        assertThat(judged.get(0).<Long>getAs(PropensityValidation.N_TRAINING)).isEqualTo(600);
        assertThat(judged.get(0).<Long>getAs(PropensityValidation.N)).isEqualTo(300);
        assertThat(judged.get(0).<Double>getAs(PropensityValidation.AUC)).isGreaterThan(0.6);
        assertThat(lake.read(PropensityScores.TABLE).count()).isEqualTo(600);
        assertThat(console.toString())
                .contains("Lift against control")
                .containsPattern("spring . treated . return on cost +11\\.");
        assertThat(tablesThatKernelReadsAsSpark(spark, "kpi")).isGreaterThan(8);
        assertThat(tablesThatKernelReadsAsSpark(spark, "fact")).isPositive();
    }

    /** Delta Kernel, without Spark, reads the rows of every table of a schema; says how many tables there are. */
    private static int tablesThatKernelReadsAsSpark(SparkSession spark, String schema) throws IOException {
        List<Path> tables;
        try (Stream<Path> folders = Files.list(folder.resolve("lakehouse").resolve(schema))) {
            tables = folders.filter(table -> Files.isDirectory(table.resolve("_delta_log")))
                    .toList();
        }
        for (Path table : tables) {
            List<String> bySpark = spark.read().format("delta").load(table.toString()).collectAsList().stream()
                    .map(KernelTable::text)
                    .sorted()
                    .toList();
            assertThat(KernelTable.rows(table, OptionalLong.empty()))
                    .as(table.getFileName().toString())
                    .isEqualTo(bySpark);
        }
        return tables.size();
    }

    private static void sales(SparkSession spark) {
        spark.range(600)
                .toDF("id")
                .coalesce(1)
                .write()
                .parquet(folder.resolve("people").toString());
        String day = "SELECT concat('%1$s-', id) AS order_id, id, '%2$s' AS product, DATE'%3$s' AS day,"
                + " CAST(%4$d AS DECIMAL(18,2)) AS amount FROM range(600) WHERE %5$s";
        spark.sql(String.join(
                        " UNION ALL ",
                        String.format(Locale.ROOT, day, "first", "core", "2024-02-01", 10, "true"),
                        String.format(Locale.ROOT, day, "january", "core", "2025-01-10", 10, "id % 3 = 0"),
                        String.format(
                                Locale.ROOT, day, "april", "filter", "2025-04-12", 15, "id % 3 = 0 AND id % 9 <> 0"),
                        String.format(
                                Locale.ROOT, day, "other", "filter", "2025-04-12", 15, "id % 3 <> 0 AND id % 10 = 2"),
                        String.format(Locale.ROOT, day, "may", "lamp", "2025-05-10", 20, BOUGHT_IN_MAY)))
                .coalesce(1)
                .write()
                .parquet(folder.resolve("sales").toString());
    }

    private static Row row(List<Row> rows, String metric, String estimator) {
        List<Row> found = rows.stream()
                .filter(row -> row.getAs(ExperimentLift.METRIC).equals(metric)
                        && row.getAs(ExperimentLift.ESTIMATOR).equals(estimator))
                .toList();
        assertThat(found).as("%s by %s", metric, estimator).hasSize(1);
        return found.get(0);
    }
}
