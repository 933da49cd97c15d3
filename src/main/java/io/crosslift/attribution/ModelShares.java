package io.crosslift.attribution;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionModelShares;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The model's own share of every channel beside its share of the credit of record: rows of {@code attribution_model}. */
public final class ModelShares {
    private static final String COUNT = "count";
    private static final String VALUE = "value";

    /** A channel's sums under one model and goal. */
    private record Credited(double conversions, double value) {}

    private ModelShares() {}

    /**
     * Postings to sums by model, goal and channel, small enough to collect: {@code model, sell_type, channel, weight, cents};
     * without clawbacks and without unattributed conversions.
     */
    public static Dataset<Row> creditByChannel(Dataset<Row> postings) {
        Column conversion = col(AttributionCredits.POSTING_KIND).equalTo("conversion");
        return postings.filter(col(AttributionCredits.TOUCHPOINT_ID).notEqual(CreditPosting.UNATTRIBUTED_TOUCH))
                .groupBy(AttributionCredits.MODEL, AttributionCredits.SELL_TYPE, AttributionCredits.CHANNEL)
                .agg(
                        sum(when(conversion, col(AttributionCredits.WEIGHT)).otherwise(lit(0).cast("decimal(20,18)")))
                                .as("weight"),
                        sum(when(conversion, col(ConversionCredit.CREDIT_CENTS)).otherwise(lit(0L)))
                                .as("cents"));
    }

    /**
     * One row per model, goal, channel and basis, shaped as {@link AttributionModelShares} without its stamps.
     *
     * @param models fitted models of every goal
     * @param credited collected rows of {@link #creditByChannel}
     * @param minimumJourneys channels with fewer journeys are flagged
     */
    public static List<Row> rows(Collection<GoalModels> models, List<Row> credited, int minimumJourneys) {
        Map<List<String>, Credited> sums = new HashMap<>();
        for (Row row : credited) {
            sums.put(
                    List.of(row.getString(0), row.getString(1), row.getString(2)),
                    new Credited(row.getDecimal(3).doubleValue(), row.getLong(4) / 100.0));
        }
        List<Row> rows = new ArrayList<>();
        for (GoalModels goal : models) {
            SortedMap<String, Long> journeys = journeysWith(goal.paths());
            for (String basis : List.of(COUNT, VALUE)) {
                Map<String, SortedMap<String, Double>> shares = new TreeMap<>();
                goal.rules()
                        .keySet()
                        .forEach(model -> shares.put(model, ownShares(goal, model, basis, sums, journeys)));
                shares.forEach((model, own) ->
                        rows.addAll(modelRows(goal, model, basis, own, shares, sums, journeys, minimumJourneys)));
            }
        }
        return rows;
    }

    private static List<Row> modelRows(
            GoalModels goal,
            String model,
            String basis,
            SortedMap<String, Double> own,
            Map<String, SortedMap<String, Double>> shares,
            Map<List<String>, Credited> sums,
            SortedMap<String, Long> journeys,
            int minimumJourneys) {
        double total = journeys.keySet().stream()
                .mapToDouble(channel -> creditOf(sums, model, goal.goal(), channel, basis))
                .sum();
        PathModelResult fit = goal.fits().get(model);
        return journeys.entrySet().stream()
                .map(entry -> {
                    String channel = entry.getKey();
                    double credit = creditOf(sums, model, goal.goal(), channel, basis);
                    Double share = own.get(channel);
                    Double creditShare = total == 0 ? null : credit / total;
                    ChannelCredit fitted = fit == null ? null : fit.channels().get(channel);
                    Interval interval = share == null ? null : interval(goal, model, channel, basis, share);
                    return RowFactory.create(
                            model,
                            goal.version(),
                            goal.goal(),
                            channel,
                            basis,
                            fitted == null ? credit : ownWeight(fitted, basis),
                            share,
                            interval == null ? null : interval.low(),
                            interval == null ? null : interval.high(),
                            fitted == null ? null : removalEffect(fitted, basis),
                            creditShare,
                            share == null || creditShare == null ? null : share - creditShare,
                            agreement(shares.values(), channel),
                            entry.getValue(),
                            entry.getValue() < minimumJourneys,
                            fit == null || fit.notes().isEmpty() ? null : String.join("; ", fit.notes()));
                })
                .toList();
    }

    private static @Nullable Interval interval(
            GoalModels goal, String model, String channel, String basis, double share) {
        SortedMap<String, ChannelSpread> spreads = goal.spreads().get(model);
        ChannelSpread spread = spreads == null ? null : spreads.get(channel);
        if (spread == null) {
            return null;
        }
        Spread ofShare = basis.equals(COUNT) ? spread.shareOfConversions() : spread.shareOfValue();
        return ofShare.resamples() < 2 ? null : ofShare.around(share);
    }

    private static SortedMap<String, Double> ownShares(
            GoalModels goal,
            String model,
            String basis,
            Map<List<String>, Credited> sums,
            SortedMap<String, Long> journeys) {
        PathModelResult fit = goal.fits().get(model);
        SortedMap<String, Double> weights = new TreeMap<>();
        for (String channel : journeys.keySet()) {
            ChannelCredit fitted = fit == null ? null : fit.channels().get(channel);
            weights.put(
                    channel,
                    fitted == null ? creditOf(sums, model, goal.goal(), channel, basis) : ownWeight(fitted, basis));
        }
        double total =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        SortedMap<String, Double> shares = new TreeMap<>();
        if (total != 0) {
            weights.forEach((channel, weight) -> shares.put(channel, weight / total));
        }
        return shares;
    }

    private static @Nullable Double agreement(Collection<SortedMap<String, Double>> shares, String channel) {
        return ModelAgreement.score(shares.stream()
                .flatMap(own -> Stream.ofNullable(own.get(channel)))
                .toList());
    }

    private static SortedMap<String, Long> journeysWith(PathTable paths) {
        SortedMap<String, Long> journeys = new TreeMap<>();
        for (int path = 0; path < paths.paths(); path++) {
            int current = path;
            long count = (long) paths.observed().journeys(path);
            IntStream.range(0, paths.length(path))
                    .map(i -> paths.channel(current, i))
                    .distinct()
                    .forEach(channel -> journeys.merge(paths.channels().get(channel), count, Long::sum));
        }
        return journeys;
    }

    private static double creditOf(
            Map<List<String>, Credited> sums, String model, String goal, String channel, String basis) {
        Credited credited = sums.get(List.of(model, goal, channel));
        if (credited == null) {
            return 0;
        }
        return basis.equals(COUNT) ? credited.conversions() : credited.value();
    }

    /** Conversions, or value in the reporting currency. */
    private static double ownWeight(ChannelCredit fitted, String basis) {
        return basis.equals(COUNT)
                ? fitted.conversions()
                : BigDecimal.valueOf(fitted.value()).movePointLeft(2).doubleValue();
    }

    private static @Nullable Double removalEffect(ChannelCredit fitted, String basis) {
        return basis.equals(COUNT) ? fitted.removalEffectOnConversions() : fitted.removalEffectOnValue();
    }
}
