package io.crosslift.attribution;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.attribution.ResampledCreditStep.CreditSpread;
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
    /** A channel's sums under one model and goal. */
    private record Credited(double conversions, double value) {}

    private enum Basis {
        COUNT("count"),
        VALUE("value");

        private final String label;

        Basis(String label) {
            this.label = label;
        }

        /** Conversions, or value in the reporting currency. */
        private double weight(ChannelCredit fitted) {
            return this == COUNT
                    ? fitted.conversions()
                    : BigDecimal.valueOf(fitted.value()).movePointLeft(2).doubleValue();
        }

        private @Nullable Double removalEffect(ChannelCredit fitted) {
            return this == COUNT ? fitted.removalEffectOnConversions() : fitted.removalEffectOnValue();
        }
    }

    private final GoalModels goal;
    private final Basis basis;
    private final Map<List<String>, Credited> sums;
    private final Map<List<String>, CreditSpread> creditSpreads;
    private final SortedMap<String, PathModelResult> earlier;
    private final SortedMap<String, Long> journeys;

    private ModelShares(
            GoalModels goal,
            Basis basis,
            Map<List<String>, Credited> sums,
            Map<List<String>, CreditSpread> creditSpreads,
            SortedMap<String, PathModelResult> earlier) {
        this.earlier = earlier;
        this.goal = goal;
        this.basis = basis;
        this.sums = sums;
        this.creditSpreads = creditSpreads;
        this.journeys = journeysWith(goal.paths());
    }

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
     * @param spreads of the shares of touch rules, by model, goal and channel; empty without resamples
     * @param earlier what the path models of each goal said before, by model name; empty for no comparison
     * @param minimumJourneys channels with fewer journeys are flagged
     */
    public static List<Row> rows(
            Collection<GoalModels> models,
            List<Row> credited,
            Map<List<String>, CreditSpread> spreads,
            Map<String, SortedMap<String, PathModelResult>> earlier,
            int minimumJourneys) {
        Map<List<String>, Credited> sums = new HashMap<>();
        for (Row row : credited) {
            sums.put(
                    List.of(row.getString(0), row.getString(1), row.getString(2)),
                    new Credited(row.getDecimal(3).doubleValue(), row.getLong(4) / 100.0));
        }
        List<Row> rows = new ArrayList<>();
        for (GoalModels goal : models) {
            for (Basis basis : Basis.values()) {
                SortedMap<String, PathModelResult> before = earlier.getOrDefault(goal.goal(), new TreeMap<>());
                rows.addAll(new ModelShares(goal, basis, sums, spreads, before).rows(minimumJourneys));
            }
        }
        return rows;
    }

    private List<Row> rows(int minimumJourneys) {
        Map<String, SortedMap<String, Double>> shares = new TreeMap<>();
        goal.rules().keySet().forEach(model -> shares.put(model, ownShares(model)));
        List<Row> rows = new ArrayList<>();
        shares.forEach((model, own) -> {
            double total = journeys.keySet().stream()
                    .mapToDouble(channel -> creditOf(model, channel))
                    .sum();
            journeys.forEach((channel, count) ->
                    rows.add(row(model, channel, own.get(channel), total, shares.values(), count < minimumJourneys)));
        });
        return rows;
    }

    private Row row(
            String model,
            String channel,
            @Nullable Double share,
            double totalCredit,
            Collection<SortedMap<String, Double>> shares,
            boolean insufficient) {
        double credit = creditOf(model, channel);
        Double creditShare = totalCredit == 0 ? null : (Double) (credit / totalCredit);
        ChannelCredit fitted = fitted(model, channel);
        Double effect = fitted == null ? null : basis.removalEffect(fitted);
        Interval ofShare = share == null ? null : around(share, spreadOfShare(model, channel));
        Interval ofEffect = effect == null ? null : around(effect, spreadOfEffect(model, channel));
        return RowFactory.create(
                model,
                goal.version(),
                goal.goal(),
                channel,
                basis.label,
                fitted == null ? credit : basis.weight(fitted),
                share,
                ofShare == null ? null : ofShare.low(),
                ofShare == null ? null : ofShare.high(),
                effect,
                ofEffect == null ? null : ofEffect.low(),
                ofEffect == null ? null : ofEffect.high(),
                creditShare,
                share == null || creditShare == null ? null : share - creditShare,
                drift(model, channel, share),
                agreement(shares, channel),
                journeys.get(channel),
                insufficient,
                note(model));
    }

    private @Nullable Double drift(String model, String channel, @Nullable Double share) {
        PathModelResult before = earlier.get(model);
        if (before == null || share == null) {
            return null;
        }
        double total =
                before.channels().values().stream().mapToDouble(basis::weight).sum();
        ChannelCredit ofChannel = before.channels().get(channel);
        return total == 0 ? null : (Double) (share - (ofChannel == null ? 0 : basis.weight(ofChannel) / total));
    }

    private static @Nullable Interval around(double estimate, @Nullable Spread spread) {
        return spread == null || spread.resamples() < 2 ? null : spread.around(estimate);
    }

    private @Nullable Spread spreadOfShare(String model, String channel) {
        ChannelSpread fitted = spreadOf(model, channel);
        if (fitted != null) {
            return basis == Basis.COUNT ? fitted.shareOfConversions() : fitted.shareOfValue();
        }
        CreditSpread credited = creditSpreads.get(List.of(model, goal.goal(), channel));
        if (credited == null) {
            return null;
        }
        return basis == Basis.COUNT ? credited.shareOfConversions() : credited.shareOfValue();
    }

    private @Nullable Spread spreadOfEffect(String model, String channel) {
        ChannelSpread fitted = spreadOf(model, channel);
        if (fitted == null) {
            return null;
        }
        return basis == Basis.COUNT ? fitted.removalEffectOnConversions() : fitted.removalEffectOnValue();
    }

    private @Nullable ChannelSpread spreadOf(String model, String channel) {
        SortedMap<String, ChannelSpread> ofModel = goal.spreads().get(model);
        return ofModel == null ? null : ofModel.get(channel);
    }

    private @Nullable ChannelCredit fitted(String model, String channel) {
        PathModelResult fit = goal.fits().get(model);
        return fit == null ? null : fit.channels().get(channel);
    }

    private @Nullable String note(String model) {
        PathModelResult fit = goal.fits().get(model);
        if (fit == null) {
            return goal.fallbacks().get(model);
        }
        return fit.notes().isEmpty() ? null : String.join("; ", fit.notes());
    }

    private SortedMap<String, Double> ownShares(String model) {
        SortedMap<String, Double> weights = new TreeMap<>();
        for (String channel : journeys.keySet()) {
            ChannelCredit fitted = fitted(model, channel);
            weights.put(channel, fitted == null ? creditOf(model, channel) : basis.weight(fitted));
        }
        double total =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        SortedMap<String, Double> shares = new TreeMap<>();
        if (total != 0) {
            weights.forEach((channel, weight) -> shares.put(channel, weight / total));
        }
        return shares;
    }

    private double creditOf(String model, String channel) {
        Credited credited = sums.get(List.of(model, goal.goal(), channel));
        if (credited == null) {
            return 0;
        }
        return basis == Basis.COUNT ? credited.conversions() : credited.value();
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
}
