package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A shop of two customers whose feeds a test writes, and its lakehouses. */
final class Shop {
    /** What may differ between two runs that computed the same. */
    private static final Set<String> STAMPS = Set.of("run_id", "ingested_at", "first_seen");

    private static final String SOURCE = """
            source {
              name = shop
              feeds {
                sales { format = csv, path = sales.csv, time-zone = UTC, mode = MODE
                  schema = "order_id STRING, account STRING, at TIMESTAMP, product STRING, amount DECIMAL(20,4)" }
                touches { format = csv, path = touches.csv, time-zone = UTC
                  schema = "id STRING, account STRING, at TIMESTAMP, channel STRING, family STRING" }
                refunds { format = csv, path = refunds.csv, time-zone = UTC
                  schema = "id STRING, line STRING, amount DECIMAL(20,4), at TIMESTAMP" }
                offers { format = csv, path = offers.csv, time-zone = UTC
                  schema = "id STRING, instance STRING, account STRING, type STRING, at TIMESTAMP, expires TIMESTAMP" }
              }
              tables {
                accounts = ["SELECT DISTINCT account AS account_id, TIMESTAMP'2020-01-01' AS created_at FROM touches"]
                products = [\"""
                  SELECT id AS product_id, TIMESTAMP'2020-01-01' AS valid_from, id AS sku, family AS product_family, tier AS tier_rank,
                         'ecommerce' AS business_model
                  FROM VALUES ('basic', 'coffee', 1), ('pro', 'coffee', 2), ('filter', 'filter', 1), ('mug', 'mug', 1) AS t(id, family, tier)
                \"""]
                orders = ["SELECT order_id, 'account' AS identity_type, account AS identity_value, at AS ordered_at, at AS paid_at, 'paid' AS status FROM sales"]
                invoice_lines = ["SELECT concat(order_id, '-1') AS line_id, order_id, product AS product_id, 1 AS qty, amount AS net_amount, at AS posted_at FROM sales"]
                refunds_returns = ["SELECT id AS refund_id, line AS line_id, 'refund' AS kind, amount, at AS refunded_at FROM refunds"]
                touchpoints = [\"""
                  SELECT id AS touchpoint_id, 'account' AS identity_type, account AS identity_value, at AS event_ts, 'campaign' AS touch_class,
                         channel, CASE WHEN family IS NOT NULL THEN array(family) END AS promoted_families
                  FROM touches
                \"""]
                offers = [\"""
                  SELECT 'mug-offer' AS offer_id, TIMESTAMP'2020-01-01' AS valid_from, TIMESTAMP'2030-01-01' AS valid_to, 'cross_sell' AS sell_type, 'coupon' AS offer_kind,
                         'mug' AS offered_product_id, array('mug') AS offered_families, 0.0 AS discount_depth, 'proactive' AS motion
                \"""]
                offer_events = [\"""
                  SELECT id AS event_id, instance AS offer_instance_id, 'mug-offer' AS offer_id, 'account' AS identity_type,
                         account AS identity_value, type AS event_type, at AS event_ts, expires AS expires_at, 'mail' AS channel,
                         'mail' AS placement
                  FROM offers
                \"""]
              }
            }
            """;

    /** All that restates months; KPIs are computed from their outcome in every run. */
    private static final List<Stage> STAGES = JobGraph.STAGES.stream()
            .takeWhile(stage -> !stage.name().equals("lift"))
            .toList();

    private final SparkSession spark;
    private final Path folder;

    Shop(SparkSession spark, Path folder) {
        this.spark = spark;
        this.folder = folder;
    }

    /** The lines of the four feeds, without their headers; a changed copy is another state of the shop. */
    record Feeds(List<String> sales, List<String> touches, List<String> refunds, List<String> offers) {
        Feeds {
            sales = new ArrayList<>(sales);
            touches = new ArrayList<>(touches);
            refunds = new ArrayList<>(refunds);
            offers = new ArrayList<>(offers);
        }

        Feeds copy() {
            return new Feeds(sales, touches, refunds, offers);
        }
    }

    /** A run on a state of the shop; says what it printed. */
    String run(Feeds feeds, String lakehouse, String asOf, String... settings) {
        StringWriter printed = new StringWriter();
        job(feeds, lakehouse, asOf, new PrintWriter(printed), STAGES, settings).run("run");
        return printed.toString();
    }

    /** A run that only takes the feeds in; says what it printed. */
    String ingest(Feeds feeds, String lakehouse, String asOf, String... settings) {
        StringWriter printed = new StringWriter();
        job(feeds, lakehouse, asOf, new PrintWriter(printed), STAGES.subList(0, 1), settings)
                .run("run");
        return printed.toString();
    }

