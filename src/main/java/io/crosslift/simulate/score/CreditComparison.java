package io.crosslift.simulate.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Credit of a model for one kind of conversion beside what channels really added, before and after calibration. What is true of a channel
 * is what would be lost without it alone; what is true of all together is what would be lost without any touch. The two need not add
 * up, so the split is compared by shares. The interval of credit is that of the model's own share of all credit, the interval of calibrated
 * credit that of its factor; channels that an experiment tested are told from those that have only the factor of all experiments.
 */
public final class CreditComparison {
    static final String CHANNELS = "credit";
    static final String MODELS = "model";
    static final String CREDITED = "credited";
    static final String CALIBRATED = "calibrated";
    static final String TESTED = CALIBRATED + " tested";
    static final String UNTESTED = CALIBRATED + " untested";
    static final String SHARE = " share";
    static final String TOTAL = " total";
    static final String MISPLACED = " share error";
    static final String RANKS = " rank correlation";

    private final String model;
    private final String item;
    private final List<String> channels;
    private final List<ChannelCredit> credits;
    private final double[] truth;
    private final double[] trueShares;
    private final double together;

    private CreditComparison(
            String model,
            String item,
            Map<String, ChannelCredit> credits,
            SortedMap<String, Double> truth,
            double together) {
        this.model = model;
        this.item = item;
        this.channels = List.copyOf(truth.keySet());
        this.credits = channels.stream()
                .map(channel -> credits.getOrDefault(channel, ChannelCredit.NONE))
                .toList();
        this.truth = truth.values().stream().mapToDouble(Double::doubleValue).toArray();
        this.trueShares = Agreement.shares(this.truth);
        this.together = together;
    }

    /**
     * The comparisons of every channel, and of the model.
     *
     * @param item kind of conversion
     * @param credits by channel, those alone that touches are of
     * @param truth what would be lost without each channel
     * @param together what would be lost without all of them
     */
    public static List<ScoreRow> of(
            String model,
            String item,
            Map<String, ChannelCredit> credits,
            SortedMap<String, Double> truth,
            double together) {
        CreditComparison comparison = new CreditComparison(model, item, credits, truth, together);
        List<ScoreRow> rows = new ArrayList<>(comparison.credited());
        if (credits.values().stream().anyMatch(credit -> credit.calibrated() != null)) {
            rows.addAll(comparison.calibrated());
        }
        return rows;
    }

    private List<ScoreRow> credited() {
        double[] found = credits.stream().mapToDouble(ChannelCredit::credited).toArray();
        double[] shares = Agreement.shares(found);
        double all = DoubleStream.of(found).sum();
        List<ScoreRow> rows = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            Interval share = credits.get(i).share();
            rows.add(ofChannel(i, CREDITED, found[i], truth[i], share == null ? null : share.times(all)));
            rows.add(ofChannel(i, CREDITED + SHARE, shares[i], trueShares[i], share));
        }
        rows.addAll(ofModel(CREDITED, found));
        return rows;
    }

    private List<ScoreRow> calibrated() {
        double[] found =
                credits.stream().mapToDouble(ChannelCredit::calibratedOrNothing).toArray();
        double[] shares = Agreement.shares(found);
        List<ScoreRow> rows = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            ChannelCredit credit = credits.get(i);
            rows.add(ofChannel(
                    i, credit.isTested() ? TESTED : UNTESTED, found[i], truth[i], credit.calibratedBetween()));
            rows.add(ofChannel(i, CALIBRATED + SHARE, shares[i], trueShares[i], null));
        }
        rows.addAll(ofModel(CALIBRATED, found));
        return rows;
    }

    private ScoreRow ofChannel(int channel, String measure, double found, double isTrue, @Nullable Interval interval) {
        return new ScoreRow(
                CHANNELS,
                model,
                item + " " + channels.get(channel),
                measure,
                found,
                isTrue,
                interval == null ? null : interval.holds(isTrue));
    }

    private List<ScoreRow> ofModel(String measure, double[] found) {
        return List.of(
                ScoreRow.of(
                        MODELS,
                        model,
                        item,
                        measure + TOTAL,
                        DoubleStream.of(found).sum(),
                        together),
                ScoreRow.of(MODELS, model, item, measure + MISPLACED, orNull(Agreement.shareError(found, truth)), 0.0),
                ScoreRow.of(
                        MODELS, model, item, measure + RANKS, orNull(Agreement.rankCorrelation(found, truth)), 1.0));
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
