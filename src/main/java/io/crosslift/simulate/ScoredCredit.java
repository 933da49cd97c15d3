package io.crosslift.simulate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.KpiColumns;
import io.crosslift.simulate.score.Agreement;
import io.crosslift.simulate.score.ScoreRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Credit beside true increments. What is true of a channel is what would be lost without it alone; what is true of all together is what
 * would be lost without any touch. The two need not add up, so channels are compared by their shares.
 */
public final class ScoredCredit {
    static final String PART = "credit";
    static final String MODEL_PART = "model";
    static final String CONVERSIONS = "conversions";

    private static final List<String> NOT_CHANNELS = List.of("unattributed", "baseline");

    private record Credit(
            @Nullable Double credited, @Nullable Double calibrated) {}

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
     * Credit by model and channel beside what the channel really added, before and after calibration.
     *
     * @param attribution K08
     * @param truth sums by channel, goal and basis
     */
    public static List<ScoreRow> channels(Dataset<Row> attribution, Dataset<Row> truth) {
        Map<String, Map<String, Credit>> credits = credits(attribution);
        List<ScoreRow> rows = new ArrayList<>();
        for (Row total : all(truth)) {
            String item = total.<String>getAs("goal") + " " + total.<String>getAs("value_basis");
            SortedMap<String, Double> increments = increments(truth, total);
            credits.forEach((key, channels) -> {
                if (key.endsWith("|" + item)) {
                    String model = key.substring(0, key.indexOf('|'));
                    rows.addAll(compared(
                            model,
                            item,
                            channels,
                            increments,
                            total.<BigDecimal>getAs("incremental_value").doubleValue()));
                }
            });
        }
        return rows;
    }

    private static List<ScoreRow> compared(
            String model, String item, Map<String, Credit> credits, SortedMap<String, Double> truth, double together) {
        List<String> channels = List.copyOf(truth.keySet());
        double[] increments = channels.stream()
                .mapToDouble(channel -> number(truth.get(channel)))
                .toArray();
        double[] credited = channels.stream()
                .mapToDouble(channel -> number(credit(credits, channel).credited()))
                .toArray();
        boolean isCalibrated = credits.entrySet().stream()
                .anyMatch(entry -> !NOT_CHANNELS.contains(entry.getKey())
                        && entry.getValue().calibrated() != null);
        double[] calibrated = channels.stream()
                .mapToDouble(channel -> number(credit(credits, channel).calibrated()))
                .toArray();
        List<ScoreRow> rows = new ArrayList<>(split(model, item, "credited", channels, credited, increments, together));
        if (isCalibrated) {
            rows.addAll(split(model, item, "calibrated", channels, calibrated, increments, together));
        }
        return rows;
    }

    private static List<ScoreRow> split(
            String model,
            String item,
            String measure,
            List<String> channels,
            double[] found,
            double[] truth,
            double together) {
        List<ScoreRow> rows = new ArrayList<>();
        double[] foundShares = Agreement.shares(found);
        double[] trueShares = Agreement.shares(truth);
        double total = 0;
        for (int i = 0; i < found.length; i++) {
            total += found[i];
            String channel = item + " " + channels.get(i);
            rows.add(ScoreRow.of(PART, model, channel, measure, found[i], truth[i]));
            rows.add(ScoreRow.of(PART, model, channel, measure + " share", foundShares[i], trueShares[i]));
        }
        rows.add(ScoreRow.of(MODEL_PART, model, item, measure + " total", total, together));
        rows.add(ScoreRow.of(
                MODEL_PART, model, item, measure + " share error", orNull(Agreement.shareError(found, truth)), 0.0));
        rows.add(ScoreRow.of(
                MODEL_PART,
                model,
                item,
                measure + " rank correlation",
                orNull(Agreement.rankCorrelation(found, truth)),
                1.0));
        return rows;
    }

    private static Map<String, Map<String, Credit>> credits(Dataset<Row> attribution) {
        Map<String, Map<String, Credit>> credits = new TreeMap<>();
        attribution
                .filter(col(KpiColumns.PERIOD_TYPE)
                        .equalTo("month")
                        .and(col(KpiColumns.SEGMENT_TYPE).equalTo("ALL"))
                        .and(col(KpiColumns.SEGMENT).equalTo("ALL")))
                .groupBy(AttributionKpi.MODEL, AttributionKpi.GOAL, AttributionKpi.VALUE_BASIS, AttributionKpi.CHANNEL)
                .agg(sum(AttributionKpi.NET_CREDIT), sum(AttributionKpi.CALIBRATED))
                .collectAsList()
                .forEach(row -> credits.computeIfAbsent(
                                row.getString(0) + "|" + row.getString(1) + " " + row.getString(2),
                                key -> new TreeMap<>())
                        .put(row.getString(3), new Credit(money(row, 4), money(row, 5))));
        return credits;
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

    private static Credit credit(Map<String, Credit> credits, String channel) {
        return credits.getOrDefault(channel, new Credit(null, null));
    }

    private static double number(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static @Nullable Double money(Row row, int at) {
        return row.isNullAt(at) ? null : row.getDecimal(at).doubleValue();
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
