package io.crosslift.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Lines whose bytes are not those of the encoding that they were read in: a reader puts a replacement character where it can't
 * decode, and a garbled name or key would pass for a good one.
 */
final class Undecodable {
    private static final String REPLACEMENT = "\uFFFD";

    static final String ADVICE =
            "it has bytes that are no UTF-8: name the file's encoding in the feed's options (encoding = ISO-8859-1, or UTF-8 to"
                    + " take such lines as they are)";

    private Undecodable() {}

    static boolean holds(String line) {
        return line.contains(REPLACEMENT);
    }

    static Column holds(Column line) {
        return line.contains(lit(REPLACEMENT));
    }

    /** Parsed lines, the same with undecodable ones among the corrupt, as JSON of what was read. */
    static Dataset<Row> marked(Dataset<Row> lines) {
        Column[] values = Arrays.stream(lines.schema().fields())
                .filter(field -> !field.name().equals(Feeds.CORRUPT))
                .map(field -> quoted(field.name()))
                .toArray(Column[]::new);
        return Arrays.stream(lines.schema().fields())
                .filter(field -> !field.name().equals(Feeds.CORRUPT))
                .filter(field -> field.dataType().equals(DataTypes.StringType))
                .map(field -> coalesce(holds(quoted(field.name())), lit(false)))
                .reduce(Column::or)
                .map(undecodable -> lines.withColumn(
                        Feeds.CORRUPT,
                        when(col(Feeds.CORRUPT).isNull().and(undecodable), to_json(struct(values)))
                                .otherwise(col(Feeds.CORRUPT))))
                .orElse(lines);
    }

    private static Column quoted(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }
}
