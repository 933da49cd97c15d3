package io.crosslift.source;

import io.crosslift.config.Settings;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The raw feeds of a source on their way into the core tables.
 *
 * <p>Write the tables in the order of {@link #tables()}: each one is judged against the accepted rows of the tables before it,
 * read back through {@code core}.
 */
public final class Ingest implements AutoCloseable {
    /**
     * Opens the feeds and checks every query of the source; reads no more than that needs.
     *
     * @param previous a table as the last run left it, core tables and {@code ops.quarantine}; empty before the first run
     * @param core a core table of this run, once it is written
     */
    public static Ingest plan(
            SparkSession spark,
            Settings settings,
            IngestRun run,
            Function<TableSpec, Optional<Dataset<Row>>> previous,
            Function<TableSpec, Dataset<Row>> core) {
        throw new UnsupportedOperationException();
    }

    /** The tables that are fed, in the order in which they must be written. */
    public List<TableIngest> tables() {
        throw new UnsupportedOperationException();
    }

    /** The contract tables that are not fed, by qualified name, each with the reason. */
    public SortedMap<String, String> absent() {
        throw new UnsupportedOperationException();
    }

    /** What every feed held, by name. */
    public List<FeedReport> feeds() {
        throw new UnsupportedOperationException();
    }

    /** What the feeds' part of {@code ops.quarantine} becomes: unparsable lines, {@code table} being {@code feed.NAME}. */
    public Dataset<Row> malformed() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
