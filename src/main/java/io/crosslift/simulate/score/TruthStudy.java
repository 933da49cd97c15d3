package io.crosslift.simulate.score;

import io.crosslift.simulate.score.AcrossBusinesses.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What many runs on businesses of one scenario found beside what is true: how far off credit is, how often intervals hold. */
public final class TruthStudy {
    private static final String LIFT = "lift";
    /** Parts of a score in which every number has to be the true one. */
    private static final List<String> EXACT = List.of("conversions", "recurring", "offers", "rejections", "ledger");

    /**
     * Credit of a model for one kind of conversion. Before and after calibration are over the same businesses where both are there.
     *
     * @param model model
     * @param item goal and basis
     * @param credited before calibration
     * @param calibrated after it; null where no business could be calibrated
     * @param nearerTotal share of the calibrated businesses in which calibration brings the sum of all channels nearer to the truth
     * @param nearerShares share of them in which it brings the split over channels nearer
     * @param channels its channels one by one
     */
    public record CreditLine(
            String model,
            String item,
            CreditQuality credited,
            @Nullable CreditQuality calibrated,
            @Nullable AcrossBusinesses nearerTotal,
            @Nullable AcrossBusinesses nearerShares,
            ChannelStudy channels) {}

    /**
     * How good credit is.
     *
     * @param total what all channels are credited with, as a multiple of what would be lost without any touch
     * @param misplaced mean share of the credit that lies with the wrong channel
     * @param ranks mean rank correlation of credited and true shares
     */
    public record CreditQuality(AcrossBusinesses total, AcrossBusinesses misplaced, AcrossBusinesses ranks) {}

    /**
     * Intervals of one estimator for one metric.
     *
     * @param name metric and estimator
     * @param intervals how many there are
     * @param held how often they hold the truth
     * @param found sum of the estimates as a multiple of the sum of true effects
     * @param bias mean error of a business in standard deviations
     */
    public record LiftLine(
            String name, long intervals, AcrossBusinesses held, AcrossBusinesses found, AcrossBusinesses bias) {}

    /**
     * Numbers that have to be exact.
     *
     * @param part part of the score
     * @param equal businesses in which all are
     * @param businesses businesses that have the part
     */
    public record ExactLine(String part, long equal, long businesses) {}

    private final List<ScoredBusiness> businesses;

    public TruthStudy(Collection<ScoredBusiness> businesses) {
        this.businesses = List.copyOf(businesses);
    }

    /** Parts that have to be exact, those that any business has. */
    public List<ExactLine> exact() {
        return EXACT.stream()
                .map(part -> new ExactLine(
                        part,
                        businesses.stream()
                                .filter(each -> each.has(part) && each.all(part, ScoreRow::agrees))
                                .count(),
                        businesses.stream().filter(each -> each.has(part)).count()))
                .filter(line -> line.businesses() > 0)
                .toList();
    }

