package io.crosslift.journey;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.JourneySettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.Journeys;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Builds journeys. In: {@link JourneyEvents}. Out: one row per journey. One shuffle, by account; memory is that of the largest
 * account.
 */
public final class JourneyStep {
    private static final java.sql.Date OPEN_MONTH = java.sql.Date.valueOf("9999-12-01");

    private JourneyStep() {}

    /** Journeys and touch counts in one dataset; {@link #journeys} and {@link #touchCounts} take them apart. */
    public static Dataset<Row> build(Dataset<Row> events, JourneyRules rules) {
        MapPartitionsFunction<Row, Row> walk = rows -> new AccountWalk(rows, rules, JourneyRows::of);
        return JourneyEvents.gathered(events).mapPartitions(walk, Encoders.row(JourneyRows.SCHEMA));
    }

    /** Built rows to path counts, without shaping the journeys first. */
    public static Dataset<Row> pathCounts(Dataset<Row> built) {
        return PathCountStep.ofTouches(built.filter(col(JourneyRows.COUNTED).isNull()));
    }

    /** Built rows to path counts with their resampled sums, without shaping the journeys first. */
    public static Dataset<Row> resampledPathCounts(
            Dataset<Row> built, JourneySettings settings, int resamples, long seed) {
        return PathResampleStep.of(built.filter(col(JourneyRows.COUNTED).isNull()), settings, resamples, seed);
    }

    /** The journeys among built rows, shaped as {@link Journeys}. */
    public static Dataset<Row> journeys(Dataset<Row> built, ReportingSettings reporting) {
        Column endMonth = trunc(
                to_date(from_utc_timestamp(
                        col(Journeys.END_TS), reporting.timeZone().getId())),
                "month");
        return built.filter(col(JourneyRows.COUNTED).isNull())
                .withColumn(Journeys.START_TS, timestamp_micros(col(Journeys.START_TS)))
                .withColumn(Journeys.END_TS, timestamp_micros(col(Journeys.END_TS)))
                .withColumn(
                        Journeys.TOUCHES,
                        transform(
                                col(Journeys.TOUCHES),
                                touch -> struct(
                                        touch.getField("touchpoint_id").as("touchpoint_id"),
                                        timestamp_micros(touch.getField(JourneyRows.TOUCH_AT))
                                                .as("ts"),
                                        touch.getField("channel").as("channel"),
                                        touch.getField("touch_class").as("touch_class"),
                                        touch.getField("session_no").as("session_no"))))
                .withColumn(
                        Journeys.END_MONTH,
                        when(col(Journeys.END_KIND).equalTo(EndKind.OPEN.label()), lit(OPEN_MONTH))
                                .otherwise(endMonth))
                .to(Journeys.TABLE.shape());
    }

    /** Sums of touches by goal and fate, named {@code goal.fate}, to observe on built rows while they are written. */
    public static List<Column> touchCounts() {
        List<Column> sums = new ArrayList<>();
        for (Goal goal : Goal.values()) {
            for (TouchFate fate : TouchFate.values()) {
                Column counted = col(JourneyRows.FATE)
                        .equalTo(fate.label())
                        .and(col(Journeys.GOAL).equalTo(goal.label()));
                sums.add(sum(when(counted, col(JourneyRows.COUNTED)).otherwise(lit(0L)))
                        .as(goal.label() + "." + fate.label()));
            }
        }
        return sums;
    }
}
