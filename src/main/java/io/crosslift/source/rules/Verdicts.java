package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ProvenanceColumns;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The verdict on every row so far: the first rule that it breaks decides, and a decided row takes no further part. */
public final class Verdicts {
    /** Helper column: NULL while a row is undecided. */
    public static final String VERDICT = "_verdict";

    private static final StructType TYPE = new StructType()
            .add("outcome", DataTypes.StringType)
            .add("reason", DataTypes.StringType)
            .add("detail", DataTypes.StringType);

    /** Whether a row is undecided. */
    public static Column open() {
        return col(VERDICT).isNull();
    }

    /** The rows, all undecided. */
    public static Dataset<Row> opened(Dataset<Row> rows) {
        return rows.withColumn(VERDICT, lit(null).cast(TYPE));
    }

    /** Decides undecided rows by the first rule of the list that they break. */
    public static Dataset<Row> decided(Dataset<Row> rows, List<Rule> rules) {
        if (rules.isEmpty()) {
            return rows;
        }
        Column first = null;
        for (Rule rule : rules) {
            first = first == null ? when(rule.broken(), rule.verdict()) : first.when(rule.broken(), rule.verdict());
        }
        return rows.withColumn(VERDICT, coalesce(col(VERDICT), first));
    }

    /**
     * Of the undecided rows of one key one stays. Equal rows are duplicates of each other. Different ones need a sequence, of
     * which the highest stays; without it all of them go to quarantine, because choosing would be a guess.
     */
    public static Dataset<Row> onePerKey(Dataset<Row> rows, List<String> key, String sequence) {
        // One order for all of it, so that Spark sorts once.
        WindowSpec newestFirst = Window.partitionBy(partition(key))
                .orderBy(col(sequence).desc_nulls_last(), col(ProvenanceColumns.RECORD_HASH));
        WindowSpec all = newestFirst.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
        Column different = min(ProvenanceColumns.RECORD_HASH)
                .over(all)
                .notEqual(max(ProvenanceColumns.RECORD_HASH).over(all));
        Column sequenced = count(col(sequence)).over(all).equalTo(count(lit(1)).over(all));
        Dataset<Row> numbered = rows.withColumn("_nth", row_number().over(newestFirst))
                .withColumn("_conflict", different.and(functions.not(sequenced)));
        return decided(
                        numbered,
                        List.of(
                                Rule.quarantine(
                                        "KEY_CONFLICT",
                                        "different rows of one key and no source_sequence to choose by",
                                        col("_conflict"),
                                        key.toArray(String[]::new)),
                                duplicate(
                                        "the row was there already", col("_nth").gt(1))))
                .drop("_nth", "_conflict");
    }

    /** Of the undecided rows of one key the earliest stays. */
    public static Dataset<Row> earliestPerKey(Dataset<Row> rows, List<String> key, String at) {
        WindowSpec earliestFirst =
                Window.partitionBy(partition(key)).orderBy(col(at), col(ProvenanceColumns.RECORD_HASH));
        return decided(
                        rows.withColumn("_nth", row_number().over(earliestFirst)),
                        List.of(duplicate(
                                "the key was there already", col("_nth").gt(1))))
                .drop("_nth");
    }

    /** A row that says what another one said. */
    static Rule duplicate(String sentence, Column broken) {
        return new Rule(Outcome.DUPLICATE, lit("DUPLICATE"), lit(sentence), broken, "DUPLICATE", sentence);
    }

    /** Undecided rows by key; decided ones, whose keys may be missing, apart and spread out. */
    private static Column[] partition(List<String> key) {
        return Stream.concat(
                        key.stream().map(functions::col),
                        Stream.of(when(open(), lit(null)).otherwise(col(ProvenanceColumns.RECORD_HASH))))
                .toArray(Column[]::new);
    }

    private Verdicts() {}
}
