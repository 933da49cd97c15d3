package io.crosslift.simulate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.KpiColumns;
import io.crosslift.simulate.score.ChannelCredit;
import io.crosslift.simulate.score.ChannelFactor;
import io.crosslift.simulate.score.CreditComparison;
import io.crosslift.simulate.score.Interval;
import io.crosslift.simulate.score.ScoreRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Conversions and credit of a run beside what is true. */
public final class ScoredCredit {
    static final String CONVERSIONS = "conversions";

    private static final List<String> NOT_CHANNELS = List.of("unattributed", "baseline");

    private ScoredCredit() {}

    /**
     * Conversions found beside those that happened.
     *
     * @param conversions F4
     * @param truth sums by channel, goal and basis
     */
    public static List<ScoreRow> conversions(Dataset<Row> conversions, Dataset<Row> truth) {
        SortedMap<String, Row> found = new TreeMap<>();
        conversions
                .groupBy(Conversions.SELL_TYPE, Conversions.VALUE_BASIS)
                .agg(
                        count(Conversions.CONVERSION_ID),
                        sum(col(Conversions.VALUE).minus(col(Conversions.REFUNDED))))
                .collectAsList()
                .forEach(row -> found.put(row.getString(0) + " " + row.getString(1), row));
        List<ScoreRow> rows = new ArrayList<>();
        for (Row row : all(truth)) {
            String item = row.<String>getAs("goal") + " " + row.<String>getAs("value_basis");
            Row counted = found.get(item);
            rows.add(ScoreRow.of(
                    CONVERSIONS, "all", item, "conversions", counted == null ? 0 : (double) counted.getLong(2), (double)
                            row.<Long>getAs("conversions")));
            rows.add(ScoreRow.of(
                    CONVERSIONS,
                    "all",
                    item,
                    "value",
                    counted == null ? 0 : counted.getDecimal(3).doubleValue(),
                    row.<BigDecimal>getAs("value").doubleValue()));
        }
        return rows;
    }

    /**
     * Credit by model and channel beside what the channel really added.
     *
     * @param attribution K08
     * @param calibrations H12
     * @param truth sums by channel, goal and basis
     */
    public static List<ScoreRow> channels(Dataset<Row> attribution, Dataset<Row> calibrations, Dataset<Row> truth) {
        Map<String, Map<String, ChannelCredit>> credits = credits(attribution, factors(calibrations));
        List<ScoreRow> rows = new ArrayList<>();
        for (Row total : all(truth)) {
            String item = total.<String>getAs("goal") + " " + total.<String>getAs("value_basis");
            SortedMap<String, Double> increments = increments(truth, total);
            credits.forEach((kind, channels) -> {
                if (kind.endsWith("|" + item)) {
                    rows.addAll(CreditComparison.of(
                            kind.substring(0, kind.indexOf('|')),
                            item,
                            channels,
                            increments,
                            total.<BigDecimal>getAs("incremental_value").doubleValue()));
                }
            });
        }
        return rows;
    }

    private static Map<String, Map<String, ChannelCredit>> credits(
            Dataset<Row> attribution, Map<String, Map<String, ChannelFactor>> factors) {
        Map<String, Map<String, ChannelCredit>> credits = new TreeMap<>();
        attribution
                .filter(col(KpiColumns.PERIOD_TYPE)
                        .equalTo("month")
                        .and(col(KpiColumns.SEGMENT_TYPE).equalTo("ALL"))
                        .and(col(KpiColumns.SEGMENT).equalTo("ALL"))
                        .and(not(col(AttributionKpi.CHANNEL).isin(NOT_CHANNELS.toArray()))))
                .groupBy(AttributionKpi.MODEL, AttributionKpi.GOAL, AttributionKpi.VALUE_BASIS, AttributionKpi.CHANNEL)
                .agg(
                        sum(AttributionKpi.NET_CREDIT),
                        sum(AttributionKpi.CALIBRATED),
                        max(AttributionKpi.MODEL_SHARE_LOW),
                        max(AttributionKpi.MODEL_SHARE_HIGH))
                .collectAsList()
                .forEach(row -> {
                    String channel = row.getString(3);
                    credits.computeIfAbsent(kind(row), kind -> new TreeMap<>())
                            .put(
                                    channel,
                                    new ChannelCredit(
                                            row.getDecimal(4).doubleValue(),
                                            row.isNullAt(5)
                                                    ? null
                                                    : row.getDecimal(5).doubleValue(),
                                            interval(row, 6),
                                            factors.getOrDefault(kind(row), Map.of())
                                                    .get(channel)));
                });
        return credits;
    }

    private static Map<String, Map<String, ChannelFactor>> factors(Dataset<Row> calibrations) {
        Map<String, Map<String, ChannelFactor>> factors = new TreeMap<>();
        calibrations
                .filter(col(Calibrations.IS_APPLIED).and(col(Calibrations.LOW).isNotNull()))
                .select(
                        Calibrations.MODEL,
                        Calibrations.GOAL,
                        Calibrations.VALUE_BASIS,
                        Calibrations.CHANNEL,
                        Calibrations.SOURCE,
                        Calibrations.LOW,
                        Calibrations.HIGH)
                .collectAsList()
                .forEach(row -> factors.computeIfAbsent(kind(row), kind -> new TreeMap<>())
                        .put(
                                row.getString(3),
                                new ChannelFactor(
                                        Objects.requireNonNull(interval(row, 5)),
                                        row.getString(4).equals(Calibrations.SOURCE_EXPERIMENT))));
        return factors;
    }

    /** Of a row that begins with model, goal and basis. */
    private static String kind(Row row) {
        return row.getString(0) + "|" + row.getString(1) + " " + row.getString(2);
    }

    private static @Nullable Interval interval(Row row, int low) {
        return row.isNullAt(low) || row.isNullAt(low + 1)
                ? null
                : new Interval(row.getDouble(low), row.getDouble(low + 1));
    }

    private static List<Row> all(Dataset<Row> truth) {
        return truth.filter(col("channel").equalTo(Truth.ALL_CHANNELS))
                .orderBy("goal", "value_basis")
                .collectAsList();
    }

    private static SortedMap<String, Double> increments(Dataset<Row> truth, Row total) {
        SortedMap<String, Double> increments = new TreeMap<>();
        truth.filter(col("channel")
                        .notEqual(Truth.ALL_CHANNELS)
                        .and(col("goal").equalTo(total.<String>getAs("goal")))
                        .and(col("value_basis").equalTo(total.<String>getAs("value_basis"))))
                .collectAsList()
                .forEach(row -> increments.put(
                        row.getAs("channel"),
                        row.<BigDecimal>getAs("incremental_value").doubleValue()));
        return increments;
    }
}
