package io.crosslift.kpi;

import io.crosslift.schema.TableSpec;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A published KPI table: what it reads, and how its rows come from that. */
public interface KpiTable {
    /** The table it fills. */
    TableSpec table();

    /** Tables it cannot do without. */
    List<TableSpec> reads();

    /** Tables it reads where they are present. */
    default List<TableSpec> optionalReads() {
        return List.of();
    }

    /**
     * All rows of the table as of the run, in the shape of {@link #table()}. They are computed when they are written; only a small
     * choice, such as which pairs to follow, is made at once.
     */
    Dataset<Row> rows(KpiInputs inputs);

    /** The tables of {@link #reads()} that are absent: the reason to skip this one. */
    default List<TableSpec> missing(KpiInputs inputs) {
        return reads().stream().filter(table -> !inputs.has(table)).toList();
    }
}
