package io.crosslift.journey;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.crosslift.attribution.PathTransform;
import io.crosslift.attribution.PathTransforms;
import io.crosslift.config.JourneySettings;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.PathCounts;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Counts journeys by path. In: journeys. Out: one row per goal and path; open and empty journeys are left out. */
public final class PathCountStep {
    /** Between two channels of a path. */
    public static final String SEPARATOR = " > ";

    private static final Pattern BETWEEN_CHANNELS = Pattern.compile(Pattern.quote(SEPARATOR));
    private static final String ONE_PER_SESSION_AND_CHANNEL = "session-channel";

    private PathCountStep() {}

    /** Counts journeys that ended by their paths, as the settings want paths: their step, then transforms in order. */
    public static Dataset<Row> of(Dataset<Row> journeys, JourneySettings settings) {
        Dataset<Row> counts = byPath(journeys, steps(settings.pathStep()));
        if (isPlain(settings)) {
            return counts;
        }
        PathTransform rewrite = pathTransform(settings);
        MapFunction<Row, Row> rewritten = row -> RowFactory.create(
                row.getString(0),
                rewritten(rewrite, row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                null);
        return summed(counts.map(rewritten, Encoders.row(PathCounts.TABLE.shape())));
    }

    /** The channels of a path. */
    public static List<String> channels(String path) {
        return Arrays.asList(BETWEEN_CHANNELS.split(path));
    }

    /** Counts journeys that ended by all the channels of their touches. */
    static Dataset<Row> ofTouches(Dataset<Row> journeys) {
        return byPath(journeys, col(Journeys.TOUCHES).getField("channel"));
    }

    private static Column steps(String step) {
        if (!step.equals(ONE_PER_SESSION_AND_CHANNEL)) {
            return col(Journeys.TOUCHES).getField("channel");
        }
        return array_distinct(transform(
                        col(Journeys.TOUCHES),
                        touch -> struct(
                                touch.getField("session_no").as("session_no"),
                                touch.getField("channel").as("channel"))))
                .getField("channel");
    }

    /** One row per journey that {@link #of} counts: its account and what it adds to its path. */
    static Dataset<Row> ofEachJourney(Dataset<Row> journeys, JourneySettings settings) {
        Dataset<Row> each = eachJourney(journeys, steps(settings.pathStep()));
        if (isPlain(settings)) {
            return each;
        }
        PathTransform rewrite = pathTransform(settings);
        MapFunction<Row, Row> rewritten = row -> RowFactory.create(
                row.getString(0),
                row.getString(1),
                rewritten(rewrite, row.getString(2)),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5));
        return each.map(rewritten, Encoders.row(each.schema()));
    }

    private static boolean isPlain(JourneySettings settings) {
        return settings.pathTransforms().stream().allMatch("none"::equals);
    }

    private static PathTransform pathTransform(JourneySettings settings) {
        return PathTransforms.parse(settings.pathTransforms(), new HashSet<>(settings.directChannels()));
    }

    private static String rewritten(PathTransform rewrite, String path) {
        return String.join(SEPARATOR, rewrite.apply(channels(path)));
    }

    private static Dataset<Row> byPath(Dataset<Row> journeys, Column channels) {
        return summed(eachJourney(journeys, channels).drop(Journeys.ACCOUNT_ID));
    }

    private static Dataset<Row> eachJourney(Dataset<Row> journeys, Column channels) {
        Column converted = col(Journeys.END_KIND).equalTo(EndKind.CONVERTED.label());
        return journeys.filter(col(Journeys.END_KIND)
                        .notEqual(EndKind.OPEN.label())
                        .and(size(col(Journeys.TOUCHES)).gt(0)))
                .select(
                        col(Journeys.ACCOUNT_ID),
                        col(Journeys.GOAL),
                        array_join(channels, SEPARATOR).as(PathCounts.PATH),
                        when(converted, lit(1L)).otherwise(lit(0L)).as(PathCounts.CONVERSIONS),
                        when(converted, col(Journeys.VALUE)).otherwise(lit(0L)).as(PathCounts.VALUE),
                        when(converted, lit(0L)).otherwise(lit(1L)).as(PathCounts.NULLS));
    }

    private static Dataset<Row> summed(Dataset<Row> counts) {
        return counts.groupBy(PathCounts.GOAL, PathCounts.PATH)
                .agg(
                        sum(PathCounts.CONVERSIONS).as(PathCounts.CONVERSIONS),
                        sum(PathCounts.VALUE).as(PathCounts.VALUE),
                        sum(PathCounts.NULLS).as(PathCounts.NULLS))
                .withColumn(PathCounts.RESAMPLED, lit(null).cast("binary"))
                .to(PathCounts.TABLE.shape());
    }
}
