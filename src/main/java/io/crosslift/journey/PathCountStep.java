package io.crosslift.journey;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.Journeys;
import io.crosslift.schema.PathCounts;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts journeys by path. In: journeys. Out: one row per goal and path (F path_count); open and empty journeys are left out. */
public final class PathCountStep {
    /** Between two channels of a path. */
    public static final String SEPARATOR = " > ";

    private PathCountStep() {}

    /** Counts the journeys that ended, by the channels of their touches. */
    public static Dataset<Row> of(Dataset<Row> journeys) {
        Column converted = col(Journeys.END_KIND).equalTo(EndKind.CONVERTED.label());
        return journeys.filter(col(Journeys.END_KIND)
                        .notEqual(EndKind.OPEN.label())
                        .and(size(col(Journeys.TOUCHES)).gt(0)))
                .select(
                        col(Journeys.GOAL),
                        array_join(col(Journeys.TOUCHES).getField("channel"), SEPARATOR)
                                .as(PathCounts.PATH),
                        when(converted, lit(1L)).otherwise(lit(0L)).as(PathCounts.CONVERSIONS),
                        when(converted, col(Journeys.VALUE)).otherwise(lit(0L)).as(PathCounts.VALUE),
                        when(converted, lit(0L)).otherwise(lit(1L)).as(PathCounts.NULLS))
                .groupBy(PathCounts.GOAL, PathCounts.PATH)
                .agg(
                        sum(PathCounts.CONVERSIONS).as(PathCounts.CONVERSIONS),
                        sum(PathCounts.VALUE).as(PathCounts.VALUE),
                        sum(PathCounts.NULLS).as(PathCounts.NULLS))
                .to(PathCounts.TABLE.shape());
    }
}
