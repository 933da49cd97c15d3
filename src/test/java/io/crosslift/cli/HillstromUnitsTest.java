package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.crosslift.testing.CsvResource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole e-mail experiment of Kevin Hillstrom as a file of units, against pandas, scipy and statsmodels on its rows. */
class HillstromUnitsTest {
    private static final double TOLERANCE = 1e-9;

    @TempDir
    private Path folder;

    private final Map<String, Double> golden = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private Path data = Path.of("");

    @BeforeEach
    void findData() throws IOException {
        data = Path.of(Optional.ofNullable(System.getProperty("CROSSLIFT_SHARED"))
                        .or(() -> Optional.ofNullable(System.getenv("CROSSLIFT_SHARED")))
                        .orElse("../shared"))
                .resolve("data/hillstrom/hillstrom.csv.gz");
        assumeTrue(Files.exists(data), "no Hillstrom rows here: name the folder above data/ in CROSSLIFT_SHARED");
        CsvResource.rows("/golden/lift/hillstrom/expected.csv")
                .forEach(row ->
                        golden.put(row.get("case") + " " + row.get("field"), Double.parseDouble(row.get("value"))));
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail", "womens,Womens E-Mail"})
    void outcomesAndTheirFamilyAreThoseOfTheReference(String name, String arm) throws IOException {
        run("--outcome", "spend,visit,conversion");

        NamedCsvRecord spend = lift("spend", arm, "welch");
        matches(spend, "n_arm", name + "_visit n_t");
        matches(spend, "mean_arm", name + "_spend mean_t");
        matches(spend, "mean_control", name + "_spend mean_c");
        matches(spend, "difference", name + "_spend diff");
        matches(spend, "std_error", name + "_spend se");
        matches(spend, "degrees_of_freedom", name + "_spend df");
        matches(spend, "ci_low", name + "_spend lo");
        matches(spend, "ci_high", name + "_spend hi");
        matches(spend, "p_value", name + "_spend p");
        matches(spend, "p_adjusted", name + "_spend p_adj_holm");
        matches(spend, "relative", name + "_spend rel");
        matches(spend, "relative_low", name + "_spend rel_lo_log");
        matches(spend, "relative_high", name + "_spend rel_hi_log");
        matches(spend, "incremental_total", name + "_spend incremental_revenue");
        matches(spend, "incremental_low", name + "_spend incremental_revenue_lo");
        matches(spend, "incremental_high", name + "_spend incremental_revenue_hi");
        matches(spend, "mde", name + "_spend mde_abs_80pct");
        for (String rate : List.of("visit", "conversion")) {
            NamedCsvRecord proportion = lift(rate, arm, "proportion");
            String reference = name + "_" + rate;
            matches(proportion, "difference", reference + " diff");
            matches(proportion, "std_error", reference + " se_welch");
            matches(proportion, "statistic", reference + " z_pooled");
            matches(proportion, "p_value", reference + " p_pooled");
            matches(proportion, "p_adjusted", reference + " p_adj_holm");
            matches(proportion, "relative_low", reference + " rel_lo");
            matches(proportion, "relative_high", reference + " rel_hi");
            matches(proportion, "incremental_total", reference + " incremental");
            matches(lift(rate, arm, "welch"), "p_value", reference + " p_welch");
        }
        assertThat(records("lift.csv"))
                .allSatisfy(row -> assertThat(row.getField("verdict")).isEqualTo("positive"));
    }

    @Test
    void theSampleRatioIsThatOfTheReference() throws IOException {
        run("--outcome", "spend", "--weights", "Mens E-Mail=1,Womens E-Mail=1,No E-Mail=1");

        assertThat(records("srm.csv")).hasSize(3).allSatisfy(row -> {
            matches(row, "chi_square", "srm chi2");
            matches(row, "p_value", "srm p");
            assertThat(row.getField("step")).isEqualTo("analysed");
            assertThat(row.getField("alert")).isEqualTo("false");
        });
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail", "womens,Womens E-Mail"})
    void orderValueIsThatOfTheReferenceAndInconclusive(String name, String arm) throws IOException {
        run("--ratio", "aov=spend/conversion");

        NamedCsvRecord ratio = lift("aov", arm, "ratio");
        matches(ratio, "mean_arm", name + "_aov_ratio ratio_t");
        matches(ratio, "mean_control", name + "_aov_ratio ratio_c");
        matches(ratio, "difference", name + "_aov_ratio diff");
        matches(ratio, "std_error", name + "_aov_ratio se");
        matches(ratio, "statistic", name + "_aov_ratio z");
        assertThat(ratio.getField("verdict")).isEqualTo("inconclusive");
        assertThat(ratio.getField("warnings")).isEqualTo("DENOMINATOR_MOVED");
        assertThat(ratio.getField("incremental_total")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail,history", "womens,Womens E-Mail,recency"})
    void adjustedSpendIsCloseToTheReferenceThatPoolsAcrossArms(String name, String arm, String covariate)
            throws IOException {
        run("--outcome", "spend", "--pre", covariate);

        NamedCsvRecord cuped = lift("spend", arm, "cuped");
        String reference = name + "_spend_cuped_" + covariate;
        // Pooled within arms, theta lacks the term of the difference between the arms' means: 2e-5 of it here.
        assertThat(number(cuped, "difference")).isCloseTo(golden.get(reference + " est"), within(2e-5));
        assertThat(number(cuped, "std_error")).isCloseTo(golden.get(reference + " se"), within(1e-8));
        assertThat(number(cuped, "variance_reduction"))
                .isCloseTo(golden.get(reference + " variance_reduction"), within(1e-6));
        assertThat(cuped.getField("is_primary")).isEqualTo("false");
        assertThat(cuped.getField("detail")).isEqualTo(covariate);
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail", "womens,Womens E-Mail"})
    void segmentsAndTheirHeterogeneityAreThoseOfTheReference(String name, String arm) throws IOException {
        run("--outcome", "visit", "--segment", "history_segment");

        List<NamedCsvRecord> segments = records("segments.csv").stream()
                .filter(row -> row.getField("arm").equals(arm))
                .toList();
        assertThat(segments).hasSize(7).allSatisfy(row -> {
            matches(row, "difference", name + "_visit_seg[" + row.getField("segment") + "] diff");
            matches(row, "std_error", name + "_visit_seg[" + row.getField("segment") + "] se");
            matches(row, "q", name + "_visit_heterogeneity cochran_q");
            matches(row, "q_p_value", name + "_visit_heterogeneity p");
            matches(row, "i_squared", name + "_visit_heterogeneity i2");
        });
        assertThat(records("srm.csv")).hasSize(3 + 7 * 3);
    }

    @ParameterizedTest
    @CsvSource({"mens,Mens E-Mail", "womens,Womens E-Mail"})
    void regressionWithSlopesPerArmIsThatOfTheReference(String name, String arm) throws IOException {
        run("--outcome", "spend", "--pre", "history");

        NamedCsvRecord regression = lift("spend", arm, "regression");
        matches(regression, "difference", name + "_spend_lin_history est");
        // The reference's error is HC2; ours counts the units as a sample and differs in the third digit after the
        // leading ones.
        assertThat(number(regression, "std_error"))
                .isCloseTo(golden.get(name + "_spend_lin_history se_hc2"), within(1e-3));
    }

    @Test
    void womensEMailToCustomersWhoBoughtOnlyMensLinesIsASegmentOfTwoColumns() throws IOException {
        run("--outcome", "visit,spend", "--segment", "mens+womens");

        List<NamedCsvRecord> rows = records("segments.csv");
        assertThat(rows.stream().map(row -> row.getField("segment")).distinct())
                .containsExactlyInAnyOrder("1+0", "0+1", "1+1");
        NamedCsvRecord onlyMens = rows.stream()
                .filter(row -> row.getField("segment").equals("1+0")
                        && row.getField("arm").equals("Womens E-Mail")
                        && row.getField("outcome").equals("visit"))
                .findFirst()
                .orElseThrow();
        long units = rows.stream()
                .filter(row -> row.getField("arm").equals("Womens E-Mail")
                        && row.getField("outcome").equals("visit"))
                .mapToLong(row -> Long.parseLong(row.getField("n_arm")))
                .sum();
        assertThat(units).isEqualTo(21387);
        assertThat(number(onlyMens, "difference"))
                .isLessThan(golden.get("womens_visit diff"))
                .isBetween(number(onlyMens, "ci_low"), number(onlyMens, "ci_high"));
    }

    private void run(String... options) {
        String[] command = Stream.of(
                        Stream.of("lift-units", data.toString(), "--arm", "segment", "--control", "No E-Mail"),
                        Stream.of("--out", folder.resolve("results").toString()),
                        Stream.of(options))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new);
        StringWriter err = new StringWriter();
        assertThat(Crosslift.run(command, new PrintWriter(out), new PrintWriter(err)))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100 || line.startsWith("wrote "));
    }

    private NamedCsvRecord lift(String outcome, String arm, String estimator) throws IOException {
        return records("lift.csv").stream()
                .filter(row -> row.getField("outcome").equals(outcome)
                        && row.getField("arm").equals(arm)
                        && row.getField("estimator").equals(estimator))
                .findFirst()
                .orElseThrow();
    }

    private void matches(NamedCsvRecord row, String column, String reference) {
        double expected = Objects.requireNonNull(golden.get(reference), reference);
        assertThat(number(row, column)).as(reference).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
    }

    private static double number(NamedCsvRecord row, String column) {
        return Double.parseDouble(row.getField(column));
    }

    private List<NamedCsvRecord> records(String name) throws IOException {
        try (CsvReader<NamedCsvRecord> csv =
                CsvReader.builder().ofNamedCsvRecord(folder.resolve("results").resolve(name))) {
            return csv.stream().toList();
        }
    }
}