    /** A run that breaks down after a stage, when it says that the stage is done. */
    void runUntil(String stage, Feeds feeds, String lakehouse, String asOf, String... settings) {
        PrintWriter breaking = new PrintWriter(new StringWriter()) {
            @Override
            public void println(String line) {
                if (line.startsWith(stage + " ")) {
                    throw new IllegalStateException("broken down after " + stage);
                }
            }
        };
        job(feeds, lakehouse, asOf, breaking, STAGES, settings).run("run");
    }

    private RunJob job(
            Feeds feeds, String lakehouse, String asOf, PrintWriter progress, List<Stage> stages, String... settings) {
        return new RunJob(
                spark,
                settings(feeds, lakehouse, asOf, settings),
                new Console(new PrintWriter(new StringWriter()), progress, false, false),
                stages);
    }

    ResolvedSettings settings(Feeds feeds, String lakehouse, String asOf, String... settings) {
        Path input = folder.resolve("input");
        write(input, "sales.csv", "order_id,account,at,product,amount", feeds.sales());
        write(input, "touches.csv", "id,account,at,channel,family", feeds.touches());
        write(input, "refunds.csv", "id,line,amount,at", feeds.refunds());
        write(input, "offers.csv", "id,instance,account,type,at,expires", feeds.offers());
        boolean append = List.of(settings).contains("append");
        write(folder, "shop.conf", SOURCE.replace("MODE", append ? "append" : "snapshot"), List.of());
        SettingsLoader loader = new SettingsLoader()
                .source(folder.resolve("shop.conf").toString())
                .option("--input", "source.input", input.toString())
                .option("--lakehouse", "lake.root", lakehouse(lakehouse).toString())
                .option("--as-of", "run.as-of", asOf)
                .set("run.restate-window=60d")
                .set("attribution.models=[last_touch, markov, linear]")
                .set("attribution.models-of-record=[last_touch, markov]")
                .set("attribution.bootstrap.resamples=0");
        Stream.of(settings).filter(setting -> setting.contains("=")).forEach(loader::set);
        return loader.load();
    }

    Path lakehouse(String name) {
        return folder.resolve(name);
    }

    /** Another lakehouse that starts from what one holds. */
    void copy(String lakehouse, String to) {
        try (Stream<Path> files = Files.walk(lakehouse(lakehouse))) {
            for (Path file : files.toList()) {
                Files.copy(file, lakehouse(to).resolve(lakehouse(lakehouse).relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Dataset<Row> read(String lakehouse, TableSpec table) {
        return spark.read()
                .format("delta")
                .load(lakehouse(lakehouse)
                        .resolve(table.schema())
                        .resolve(table.name())
                        .toString());
    }

    /** The rows of every table of the schemas, sorted, without stamps: as-of is one of a fact's, which says who wrote it last. */
    Map<String, List<String>> rows(String lakehouse, String... schemas) {
        Map<String, List<String>> rows = new TreeMap<>();
        tables(lakehouse, schemas).forEach(table -> {
            Column[] columns = Arrays.stream(table.columns().fieldNames())
                    .filter(column ->
                            !STAMPS.contains(column) && !(table.schema().equals("fact") && column.equals("as_of_date")))
                    .map(column -> col(column))
                    .toArray(Column[]::new);
            rows.put(
                    table.qualifiedName(),
                    read(lakehouse, table).select(columns).toJSON().collectAsList().stream()
                            .sorted()
                            .toList());
        });
        return rows;
    }

    /** Newest version of every table of the schemas. */
    Map<String, Long> versions(String lakehouse, String... schemas) {
        Map<String, Long> versions = new TreeMap<>();
        tables(lakehouse, schemas)
                .forEach(table -> versions.put(table.qualifiedName(), version(lakehouse(lakehouse), table)));
        return versions;
    }

    private static long version(Path lakehouse, TableSpec table) {
        Path log = lakehouse.resolve(table.schema()).resolve(table.name()).resolve("_delta_log");
        try (Stream<Path> files = Files.list(log)) {
            return files.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches("\\d{20}\\.json"))
                            .count()
                    - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<TableSpec> tables(String lakehouse, String... schemas) {
        return Stream.of(schemas)
                .flatMap(TableCatalogue::ofSchema)
                .filter(table -> Files.isDirectory(
                        lakehouse(lakehouse).resolve(table.schema()).resolve(table.name())));
    }

    private static void write(Path folder, String name, String header, List<String> lines) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), header + "\n" + String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
