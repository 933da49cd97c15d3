package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crosslift.lift.estimate.Golden.Reference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The e-mail experiment of Kevin Hillstrom's MineThatData challenge, against pandas, scipy and statsmodels on its rows. */
class HillstromTest {
    private static final String GOLDEN = "lift/hillstrom";
    private static final String CONTROL = "No E-Mail";
    private static final int VISIT = 0;
    private static final int CONVERSION = 1;
    private static final int SPEND = 2;

    @ParameterizedTest
    @ValueSource(strings = {"mens_visit", "mens_conversion", "womens_visit", "womens_conversion"})
    void ratesFromTheirCounts(String name) {
        Map<String, Reference> expected = Golden.references(GOLDEN, name);

        Lift lift = new ProportionDifference(0).estimate(counts(expected, "t"), counts(expected, "c"));

        expected.get("rate_t").matches(lift.treatment().value());
        expected.get("rate_c").matches(lift.control().value());
        expected.get("diff").matches(lift.difference().value());
        expected.get("se_welch").matches(lift.difference().standardError());
        expected.get("z_pooled").matches(lift.difference().statistic());
        expected.get("p_pooled").matches(lift.difference().p());
        expected.get("rel").matches(lift.relative().value());
        expected.get("rel_lo").matches(lift.relative().low());
        expected.get("rel_hi").matches(lift.relative().high());
        expected.get("incremental").matches(lift.incrementalTotal().value());
        assertThat(lift.difference().warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mens_visit", "mens_conversion", "womens_visit", "womens_conversion"})
    void ratesAsMeans(String name) {
        Map<String, Reference> expected = Golden.references(GOLDEN, name);

        Estimate difference = new MeanDifference(0)
                .estimate(counts(expected, "t"), counts(expected, "c"))
                .difference();

        expected.get("se_welch").matches(difference.standardError());
        expected.get("t_welch").matches(difference.statistic());
        expected.get("p_welch").matches(difference.p());
    }

    @Test
    void theSampleRatioIsAsPlanned() {
        Map<String, Reference> expected = Golden.references(GOLDEN, "srm");
        Map<String, Long> observed = Map.of(
                "control", units("mens_visit", "n_c"),
                "mens", units("mens_visit", "n_t"),
                "womens", units("womens_visit", "n_t"));

        SampleRatio.Result result = SampleRatio.test(observed, Map.of("control", 1, "mens", 1, "womens", 1));

        expected.get("chi2").matches(result.chiSquare());
        expected.get("p").matches(result.p());
        assertThat(result.degreesOfFreedom()).isEqualTo(2);
        assertThat(result.exact()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mens", "womens"})
    void segmentsFromTheirOwnEffects(String arm) {
        List<Reference> all = Golden.references(GOLDEN).stream()
                .filter(reference -> reference.name().startsWith(arm + "_visit_seg["))
                .toList();
        List<Estimate> segments = new ArrayList<>();
        for (int i = 0; i < all.size(); i += 2) {
            segments.add(Estimate.symmetric(
                    all.get(i).value(), all.get(i + 1).value(), null, Confidence.TWO_SIDED_95, 2, List.of()));
        }

        SegmentHeterogeneity.Result result = SegmentHeterogeneity.of(segments);

        Map<String, Reference> expected = Golden.references(GOLDEN, arm + "_visit_heterogeneity");
        assertThat(segments).hasSize(7);
        expected.get("cochran_q").matches(result.q());
        expected.get("p").matches(result.p());
        expected.get("i2").matches(result.inconsistency());
    }

    @ParameterizedTest
    @CsvSource({"holm,p_adj_holm", "benjaminiHochberg,p_adj_fdr_bh"})
    void sixTestsAdjustedTogether(String procedure, String field) {
        List<Map<String, Reference>> tests = Stream.of("visit", "conversion", "spend")
                .flatMap(metric -> Stream.of("mens_" + metric, "womens_" + metric))
                .map(name -> Golden.references(GOLDEN, name))
                .toList();
        List<Double> p = tests.stream()
                .map(test -> test.getOrDefault("p_pooled", test.get("p")).value())
                .toList();

        List<Double> adjusted =
                procedure.equals("holm") ? MultipleTesting.holm(p) : MultipleTesting.benjaminiHochberg(p);

        for (int i = 0; i < p.size(); i++) {
            tests.get(i).get(field).matches(adjusted.get(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail", "womens,Womens E-Mail"})
    void spendFromTheRows(String name, String arm) throws IOException {
        Map<String, Moments> arms = moments(row -> true, Double.POSITIVE_INFINITY);

        Lift lift = new MeanDifference(SPEND).estimate(arms.get(arm), arms.get(CONTROL));

        Map<String, Reference> expected = Golden.references(GOLDEN, name + "_spend");
        expected.get("mean_c").matches(lift.control().value());
        expected.get("mean_t").matches(lift.treatment().value());
        expected.get("var_c").matches(arms.get(CONTROL).variance(SPEND));
        expected.get("var_t").matches(arms.get(arm).variance(SPEND));
        matches(expected, lift.difference(), "diff", "se", "df", "t", "p", "lo", "hi");
        expected.get("rel").matches(lift.relative().value());
        expected.get("rel_lo_log").matches(lift.relative().low());
        expected.get("rel_hi_log").matches(lift.relative().high());
        expected.get("incremental_revenue").matches(lift.incrementalTotal().value());
        expected.get("incremental_revenue_lo").matches(lift.incrementalTotal().low());
        expected.get("incremental_revenue_hi").matches(lift.incrementalTotal().high());
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.HEAVY_TAIL);
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail", "womens,Womens E-Mail"})
    void spendPerConversionFromTheRows(String name, String arm) throws IOException {
        Map<String, Moments> arms = moments(row -> true, Double.POSITIVE_INFINITY);

        Lift lift = new RatioOfSums(SPEND, CONVERSION).estimate(arms.get(arm), arms.get(CONTROL));

        Map<String, Reference> expected = Golden.references(GOLDEN, name + "_aov_ratio");
        expected.get("ratio_c").matches(lift.control().value());
        expected.get("ratio_t").matches(lift.treatment().value());
        expected.get("diff").matches(lift.difference().value());
        expected.get("se").matches(lift.difference().standardError());
        expected.get("z").matches(lift.difference().statistic());
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.DENOMINATOR_MOVED);
    }

    @ParameterizedTest
    @CsvSource({
        "mens,Mens E-Mail,history,3",
        "mens,Mens E-Mail,recency,4",
        "womens,Womens E-Mail,history,3",
        "womens,Womens E-Mail,recency,4"
    })
    void adjustedSpendFromTheRows(String name, String arm, String covariate, int column) throws IOException {
        Map<String, Moments> arms = moments(row -> true, Double.POSITIVE_INFINITY);
        CovariateAdjusted adjusted =
                new CovariateAdjusted(SPEND, List.of(column), Confidence.TWO_SIDED_95, Convention.GROWTHBOOK);

        Lift lift = adjusted.estimate(arms.get(arm), arms.get(CONTROL));
        CovariateAdjusted.Adjustment adjustment = adjusted.adjustment(arms.get(arm), arms.get(CONTROL));

        Map<String, Reference> expected = Golden.references(GOLDEN, name + "_spend_cuped_" + covariate);
        expected.get("est").matches(lift.difference().value());
        expected.get("se").matches(lift.difference().standardError());
        expected.get("theta").matches(adjustment.slopes().get(0));
        expected.get("mean_c_adj").matches(adjustment.controlMean());
        expected.get("mean_t_adj").matches(adjustment.treatmentMean());
        expected.get("variance_reduction").matches(adjustment.varianceReduction());
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail", "womens,Womens E-Mail"})
    void cappedSpendFromTheRows(String name, String arm) throws IOException {
        Map<String, Reference> expected = Golden.references(GOLDEN, name + "_spend_winsor");
        double cap = expected.get("cap_p999_inverted_cdf").value();
        Map<String, Moments> arms = moments(row -> true, cap);

        Lift lift = new MeanDifference(SPEND).estimate(arms.get(arm), arms.get(CONTROL));

        matches(expected, lift.difference(), "diff", "se", "", "t", "p", "", "");
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail", "womens,Womens E-Mail"})
    void visitsPerSegmentFromTheRows(String name, String arm) throws IOException {
        for (Reference reference : Golden.references(GOLDEN)) {
            if (reference.name().startsWith(name + "_visit_seg[")
                    && reference.field().equals("diff")) {
                String segment = reference
                        .name()
                        .substring(
                                (name + "_visit_seg[").length(),
                                reference.name().length() - 1);
                Map<String, Moments> arms = moments(row -> row.contains(segment), Double.POSITIVE_INFINITY);

                Estimate difference = new ProportionDifference(VISIT)
                        .estimate(arms.get(arm), arms.get(CONTROL))
                        .difference();

                reference.matches(difference.value());
                Golden.references(GOLDEN, reference.name()).get("se").matches(difference.standardError());
            }
        }
    }

    private static void matches(
            Map<String, Reference> expected,
            Estimate estimate,
            String value,
            String standardError,
            String degreesOfFreedom,
            String statistic,
            String p,
            String low,
            String high) {
        Map<String, Double> fields = new LinkedHashMap<>();
        fields.put(value, estimate.value());
        fields.put(standardError, estimate.standardError());
        fields.put(degreesOfFreedom, estimate.degreesOfFreedom());
        fields.put(statistic, estimate.statistic());
        fields.put(p, estimate.p());
        fields.put(low, estimate.low());
        fields.put(high, estimate.high());
        fields.remove("");
        fields.forEach((field, actual) -> expected.get(field).matches(actual));
    }

    private static Moments counts(Map<String, Reference> expected, String arm) {
        return Moments.ofCounts((long) expected.get("sum_" + arm).value(), (long)
                expected.get("n_" + arm).value());
    }

    private static long units(String name, String field) {
        return (long) Golden.references(GOLDEN, name).get(field).value();
    }

    /** Moments of visit, conversion, spend, history, recency per arm; skips the test where the data isn't at hand. */
    private static Map<String, Moments> moments(Predicate<List<String>> kept, double cap) throws IOException {
        Path data = shared().resolve("data/hillstrom/hillstrom.csv.gz");
        assumeTrue(Files.exists(data), "no Hillstrom rows here: name the folder above data/ in CROSSLIFT_SHARED");
        Map<String, MomentAccumulator> arms = new TreeMap<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(data)), StandardCharsets.UTF_8))) {
            List<String> header = Golden.cells(reader.readLine());
            int[] columns = Arrays.stream(new String[] {"visit", "conversion", "spend", "history", "recency"})
                    .mapToInt(header::indexOf)
                    .toArray();
            int arm = header.indexOf("segment");
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                List<String> cells = Golden.cells(line);
                if (kept.test(cells)) {
                    double[] row = Arrays.stream(columns)
                            .mapToDouble(column -> Double.parseDouble(cells.get(column)))
                            .toArray();
                    row[SPEND] = Math.min(row[SPEND], cap);
                    arms.computeIfAbsent(cells.get(arm), any -> new MomentAccumulator(row.length))
                            .add(row);
                }
            }
        }
        Map<String, Moments> moments = new TreeMap<>();
        arms.forEach((arm, rows) -> moments.put(arm, rows.moments()));
        return moments;
    }

    private static Path shared() {
        return Path.of(Optional.ofNullable(System.getProperty("CROSSLIFT_SHARED"))
                .or(() -> Optional.ofNullable(System.getenv("CROSSLIFT_SHARED")))
                .orElse("../shared"));
    }
}
