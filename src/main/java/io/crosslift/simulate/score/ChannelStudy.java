package io.crosslift.simulate.score;

import io.crosslift.simulate.score.AcrossBusinesses.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Channels of a model one by one, for one kind of conversion, each beside what would be lost without that channel alone. */
public final class ChannelStudy {
    private final List<ScoredBusiness> businesses;
    private final String model;
    private final String kind;

    ChannelStudy(List<ScoredBusiness> businesses, String model, String kind) {
        this.businesses = businesses;
        this.model = model;
        this.kind = kind;
    }

    /**
     * Channels with a factor of one source.
     *
     * @param credited their credit as a multiple of what they added
     * @param calibrated the same, calibrated
     * @param nearer share of the businesses in which calibration brings the sum of them nearer to what they added
     * @param held how often the interval of a calibrated credit holds what the channel added; null without intervals
     */
    public record CalibratedChannels(
            AcrossBusinesses credited,
            AcrossBusinesses calibrated,
            AcrossBusinesses nearer,
            @Nullable AcrossBusinesses held) {}

    /** How often the interval of a channel's credit holds what it added; null without intervals. */
    public @Nullable AcrossBusinesses held() {
        return held(CreditComparison.CREDITED);
    }

    /** How often the interval of its share of all credit holds the true share; null without intervals. */
    public @Nullable AcrossBusinesses heldShares() {
        return held(CreditComparison.CREDITED + CreditComparison.SHARE);
    }

    /** Channels that an experiment tested; null where none was. */
    public @Nullable CalibratedChannels tested() {
        return calibrated(CreditComparison.TESTED);
    }

    /** Channels that have only the factor of all experiments; null where there is none. */
    public @Nullable CalibratedChannels untested() {
        return calibrated(CreditComparison.UNTESTED);
    }

    private @Nullable CalibratedChannels calibrated(String measure) {
        List<Part> before = new ArrayList<>();
        List<Part> after = new ArrayList<>();
        List<Part> wins = new ArrayList<>();
        for (ScoredBusiness business : businesses) {
            Map<String, ScoreRow> calibrated = channels(business, measure);
            if (!calibrated.isEmpty()) {
                Map<String, ScoreRow> credited = channels(business, CreditComparison.CREDITED);
                credited.keySet().retainAll(calibrated.keySet());
                Part credit = sum(credited);
                Part calibration = sum(calibrated);
                before.add(credit);
                after.add(calibration);
                wins.add(new Part(distance(calibration) < distance(credit) ? 1 : 0, 1));
            }
        }
        return after.isEmpty()
                ? null
                : new CalibratedChannels(
                        AcrossBusinesses.ratio(before),
                        AcrossBusinesses.ratio(after),
                        AcrossBusinesses.share(wins),
                        held(measure));
    }

    private @Nullable AcrossBusinesses held(String measure) {
        List<Part> held = new ArrayList<>();
        for (ScoredBusiness business : businesses) {
            List<ScoreRow> intervals = channels(business, measure).values().stream()
                    .filter(row -> row.covered() != null)
                    .toList();
            if (!intervals.isEmpty()) {
                held.add(new Part(TruthStudy.inside(intervals), intervals.size()));
            }
        }
        return held.isEmpty() ? null : AcrossBusinesses.share(held);
    }

    private Map<String, ScoreRow> channels(ScoredBusiness business, String measure) {
        return business.of(CreditComparison.CHANNELS)
                .filter(row -> row.subject().equals(model)
                        && row.item().startsWith(kind + " ")
                        && row.measure().equals(measure))
                .collect(Collectors.toMap(ScoreRow::item, row -> row, (one, other) -> one, LinkedHashMap::new));
    }

    private static Part sum(Map<String, ScoreRow> channels) {
        return new Part(
                channels.values().stream()
                        .mapToDouble(row -> TruthStudy.number(row.found()))
                        .sum(),
                channels.values().stream()
                        .mapToDouble(row -> TruthStudy.number(row.truth()))
                        .sum());
    }

    private static double distance(Part sums) {
        return Math.abs(sums.above() - sums.below());
    }
}
