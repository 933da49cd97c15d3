package io.crosslift.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.failure.Failure;
import io.crosslift.schema.TableSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Uniqueness of keys, which Delta does not enforce. */
public final class KeyCheck {
    /** How often a key occurs. */
    public static final String OCCURRENCES = "occurrences";

    private static final int SHOWN = 3;

    /** Rows of the table in; one row per key that occurs more than once out: the key columns and {@link #OCCURRENCES}. */
    public static Dataset<Row> duplicateKeys(TableSpec table, Dataset<Row> rows) {
        if (table.key().isEmpty()) {
            throw new IllegalArgumentException(table.qualifiedName() + " declares no key");
        }
        Column[] key = table.key().stream().map(column -> col(column)).toArray(Column[]::new);
        return rows.groupBy(key)
                .agg(count(lit(1)).as(OCCURRENCES))
                .where(col(OCCURRENCES).gt(1));
    }

    /**
     * Runs {@link #duplicateKeys} now.
     *
     * @throws Failure data: the first few keys that occur more than once
     */
    public static void requireUnique(TableSpec table, Dataset<Row> rows) {
        Column[] inKeyOrder = table.key().stream().map(column -> col(column)).toArray(Column[]::new);
        List<Row> duplicates =
                duplicateKeys(table, rows).orderBy(inKeyOrder).limit(SHOWN).collectAsList();
        if (!duplicates.isEmpty()) {
            String shown = duplicates.stream().map(row -> shown(table, row)).collect(Collectors.joining("; "));
            throw Failure.data(table.qualifiedName() + " would hold several rows of one key: " + shown
                    + ": look for a source that delivers them twice, or a join that multiplies rows");
        }
    }

    private static String shown(TableSpec table, Row row) {
        String[] columns = table.key().toArray(String[]::new);
        String key = Arrays.stream(columns)
                .map(column -> column + " = " + row.get(row.fieldIndex(column)))
                .collect(Collectors.joining(", "));
        return key + " (" + row.getLong(row.fieldIndex(OCCURRENCES)) + " times)";
    }

    private KeyCheck() {}
}
