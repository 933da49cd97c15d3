package io.crosslift.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.Instants;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Counts every feed in one Spark job; for CSV and JSON it is the pass that parses them. */
final class FeedReports {
    static List<FeedReport> of(SparkSession session, SortedMap<String, Dataset<Row>> feeds, Instant end) {
        return feeds.entrySet().stream()
                .map(feed -> report(feed, end))
                .reduce(Dataset::union)
                .map(FeedReports::collected)
                .orElse(List.of());
    }

    private static List<FeedReport> collected(Dataset<Row> counts) {
        try {
            return counts.collectAsList().stream()
                    .map(row -> new FeedReport(row.getString(0), row.getLong(1), row.getLong(2), Instants.at(row, 3)))
                    .toList();
        } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare
            throw FeedFailures.unchecked(e);
        }
    }

    private static Dataset<Row> report(Map.Entry<String, Dataset<Row>> feed, Instant end) {
        Dataset<Row> rows = feed.getValue();
        boolean lines = List.of(rows.columns()).contains(Feeds.CORRUPT);
        Column before = lit(Timestamp.from(end));
        Column[] newest = Arrays.stream(rows.schema().fields())
                .filter(field -> isTime(field))
                .map(field -> col("`" + field.name() + "`").cast(DataTypes.TimestampType))
                .map(instant -> max(when(instant.lt(before), instant)))
                .toArray(Column[]::new);
        Column latest =
                switch (newest.length) {
                    case 0 -> lit(null).cast(DataTypes.TimestampType);
                    case 1 -> newest[0];
                    default -> greatest(newest);
                };
        return rows.agg(
                coalesce(max(lit(feed.getKey())), lit(feed.getKey())),
                count(lit(1)),
                lines ? count(col(Feeds.CORRUPT)) : lit(0L),
                latest);
    }

    private static boolean isTime(StructField field) {
        return field.dataType().equals(DataTypes.TimestampType)
                || field.dataType().equals(DataTypes.DateType);
    }

    private FeedReports() {}
}