    /** Credit by model and kind of conversion. */
    public List<CreditLine> credit() {
        SortedMap<String, List<String>> kinds = new TreeMap<>();
        businesses.forEach(business -> business.of(CreditComparison.MODELS)
                .forEach(row -> kinds.put(row.item() + "|" + row.subject(), List.of(row.subject(), row.item()))));
        return kinds.values().stream()
                .map(kind -> credit(kind.get(0), kind.get(1)))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<CreditLine> credit(String model, String item) {
        List<ScoredBusiness> calibrated = businesses.stream()
                .filter(business -> found(business, model, item, CreditComparison.CALIBRATED + CreditComparison.TOTAL)
                        .isPresent())
                .toList();
        List<ScoredBusiness> credited = calibrated.isEmpty() ? businesses : calibrated;
        return quality(credited, model, item, CreditComparison.CREDITED)
                .map(before -> new CreditLine(
                        model,
                        item,
                        before,
                        quality(calibrated, model, item, CreditComparison.CALIBRATED)
                                .orElse(null),
                        nearer(calibrated, model, item, CreditComparison.TOTAL),
                        nearer(calibrated, model, item, CreditComparison.MISPLACED),
                        new ChannelStudy(credited, model, item)));
    }

    private static Optional<CreditQuality> quality(
            List<ScoredBusiness> businesses, String model, String item, String when) {
        List<Part> totals = new ArrayList<>();
        List<Double> misplaced = new ArrayList<>();
        List<Double> ranks = new ArrayList<>();
        for (ScoredBusiness business : businesses) {
            found(business, model, item, when + CreditComparison.TOTAL).ifPresent(row -> totals.add(part(row)));
            found(business, model, item, when + CreditComparison.MISPLACED)
                    .ifPresent(row -> misplaced.add(number(row.found())));
            found(business, model, item, when + CreditComparison.RANKS)
                    .ifPresent(row -> ranks.add(number(row.found())));
        }
        return totals.isEmpty()
                ? Optional.empty()
                : Optional.of(new CreditQuality(
                        AcrossBusinesses.ratio(totals),
                        AcrossBusinesses.mean(misplaced),
                        AcrossBusinesses.mean(ranks)));
    }

    static long inside(List<ScoreRow> rows) {
        return rows.stream().filter(row -> Objects.equals(row.covered(), true)).count();
    }

    /** How often calibration brings a number nearer to the true one; of two that are as near, neither is. */
    private static @Nullable AcrossBusinesses nearer(
            List<ScoredBusiness> businesses, String model, String item, String measure) {
        List<Part> wins = new ArrayList<>();
        for (ScoredBusiness business : businesses) {
            Optional<ScoreRow> before = found(business, model, item, CreditComparison.CREDITED + measure);
            Optional<ScoreRow> after = found(business, model, item, CreditComparison.CALIBRATED + measure);
            if (before.isPresent() && after.isPresent()) {
                double moved = distance(after.get()) - distance(before.get());
                wins.add(new Part(moved < 0 ? 1 : 0, 1));
            }
        }
        return wins.isEmpty() ? null : AcrossBusinesses.share(wins);
    }

    private static Optional<ScoreRow> found(ScoredBusiness business, String model, String item, String measure) {
        return business.one(CreditComparison.MODELS, model, item, measure)
                .filter(row -> row.found() != null && row.truth() != null);
    }

    /** Intervals by metric and estimator. */
    public List<LiftLine> lift() {
        TreeSet<String> names = new TreeSet<>();
        businesses.forEach(business ->
                business.of(LIFT).filter(row -> row.covered() != null).forEach(row -> names.add(row.measure())));
        return names.stream().map(this::lift).toList();
    }

    private LiftLine lift(String name) {
        List<Part> held = new ArrayList<>();
        List<Part> found = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (ScoredBusiness business : businesses) {
            List<ScoreRow> rows = business.of(LIFT)
                    .filter(row -> row.measure().equals(name) && row.covered() != null && row.found() != null)
                    .toList();
            if (!rows.isEmpty()) {
                Part sums = new Part(
                        rows.stream().mapToDouble(row -> number(row.found())).sum(),
                        rows.stream().mapToDouble(row -> number(row.truth())).sum());
                held.add(new Part(inside(rows), rows.size()));
                found.add(sums);
                errors.add(sums.above() - sums.below());
            }
        }
        long intervals = Math.round(held.stream().mapToDouble(Part::below).sum());
        return new LiftLine(
                name,
                intervals,
                AcrossBusinesses.share(held),
                AcrossBusinesses.ratio(found),
                AcrossBusinesses.inDeviations(errors));
    }

    private static Part part(ScoreRow row) {
        return new Part(number(row.found()), number(row.truth()));
    }

    private static double distance(ScoreRow row) {
        return Math.abs(number(row.found()) - number(row.truth()));
    }

    static double number(@Nullable Double value) {
        return Objects.requireNonNull(value);
    }
}
