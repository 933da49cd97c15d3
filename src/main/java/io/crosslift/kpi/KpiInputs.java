package io.crosslift.kpi;

import io.crosslift.schema.TableSpec;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a KPI table is computed from.
 *
 * @param spark the session, for rows that come from settings alone
 * @param tables core and fact tables of this run
 * @param asOf last day included
 * @param runId run that publishes
 * @param settings settings the definitions depend on
 */
public record KpiInputs(SparkSession spark, Tables tables, LocalDate asOf, String runId, KpiSettings settings) {
    /** Where tables come from: the lake in a run, small datasets in a test. */
    public interface Tables {
        /** Whether the table exists. */
        boolean has(TableSpec table);

        /** The table as it stands; asked only for tables that exist. */
        Dataset<Row> read(TableSpec table);
    }

    /** Whether the table exists. */
    public boolean has(TableSpec table) {
        return tables.has(table);
    }

    /** The table as it stands. */
    public Dataset<Row> read(TableSpec table) {
        return tables.read(table);
    }

    /** The table, or nothing where no feed filled it. */
    public Optional<Dataset<Row>> readIfPresent(TableSpec table) {
        return has(table) ? Optional.of(read(table)) : Optional.empty();
    }
}
