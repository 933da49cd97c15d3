package io.crosslift.source;

import io.crosslift.schema.TableSpec;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a run knows of a contract table before it takes rows in.
 *
 * @param table contract table
 * @param append whether new rows are merged into the table, rather than being all of it
 * @param run the run
 * @param quarantine {@code ops.quarantine} as the last run left it
 * @param held the table as the last run left it, with its slices
 * @param settled months that stay as they are
 * @param raw every produced row as it came: {@code record_hash} and the row as JSON in {@link Judgement#RAW}
 */
record TablePast(
        TableSpec table,
        boolean append,
        IngestRun run,
        Optional<Dataset<Row>> quarantine,
        Optional<Dataset<Row>> held,
        SettledHistory settled,
        Supplier<Dataset<Row>> raw) {}
