package io.crosslift.kpi;

import io.crosslift.config.AttachSettings;
import io.crosslift.config.AttributionSettings;
import io.crosslift.config.BootstrapSettings;
import io.crosslift.config.HistorySettings;
import io.crosslift.config.JourneySettings;
import io.crosslift.config.LifecycleSettings;
import io.crosslift.config.MarkovSettings;
import io.crosslift.config.OfferSettings;
import io.crosslift.config.OrderSettings;
import io.crosslift.config.RecurringSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.config.RevenueSettings;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** A run over tables in memory, with the default windows of the product and a smallest cell of 1. */
final class TestRun implements KpiInputs.Tables {
    private final SparkSession spark;
    private final LocalDate asOf;
    private final Map<String, Dataset<Row>> tables = new HashMap<>();
    private @Nullable LocalDate completeFrom;
    private @Nullable Integer ownershipExpiresAfterDays;
    private int minimumObservations = 1;
    private String timeZone = "UTC";
    private List<AttachSettings.Pair> pairs = List.of();
    private int topPairs;
    private List<Integer> retentionWindows = List.of(90, 180);
    private @Nullable Integer inactiveAfterDays;

    private TestRun(SparkSession spark, LocalDate asOf) {
        this.spark = spark;
        this.asOf = asOf;
    }

    static TestRun asOf(SparkSession spark, String asOf) {
        return new TestRun(spark, LocalDate.parse(asOf));
    }

    TestRun with(TableSpec table, TableRows rows) {
        tables.put(table.qualifiedName(), rows.on(spark));
        return this;
    }

    TestRun with(TableSpec table, Dataset<Row> rows) {
        tables.put(table.qualifiedName(), rows);
        return this;
    }

    TestRun completeFrom(String day) {
        completeFrom = LocalDate.parse(day);
        return this;
    }

    TestRun ownershipExpiresAfter(int days) {
        ownershipExpiresAfterDays = days;
        return this;
    }

    TestRun minimumObservations(int count) {
        minimumObservations = count;
        return this;
    }

    TestRun timeZone(String zone) {
        timeZone = zone;
        return this;
    }

    TestRun pair(String anchor, String attach) {
        pairs = Stream.concat(pairs.stream(), Stream.of(new AttachSettings.Pair(anchor, attach)))
                .toList();
        return this;
    }

    TestRun topPairs(int count) {
        topPairs = count;
        return this;
    }

    TestRun retentionWindows(Integer... days) {
        retentionWindows = List.of(days);
        return this;
    }

    TestRun inactiveAfter(int days) {
        inactiveAfterDays = days;
        return this;
    }

    KpiInputs inputs() {
        KpiSettings settings = new KpiSettings(
                new ReportingSettings(ZoneId.of(timeZone), "USD", minimumObservations),
                new HistorySettings(completeFrom),
                new OrderSettings(ownershipExpiresAfterDays, 365),
                new OfferSettings(30, 30, 30),
                new JourneySettings(
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(1),
                        Duration.ofDays(90),
                        Duration.ofDays(90),
                        Duration.ofDays(60),
                        200,
                        20,
                        "touch",
                        List.of(),
                        List.of("direct"),
                        1000),
                new AttributionSettings(
                        List.of("last_touch", "markov"),
                        List.of("last_touch"),
                        365,
                        30,
                        0,
                        0,
                        new BootstrapSettings(0, 1),
                        Duration.ofDays(7),
                        0.4,
                        0.2,
                        0.4,
                        0.3,
                        0.225,
                        List.of(1.0),
                        new MarkovSettings(1, MarkovSettings.NO_CAP, true, MarkovSettings.REMOVAL),
                        18,
                        1_000,
                        20,
                        20_000,
                        50,
                        1,
                        1,
                        new TreeMap<>()),
                new AttachSettings(List.of(30, 90), pairs, topPairs),
                new RevenueSettings(List.of(3, 12)),
                new LifecycleSettings(retentionWindows, inactiveAfterDays, 90, 7, new BigDecimal("2")),
                new RecurringSettings(0, RecurringSettings.SERVICE_END, "arr_delta", List.of(1, 3)));
        return new KpiInputs(spark, this, asOf, "run-1", settings);
    }

    /** The rows of a table, all computed. */
    List<Row> rows(KpiTable table) {
        return table.rows(inputs()).collectAsList();
    }

    /** The rows whose columns read as given. */
    List<Row> rows(KpiTable table, Map<String, String> where) {
        return rows(table).stream()
                .filter(row -> where.entrySet().stream()
                        .allMatch(cell -> cell.getValue().equals(text(row, cell.getKey()))))
                .toList();
    }

    /** Columns of a row as text, "" for NULL: what a golden file holds. */
    static Map<String, String> cells(Row row, String... columns) {
        return Stream.of(columns)
                .collect(Collectors.toMap(
                        column -> column, column -> text(row, column), (a, b) -> a, LinkedHashMap::new));
    }

    static String text(Row row, String column) {
        Object value = row.getAs(column);
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : Objects.toString(value, "");
    }

    @Override
    public boolean has(TableSpec table) {
        return tables.containsKey(table.qualifiedName());
    }

    @Override
    public Dataset<Row> read(TableSpec table) {
        return Objects.requireNonNull(tables.get(table.qualifiedName()), table.qualifiedName() + " is absent");
    }
}
