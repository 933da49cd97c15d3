package io.crosslift.source;

import io.crosslift.schema.TableSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lake in memory: takes an ingest in as the lake job does, keeping what it reads back. */
final class MemoryLake {
    final Map<String, Dataset<Row>> tables = new HashMap<>();
    final Map<String, List<OutcomeCount>> counts = new LinkedHashMap<>();
    final Map<String, List<Row>> quarantine = new LinkedHashMap<>();
    private final SparkSession spark;

    MemoryLake(SparkSession spark) {
        this.spark = spark;
    }

    void take(Ingest ingest) {
        for (TableIngest table : ingest.tables()) {
            counts.put(table.table().name(), table.counts());
            put(table.table(), table.accepted().collectAsList());
            quarantine.put(table.table().name(), table.quarantine().collectAsList());
            table.release();
        }
        ingest.close();
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
                .forEach(count -> amounts.put(count.outcome() + "/" + count.reason(), String.valueOf(count.amount())));
        return amounts;
    }
}
