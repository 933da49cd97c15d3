package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.lift.estimate.WarningCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A test of matched markets: pairs of a treated and a control market that were alike before. A pair's difference is the treated market's
 * change less the control market's, a change being the mean per period after less that before the treatment.
 *
 * <p>{@value #DIFFERENCE} is the mean of the differences with the interval and p of {@link SignFlip}; {@value #TRIMMED} is {@link
 * TrimmedMatch} with one unit of spend per pair, the mean without the pairs that behave unlike the others, with the studentised
 * interval of Tukey and McLaughlin (1963). A verdict needs the method's own test, and quiet before the treatment: the sign-flip test of
 * the last periods before it, as many as the test has.
 */
public final class MatchedPairs {
    /** The mean of the differences. */
    public static final String DIFFERENCE = "matched_pairs";

    /** The trimmed mean of the differences. */
    public static final String TRIMMED = TrimmedMatch.NAME;

    private final MarketPanel panel;
    private final List<double[]> differences;

    private MatchedPairs(MarketPanel panel, List<double[]> differences) {
        this.panel = panel;
        this.differences = differences;
    }

    /**
     * Pairs up the markets of a test.
     *
     * @param pairOf pair by market, each with one treated and one control market
     * @throws IllegalArgumentException if a pair isn't of two such markets, or there are fewer than 2
     */
    public static MatchedPairs of(MarketPanel panel, Map<String, String> pairOf) {
        Map<String, double[]> treated = byPair(panel.treatedMarkets(), panel.treated(), pairOf);
        Map<String, double[]> controls = byPair(panel.controlMarkets(), panel.controls(), pairOf);
        require(
                treated.keySet().equals(controls.keySet()),
                "the pairs %s of treated markets aren't those of control markets, %s",
                treated.keySet(),
                controls.keySet());
        require(treated.size() >= 2, "there is %s pair of markets, but two are needed", treated.size());
        List<double[]> differences = new ArrayList<>();
        treated.forEach((pair, series) ->
                differences.add(Series.minus(series, Objects.requireNonNull(controls.get(pair), pair))));
        return new MatchedPairs(panel, differences);
    }

    private static Map<String, double[]> byPair(List<String> markets, double[][] rows, Map<String, String> pairOf) {
        Map<String, double[]> byPair = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i++) {
            String pair = pairOf.get(markets.get(i));
            require(pair != null, "the market %s is in no pair", markets.get(i));
            require(
                    byPair.put(Objects.requireNonNull(pair), rows[i]) == null,
                    "the pair %s has two markets of one arm",
                    pair);
        }
        return byPair;
    }

    /** Number of pairs. */
    public int size() {
        return differences.size();
    }

    /**
     * How far apart the markets of a pair moved before the treatment: the root mean square, over pairs and periods, of a pair's
     * difference less its own mean, in the unit of the outcome.
     */
    public double distance() {
        int before = panel.before();
        double squares = 0;
        for (double[] difference : differences) {
            squares += Series.squares(Series.minus(difference, Series.mean(difference, 0, before)), 0, before);
        }
        return Math.sqrt(squares / ((double) before * differences.size()));
    }

    /** The effect per treated market and period by the mean of the differences. */
    public MarketEffect difference(Confidence confidence) {
        double[] changes = changes(panel.before(), panel.periods());
        SignFlip test = SignFlip.of(changes, confidence.alpha());
        double mean = Series.mean(changes, 0, changes.length);
        double spread = Math.sqrt(Series.squares(Series.minus(changes, mean), 0, changes.length)
                / ((double) changes.length * (changes.length - 1)));
        Estimate effect = new Estimate(
                mean,
                spread > 0 ? Double.valueOf(spread) : null,
                null,
                null,
                test.low(),
                test.high(),
                test.p(),
                panel.markets(),
                test.low() == null ? List.of(WarningCode.NO_FINITE_BOUND) : List.of());
        List<GeoWarning> warnings = new ArrayList<>();
        if (test.smallestP() > confidence.alpha()) {
            warnings.add(GeoWarning.TOO_FEW_PAIRS_TO_FLIP);
        }
        if (test.sampled()) {
            warnings.add(GeoWarning.SAMPLED_FLIPS);
        }
        return result(DIFFERENCE, effect, confidence, warnings);
    }

    /** The effect per treated market and period without the pairs at the ends. */
    public MarketEffect trimmed(Confidence confidence) {
        double[] changes = changes(panel.before(), panel.periods());
        double[] ones = new double[changes.length];
        Arrays.fill(ones, 1);
        TrimmedMatch match = TrimmedMatch.of(changes, ones, kept -> confidence.critical((double) kept - 1));
        double freedom = changes.length - 2.0 * match.trimmed() - 1;
        Double low = match.low();
        Double high = match.high();
        Estimate effect = low == null || high == null
                ? Estimates.of(match.value(), null, null, null, panel.markets(), List.of(WarningCode.NO_FINITE_BOUND))
                : Estimates.symmetric(
                        match.value(),
                        (high - low) / 2 / confidence.critical(freedom),
                        freedom,
                        confidence,
                        panel.markets());
        return result(TRIMMED, effect, confidence, low == null ? List.of(GeoWarning.TOO_FEW_PAIRS) : List.of());
    }

    private MarketEffect result(String method, Estimate effect, Confidence confidence, List<GeoWarning> warnings) {
        double[] before = before();
        Double pBefore = before == null
                ? null
                : Double.valueOf(SignFlip.of(before, confidence.alpha()).p());
        Double effectBefore = before == null ? null : Double.valueOf(Series.mean(before, 0, before.length));
        MarketEvidence evidence =
                new MarketEvidence(effect.p(), null, null, null, null, 0, null, effectBefore, pBefore, null, 0);
        List<GeoWarning> all = new ArrayList<>(warnings);
        all.addAll(evidence.warnings(confidence.alpha()));
        Estimate relative =
                Estimates.relative(effect, Series.mean(panel.treatedMean(), panel.before(), panel.periods()));
        if (relative.value() == null) {
            all.add(GeoWarning.PREDICTED_BELOW_ZERO);
        }
        boolean found = pBefore == null || pBefore > confidence.alpha();
        return new MarketEffect(
                method,
                effect,
                effect.scaled(panel.treatedCells()),
                relative,
                List.of(),
                Map.of(),
                null,
                evidence,
                found ? verdict(effect, confidence.alpha()) : Verdict.INCONCLUSIVE,
                all);
    }

    private static Verdict verdict(Estimate effect, double alpha) {
        Double value = effect.value();
        Double p = effect.p();
        if (value == null || p == null || p > alpha || value == 0) {
            return Verdict.INCONCLUSIVE;
        }
        return value > 0 ? Verdict.POSITIVE : Verdict.NEGATIVE;
    }

    /** Mean difference in the periods from a start to before an end, less that before the start, by pair. */
    private double[] changes(int start, int end) {
        return differences.stream()
                .mapToDouble(difference -> Series.mean(difference, start, end) - Series.mean(difference, 0, start))
                .toArray();
    }

    /** The same right before the treatment; null where the history is too short. */
    private double @Nullable [] before() {
        int start = panel.before() - panel.after();
        return start < Math.max(3, panel.after()) ? null : changes(start, panel.before());
    }
}
