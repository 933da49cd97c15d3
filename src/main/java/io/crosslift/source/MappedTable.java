package io.crosslift.source;

import io.crosslift.schema.TableSpec;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows that a source's queries produce for a contract table.
 *
 * @param contract what the queries had to supply
 * @param rows one row per produced row, the contract's columns in order
 * @param supplied columns that some query supplies, others being defaults or NULL
 * @param append whether a feed behind it is appended to, rather than a snapshot
 */
record MappedTable(InputContract contract, Dataset<Row> rows, Set<String> supplied, boolean append) {
    TableSpec table() {
        return contract.table();
    }
}
