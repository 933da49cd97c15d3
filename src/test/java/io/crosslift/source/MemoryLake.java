package io.crosslift.source;

import io.crosslift.config.SourceSettings;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.TableSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lake in memory: takes an ingest in as the lake job does, keeping what it reads back. */
final class MemoryLake {
    static final Instant FIRST_RUN = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<String, Dataset<Row>> tables = new HashMap<>();
    private final Map<String, List<OutcomeCount>> counts = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> outcomes = new HashMap<>();
    private final SparkSession spark;

    MemoryLake(SparkSession spark) {
        this.spark = spark;
    }

    /** Takes a source in as of a day, in New York and US dollars, whatever its revenue in quarantine. */
    MemoryLake take(SourceSettings source, LocalDate asOf, Instant startedAt) {
        MemoryLake before = new MemoryLake(spark);
        before.tables.putAll(tables);
        try (Ingest ingest = Ingest.plan(
                spark,
                SourceFiles.settings(source, "America/New_York", "USD", "1", null),
                new IngestRun("run-" + startedAt, asOf, startedAt),
                before::previous,
                this::read,
                SettledHistory.NONE)) {
            List<Row> quarantine = new ArrayList<>(ingest.malformed().collectAsList());
            for (TableIngest table : ingest.tables()) {
                counts.put(table.table().name(), table.counts());
                outcomes.put(table.table().name(), outcomes(table));
                quarantine.addAll(table.quarantine().collectAsList());
                put(table.table(), table.content().collectAsList());
                table.release();
            }
            put(Quarantine.TABLE, quarantine);
        }
        return this;
    }

    private Map<String, String> outcomes(TableIngest table) {
        Map<String, String> found = new TreeMap<>();
        String id = table.table().key().get(0);
        for (Row row : table.outcomes().collectAsList()) {
            String outcome = row.getAs(Judgement.OUTCOME);
            String verdict = outcome.equals("accepted") ? outcome : outcome + " " + row.getAs(Judgement.REASON);
            found.merge(String.valueOf(row.<Object>getAs(id)), verdict, (one, other) -> one + " | " + other);
        }
        return found;
    }

    void put(TableSpec table, List<Row> rows) {
        tables.put(table.qualifiedName(), spark.createDataFrame(rows, table.shape()));
    }

    Dataset<Row> read(TableSpec table) {
        return previous(table).orElseThrow(() -> new IllegalStateException(table.name() + " is not written yet"));
    }

    Optional<Dataset<Row>> previous(TableSpec table) {
        return Optional.ofNullable(tables.get(table.qualifiedName()));
    }

    /** Outcome and reason of the rows whose first key column has the value; several joined by a bar. */
    String outcome(String table, String key) {
        return String.valueOf(outcomes.get(table).get(key));
    }

    List<OutcomeCount> counts(String table) {
        return counts.get(table);
    }

    Map<String, List<OutcomeCount>> counts() {
        return counts;
    }

    /** Rows by {@code outcome/reason} of a table. */
    Map<String, Long> rows(String table) {
        Map<String, Long> rows = new LinkedHashMap<>();
        counts.get(table).forEach(count -> rows.put(count.outcome() + "/" + count.reason(), count.rows()));
        return rows;
    }

    /** Money by {@code outcome/reason} of a table. */
    Map<String, String> amounts(String table) {
        Map<String, String> amounts = new LinkedHashMap<>();
        counts.get(table)
                .forEach(count -> amounts.put(
                        count.outcome() + "/" + count.reason(),
                        count.amount() == null ? null : count.amount().toPlainString()));
        return amounts;
    }
}
