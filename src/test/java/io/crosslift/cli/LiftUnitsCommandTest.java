package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.crosslift.config.LiftSettings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.lift.estimate.Validity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiftUnitsCommandTest {
    private static final String UNITS = """
            account,group,spend,orders,bought,before,shop,reached
            1,new,10,1,1,4,north,1
            2,new,20,2,1,9,south,1
            3,new,0,0,0,1,north,0
            4,new,31,3,1,11,south,1
            5,old,9,1,1,5,north,0
            6,old,0,0,0,2,south,0
            7,old,12,2,1,8,north,0
            8,old,4,1,1,3,south,0
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file = Path.of("");

    @BeforeEach
    void writeUnits() throws IOException {
        file = Files.writeString(folder.resolve("units.csv"), UNITS);
    }

    @Test
    void theFileOfLiftsStartsWithItsDocumentedColumns() throws IOException {
        assertThat(run("--outcome", "spend", "--out", out("results"))).isZero();

        assertThat(records("lift.csv").get(0).getHeader())
                .startsWith(
                        "outcome",
                        "arm",
                        "control",
                        "estimator",
                        "n_arm",
                        "n_control",
                        "mean_arm",
                        "mean_control",
                        "difference",
                        "std_error",
                        "ci_low",
                        "ci_high",
                        "p_value",
                        "relative",
                        "relative_low",
                        "relative_high",
                        "incremental_total",
                        "mde",
                        "verdict",
                        "warnings");
        assertThat(records("srm.csv").get(0).getHeader())
                .containsExactly("step", "arm", "observed", "expected", "chi_square", "df", "p_value", "alert");
    }

    @Test
    void meansDifferenceAndTotalAreThoseOfTheRows() throws IOException {
        run("--outcome", "spend", "--out", out("results"));

        NamedCsvRecord row = records("lift.csv").get(0);
        assertThat(row.getFields().subList(0, 4)).containsExactly("spend", "new", "old", "welch");
        assertThat(row.getFields().subList(4, 6)).containsExactly("4", "4");
        assertThat(number(row, "mean_arm")).isEqualTo(15.25);
        assertThat(number(row, "mean_control")).isEqualTo(6.25);
        assertThat(number(row, "difference")).isEqualTo(9);
        // Variances 2123/12 and 339/12 over 4 units each, by hand from the rows.
        assertThat(number(row, "std_error")).isCloseTo(Math.sqrt((530.75 / 3 + 84.75 / 3) / 4), within(1e-12));
        assertThat(number(row, "incremental_total")).isCloseTo(36, within(1e-12));
        assertThat(number(row, "mde")).isCloseTo(2.801585218112968 * number(row, "std_error"), within(1e-9));
        assertThat(row.getField("verdict")).isEqualTo("inconclusive");
    }

    @Test
    void everyEstimatorThatWasAskedForHasARowAndTheFirstIsThePrimaryOne() throws IOException {
        assertThat(run(
                        "--outcome",
                        "spend,bought",
                        "--ratio",
                        "value=spend/orders",
                        "--pre",
                        "before",
                        "--exposed",
                        "reached",
                        "--winsorize",
                        "0.8",
                        "--segment",
                        "shop",
                        "--out",
                        out("results")))
                .as(err.toString())
                .isZero();

        assertThat(records("lift.csv").stream()
                        .map(row -> row.getField("outcome") + " " + row.getField("estimator") + " "
                                + row.getField("is_primary")))
                .startsWith(
                        "spend welch true",
                        "spend cuped false",
                        "spend regression false",
                        "spend post_stratified false",
                        "spend cace false",
                        "spend winsorised false")
                .contains(
                        "bought proportion true", "bought welch false", "value ratio true", "value ratio_cuped false");
    }

    @Test
    void aCapIsTheQuantileOfAllArmsTogether() throws IOException {
        run("--outcome", "spend", "--winsorize", "0.75", "--out", out("results"));

        NamedCsvRecord row = lift("spend", "winsorised");
        // Sorted: 0 0 4 9 10 12 20 31; six of eight values don't exceed 12.
        assertThat(number(row, "cap")).isEqualTo(12);
        assertThat(number(row, "mean_arm")).isEqualTo((10 + 12 + 0 + 12) / 4.0);
        assertThat(number(row, "mean_control")).isEqualTo(6.25);
        assertThat(number(row, "share_removed")).isCloseTo((8 + 19) / 86.0, within(1e-12));
    }

    @Test
    void complierEffectIsTheDifferenceOverTheShareReached() throws IOException {
        run("--outcome", "spend", "--exposed", "reached", "--out", out("results"));

        NamedCsvRecord row = lift("spend", "cace");
        assertThat(number(row, "exposed_arm")).isEqualTo(0.75);
        assertThat(number(row, "exposed_control")).isZero();
        // F = .75^2 / (.25 / 4) is 9, too weak for a point.
        assertThat(number(row, "first_stage_f")).isCloseTo(9, within(1e-9));
        assertThat(row.getField("difference")).isEmpty();
        assertThat(row.getField("warnings")).contains("WEAK_INSTRUMENT");
    }

    @Test
    void exposedControlUnitsMakeTheResultInvalid() throws IOException {
        Files.writeString(file, UNITS.replace("5,old,9,1,1,5,north,0", "5,old,9,1,1,5,north,1"));

        run("--outcome", "spend", "--exposed", "reached", "--out", out("results"));

        assertThat(records("lift.csv")).allSatisfy(row -> {
            assertThat(row.getField("verdict")).isEqualTo("invalid");
            assertThat(row.getField("warnings")).contains("CONTAMINATION");
        });
        assertThat(out.toString()).contains("invalid").contains("More control units were exposed than allowed.");
    }

    @Test
    void armsOfOtherSizesThanPlannedMakeTheResultInvalid() throws IOException {
        StringBuilder rows = new StringBuilder("group,spend\n");
        for (int i = 0; i < 600; i++) {
            rows.append(i % 4 == 0 ? "old," : "new,").append(i % 7).append('\n');
        }
        Files.writeString(file, rows);

        run("--outcome", "spend", "--out", out("results"));

        assertThat(records("srm.csv")).allSatisfy(row -> {
            assertThat(row.getField("alert")).isEqualTo("true");
            // (450 - 300)^2 / 300 twice.
            assertThat(number(row, "chi_square")).isCloseTo(150, within(1e-9));
        });
        assertThat(records("lift.csv").get(0).getField("verdict")).isEqualTo("invalid");

        run("--outcome", "spend", "--weights", "new=3,old=1", "--out", out("results"));

        assertThat(records("lift.csv").get(0).getField("verdict")).isEqualTo("inconclusive");
    }

    @Test
    void anEmptyCovariateIsFlaggedAndAnEmptyOutcomeCountsAsZeroWhereThatIsSaid() throws IOException {
        Files.writeString(file, UNITS.replace("1,new,10,1,1,4,", "1,new,,1,1,,"));

        assertThat(run("--outcome", "spend", "--pre", "before", "--missing", "zero", "--out", out("results")))
                .isZero();

        assertThat(number(lift("spend", "welch"), "mean_arm")).isEqualTo(51 / 4.0);
        assertThat(number(lift("spend", "cuped"), "missing_share")).isEqualTo(0.125);
        assertThat(err.toString()).contains("1 empty cells are read as 0");
    }

    @Test
    void aMissingCovariateAdjustsAsTheMeanOfTheOthersWithAnIndicator() throws IOException {
        Files.writeString(file, UNITS.replace("1,new,10,1,1,4,", "1,new,10,1,1,,"));
        run("--outcome", "spend", "--pre", "before", "--out", out("results"));
        NamedCsvRecord flagged = lift("spend", "cuped");
        // Any filling gives the same adjusted difference beside an indicator.
        StringBuilder filled = new StringBuilder();
        UNITS.lines().forEach(line -> filled.append(line.replace("1,new,10,1,1,4,", "1,new,10,1,1,77,"))
                .append(line.startsWith("account") ? ",unknown" : line.startsWith("1,") ? ",1" : ",0")
                .append('\n'));
        Files.writeString(file, filled);

        run("--outcome", "spend", "--pre", "before,unknown", "--out", out("results"));

        assertThat(number(lift("spend", "cuped"), "difference")).isCloseTo(number(flagged, "difference"), within(1e-9));
        assertThat(number(lift("spend", "cuped"), "std_error")).isCloseTo(number(flagged, "std_error"), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "group,spend\nnew,1\nold,2\n",
                "group,spend\nnew,3\nnew,3\nold,3\nold,3\n",
                "group,spend\nnew,0\nnew,0\nold,0\nold,0\n",
                "group,spend\nnew,1e100\nnew,-1e100\nold,1e100\nold,5\n",
                "group,spend\nnew,1\nnew,0\nold,0\nold,0\n",
                "group,spend\nnew,1e-300\nnew,2e-300\nold,0\nold,1e-300\n"
            })
    void nothingThatIsWrittenOrPrintedIsNotANumber(String content) throws IOException {
        Files.writeString(file, content);

        assertThat(run(
                        "--outcome",
                        "spend",
                        "--ratio",
                        "r=spend/spend",
                        "--segment",
                        "spend",
                        "--winsorize",
                        "0.9",
                        "--out",
                        out("results")))
                .isZero();

        assertThat(out.toString()).doesNotContain("NaN", "Infinity", "null");
        for (String name : List.of("lift.csv", "srm.csv", "segments.csv")) {
            assertThat(Files.readString(folder.resolve("results/" + name)))
                    .doesNotContain("NaN", "Infinity", "null", "∞");
        }
        assertThat(records("lift.csv"))
                .allSatisfy(row -> assertThat(row.getField("p_value")).isNotEqualTo("0.0"));
    }

    @Test
    void theSameRowsAsGzipGiveTheSameBytes() throws IOException {
        run("--outcome", "spend,bought", "--segment", "shop", "--out", out("results"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(UNITS.getBytes(StandardCharsets.UTF_8));
        }
        file = Files.write(folder.resolve("units.csv.gz"), packed.toByteArray());

        run("--outcome", "spend,bought", "--segment", "shop", "--out", out("again"));

        for (String name : List.of("lift.csv", "srm.csv", "segments.csv")) {
            assertThat(folder.resolve("again/" + name)).hasSameBinaryContentAs(folder.resolve("results/" + name));
        }
    }

    @Test
    void rowsOfAccountsThatWereRandomisedGiveTheErrorsOfAClusterRobustRegression() throws IOException {
        try (InputStream orders = Objects.requireNonNull(
                getClass().getResourceAsStream("/golden/lift/account_randomised_orders/inputs.csv"))) {
            Files.write(file, orders.readAllBytes());
        }

        assertThat(runOn("treat", "0", "--outcome", "amount", "--cluster", "account", "--out", out("results")))
                .as(err.toString())
                .isZero();

        NamedCsvRecord clustered = lift("amount", "clustered");
        assertThat(number(clustered, "mean_control")).isCloseTo(31.882431466030987, within(1e-9));
        assertThat(number(clustered, "difference")).isCloseTo(3.477914244596412, within(1e-9));
        // statsmodels, OLS of the order's amount on the arm with cov_type cluster.
        assertThat(number(clustered, "std_error")).isCloseTo(2.51663233709267, within(2.5e-9));
        assertThat(number(clustered, "degrees_of_freedom")).isEqualTo(398);
        assertThat(number(lift("amount", "ratio"), "std_error")).isCloseTo(2.5190136379333903, within(2.5e-10));
        NamedCsvRecord perAccount = lift("amount", "welch");
        assertThat(number(perAccount, "difference")).isCloseTo(4.335350000000034, within(1e-9));
        assertThat(number(perAccount, "p_value")).isCloseTo(0.714283260608942, within(1e-9));
        assertThat(out.toString()).contains("400 clusters in 2 arms (1,620 rows) against 0;");
    }

    /** A discount of 1 or 3 for each of the new arm, who spend 12 more by turns of 8 to 14 and 0 to 2. */
    @Test
    void aCostThatVariesFromUnitToUnitIsSetAgainstWhatItAdded() throws IOException {
        StringBuilder rows = new StringBuilder("group,spend,bought,discount\n");
        for (int i = 0; i < 40; i++) {
            rows.append("new,")
                    .append(20 + i % 4 * 2)
                    .append(',')
                    .append(i % 4 < 2 ? 1 : 0)
                    .append(',');
            rows.append(i % 2 == 0 ? 1 : 3).append('\n');
            rows.append("old,")
                    .append(10 + i % 2 * 2)
                    .append(',')
                    .append(i % 4 < 1 ? 1 : 0)
                    .append(",0\n");
        }
        Files.writeString(file, rows);

        assertThat(run("--outcome", "spend,bought", "--cost", "discount", "--out", out("results")))
                .as(err.toString())
                .isZero();

        // 23 - 11 more spent for a discount of 2.
        NamedCsvRecord returned = lift("spend", "roi");
        assertThat(number(returned, "difference")).isCloseTo(12 / 2.0 - 1, within(1e-12));
        // Fieller: each end e + 1 = r solves (12 - 2 r)^2 = t^2 (var y - 2 r cov + r^2 var d), variances of the
        // differences.
        double varSpend = (5 + 1) / 39.0;
        double varDiscount = 1 / 39.0;
        double covariance = 1 / 39.0; // the new arm's alone: spend and discount go together
        for (String end : List.of("ci_low", "ci_high")) {
            double ratio = number(returned, end) + 1;
            double squares = varSpend - 2 * ratio * covariance + ratio * ratio * varDiscount;
            // The discount differs in one arm only, so Welch's degrees of freedom are its 39; t is 2.0227.
            assertThat(Math.abs(12 - 2 * ratio) / Math.sqrt(squares)).isCloseTo(2.0227, within(5e-5));
        }
        // Half of the new arm bought and a quarter of the old one: 2 / 0.25 for one more.
        assertThat(number(lift("bought", "cost_per_increment"), "difference")).isCloseTo(8, within(1e-12));
        assertThat(records("lift.csv"))
                .filteredOn(record -> record.getField("outcome").equals("bought"))
                .extracting(record -> record.getField("estimator"))
                .doesNotContain("roi");
        assertThat(out.toString()).contains("  roi");
    }

    @Test
    void aCostNeedsAnOutcomeAndNoClusters() {
        assertThat(run("--outcome", "spend", "--cost", "spend", "--cluster", "shop"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--cluster takes no --exposed, --winsorize or --cost, give a file with one row per cluster");
        assertThat(run("--ratio", "r=spend/spend", "--cost", "spend")).isEqualTo(2);
        assertThat(err.toString()).contains("--cost is set against columns of --outcome, name one");
    }

    @Test
    void fewClustersGetABootstrapBesideTheTTest() throws IOException {
        StringBuilder rows = new StringBuilder("group,shop,spend\n");
        for (int i = 0; i < 60; i++) {
            int shop = i % 12;
            rows.append(shop % 2 == 0 ? "new," : "old,").append(shop).append(',');
            rows.append(shop % 2 * -4 + shop * 7 % 5 + i % 3).append('\n');
        }
        Files.writeString(file, rows);

        assertThat(run("--outcome", "spend", "--cluster", "shop", "--out", out("results")))
                .as(err.toString())
                .isZero();

        NamedCsvRecord bootstrap = lift("spend", "wild_cluster");
        assertThat(number(bootstrap, "difference")).isEqualTo(number(lift("spend", "clustered"), "difference"));
        // 12 clusters have 4,096 draws of signs, all of them tried.
        double draws = number(bootstrap, "p_value") * 4096;
        assertThat(draws).isCloseTo(Math.rint(draws), within(1e-6));
        assertThat(number(bootstrap, "ci_low")).isLessThan(number(bootstrap, "difference"));
    }

    @Test
    void covariatesOfClustersAdjustTheirMeanPerRow() throws IOException {
        StringBuilder rows = new StringBuilder("group,shop,spend,before\n");
        for (int i = 0; i < 600; i++) {
            int shop = i % 60;
            int before = (shop * 37 % 11) + i % 3;
            rows.append(shop % 2 == 0 ? "new," : "old,")
                    .append(shop)
                    .append(',')
                    .append(2 * before + (shop % 2 == 0 ? 5 : 0) + i * 31 % 7)
                    .append(',')
                    .append(before)
                    .append('\n');
        }
        Files.writeString(file, rows);

        assertThat(run("--outcome", "spend", "--cluster", "shop", "--pre", "before", "--out", out("results")))
                .as(err.toString())
                .isZero();

        // The outcome is 2 x before + 5 for the new arm + what hangs on no shop.
        NamedCsvRecord adjusted = lift("spend", "ratio_cuped");
        assertThat(number(adjusted, "difference")).isCloseTo(5, within(0.3));
        assertThat(number(adjusted, "std_error")).isLessThan(number(lift("spend", "clustered"), "std_error") / 5);
    }

    @Test
    void strataOfEqualEffectGiveTheDifferenceOfTheirWeightedMeans() throws IOException {
        run("--outcome", "spend", "--segment", "shop", "--out", out("results"));

        // North: new 10, 0; old 9, 12. South: new 20, 31; old 0, 4. Half of the units in each.
        NamedCsvRecord row = lift("spend", "post_stratified");
        assertThat(row.getField("detail")).isEqualTo("shop");
        assertThat(number(row, "difference")).isCloseTo(0.5 * (5 - 10.5) + 0.5 * (25.5 - 2), within(1e-12));
    }

    @Test
    void aClusterInTwoArmsIsNamed() throws IOException {
        assertThat(run("--outcome", "spend", "--cluster", "shop")).isEqualTo(3);

        assertThat(err.toString())
                .contains(
                        ":6: the cluster north is in arm old and before in arm new (MULTI_ARM), name the column of the"
                                + " unit that was randomised with --cluster");
    }

    @Test
    void anIntervalForAnyTimeIsTheVerdictAndTheOthersAreLabelled() throws IOException {
        StringBuilder rows = new StringBuilder("group,spend\n");
        for (int i = 0; i < 1000; i++) {
            rows.append(i % 2 == 0 ? "new," : "old,")
                    .append(i % 2 == 0 ? i % 8 + 1 : i % 8)
                    .append('\n');
        }
        Files.writeString(file, rows);

        run("--outcome", "spend", "--sequential", "anytime", "--planned-units", "1000", "--out", out("results"));

        NamedCsvRecord anytime = lift("spend", "anytime");
        NamedCsvRecord fixed = lift("spend", "welch");
        assertThat(anytime.getField("is_primary")).isEqualTo("true");
        assertThat(fixed.getField("warnings")).contains("FIXED_HORIZON");
        assertThat(anytime.getField("warnings")).doesNotContain("FIXED_HORIZON");
        // At the planned units: n rho^2 = -2 ln .05 + ln(1 - 2 ln .05), whatever n.
        double information = -2 * Math.log(0.05) + Math.log(1 - 2 * Math.log(0.05));
        double half = Math.sqrt(2 * (information + 1) / information * Math.log(Math.sqrt(information + 1) / 0.05));
        assertThat((number(anytime, "ci_high") - number(anytime, "ci_low")) / 2)
                .isCloseTo(half * number(fixed, "std_error"), within(1e-12));
    }

    @Test
    void aVerdictTakesTheWholeFamilyOfOutcomesAndArms() throws IOException {
        StringBuilder rows = new StringBuilder("group,spend,again\n");
        for (int i = 0; i < 50; i++) {
            rows.append("new,")
                    .append(i % 10 + 1.25)
                    .append(',')
                    .append(i % 10 + 1.25)
                    .append('\n');
            rows.append("old,").append(i % 10).append(',').append(i % 10).append('\n');
        }
        Files.writeString(file, rows);

        run("--outcome", "spend", "--out", out("results"));

        NamedCsvRecord alone = lift("spend", "welch");
        // t = 1.25 / sqrt(2 x 8.25 / 49) on 98 degrees of freedom.
        assertThat(number(alone, "statistic")).isCloseTo(1.25 / Math.sqrt(2 * 8.25 / 49), within(1e-9));
        assertThat(number(alone, "p_value")).isBetween(0.025, 0.05);
        assertThat(alone.getField("verdict")).isEqualTo("positive");

        run("--outcome", "spend,again", "--out", out("results"));

        NamedCsvRecord oneOfTwo = lift("spend", "welch");
        assertThat(number(oneOfTwo, "p_adjusted")).isCloseTo(2 * number(oneOfTwo, "p_value"), within(1e-15));
        assertThat(number(oneOfTwo, "ci_low")).isPositive();
        assertThat(oneOfTwo.getField("verdict")).isEqualTo("inconclusive");
    }

    @Test
    void aRatioStandsBesideItsNumeratorPerUnit() throws IOException {
        run("--ratio", "value=spend/orders", "--out", out("results"));

        NamedCsvRecord ratio = lift("value", "ratio");
        assertThat(number(ratio, "mean_arm")).isCloseTo(61 / 6.0, within(1e-12));
        assertThat(number(ratio, "mean_control")).isCloseTo(25 / 4.0, within(1e-12));
        assertThat(lift("value", "welch").getField("detail")).isEqualTo("spend per unit");
        assertThat(number(lift("value", "welch"), "difference")).isEqualTo(9);
    }

    @Test
    void trueAndFalseAreOneAndZero() throws IOException {
        Files.writeString(file, "group,bought\nnew,true\nnew,False\nold,FALSE\nold,false\n");

        run("--outcome", "bought", "--out", out("results"));

        assertThat(number(lift("bought", "proportion"), "mean_arm")).isEqualTo(0.5);
        assertThat(err.toString()).contains("bought holds 0 and 1 only: compared as proportions");
    }

    @Test
    void jsonIsOneObjectWithEveryEstimate() throws IOException {
        run("--outcome", "spend,bought", "--json", "--quiet");

        JsonNode summary = new ObjectMapper().readTree(out.toString());
        assertThat(summary.at("/rows").asInt()).isEqualTo(8);
        assertThat(summary.at("/units/new").asInt()).isEqualTo(4);
        assertThat(summary.at("/lift").findValuesAsText("estimator")).containsExactly("welch", "proportion", "welch");
        assertThat(summary.at("/lift/0/difference").asDouble()).isEqualTo(9);
        assertThat(summary.at("/lift/0/verdict").asText()).isEqualTo("inconclusive");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theConsoleFitsAHundredColumnsAndExplainsItsWarnings() throws IOException {
        run("--outcome", "spend,bought", "--segment", "shop", "--pre", "before", "--out", out("results"));

        assertThat(out.toString())
                .contains("8 units in 2 arms against old; 95 % intervals, verdicts by Holm over 2 tests\n")
                .contains("with 80 % power")
                .contains("HEAVY_TAIL: An arm has fewer than 355 times its squared skewness units")
                .contains("wrote " + folder.resolve("results/lift.csv") + "\n");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100 || line.startsWith("wrote "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            --outcome spned                   | 2 | there is no column spned (columns: account, group, spend, orders, bought, before, shop, reached) for --outcome, did you mean spend?
            --outcome spend --pre befor       | 2 | there is no column befor
            --outcome spend --segment city    | 2 | there is no column city
            --ratio aov=spend/order           | 2 | did you mean orders?
            --ratio spend/orders              | 2 | --ratio is spend/orders, write name=numerator/denominator, such as aov=revenue/orders
            --ratio aov=spend                 | 2 | --ratio is aov=spend, write name=numerator/denominator
            --ratio aov=spend/orders/before   | 2 | write name=numerator/denominator
            --outcome spend,spend             | 2 | the outcome spend is named twice, name it once
            --outcome spend --pre spend       | 2 | --pre spend is an outcome or the exposure too
            --outcome spend --missing drop    | 2 | --missing must be zero or left out, was drop
            --outcome spend --alpha 1.5       | 2 | --alpha must be between 0 and 1, was 1.5
            --outcome spend --winsorize 99.9  | 2 | --winsorize must be a quantile between 0.5 and 1, was 99.9
            --ratio r=spend/orders --winsorize 0.9 | 2 | --winsorize caps columns of --outcome, name one
            --outcome spend --weights new=-1,old=1 | 2 | --weights gives arm new the weight -1, give its planned share, a number of at least 0
            --outcome spend --weights new=x,old=1  | 2 | --weights is new=x,old=1, write arm=weight,arm=weight
            --outcome spend --weights new,old      | 2 | --weights is new,old, write arm=weight,arm=weight
            --outcome spend --weights new=0,old=0  | 2 | --weights gives no arm a weight above 0
            --outcome spend --weights new=1,new=2  | 2 | --weights names arm new twice, name it once
            --outcome spend --weights new=1,odl=1  | 3 | --weights names the arm odl, which has no unit (arms: new, old), correct the name or leave it out
            --outcome spend --weights new=1        | 3 | --weights names no arm old (arms: new, old), give it its planned share
            --outcome spend --unit group      | 3 | :3: the unit new is there again, first in line 2, give one row per unit
            --outcome shop                    | 3 | :2: shop is north, that is no number, write digits with a point before the decimals
            --outcome spend --exposed orders  | 3 | :3: orders is 2.0, write 1 for a unit that the treatment reached and 0 for any other
            --pre before                      | 2 | no outcome was named, name columns of numbers with --outcome
            --outcome spend --cluster shop --exposed reached | 2 | --cluster takes no --exposed, --winsorize or --cost
            --outcome spend --sequential msprt | 2 | --sequential must be anytime or left out, was msprt
            --outcome spend --sequential anytime --planned-units 0 | 2 | --planned-units must be at least 1, was 0
            --outcome spend --out units.csv   | 2 | --out: units.csv is a file, name a folder
            --outcome spend --segmnt shop     | 2 | there is no option --segmnt
            """)
    void aWrongOptionIsOneSentenceWithItsExitCode(String options, int code, String sentence) {
        String[] given = options.replace("units.csv", file.toString()).split(" +");

        assertThat(run(given)).as(err.toString()).isEqualTo(code);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("crosslift: ").contains(sentence.replace("units.csv", file.toString()));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("", ": it is empty, write a header such as arm,spend and a row per unit"),
                Arguments.of("group,spend\n", ": it has a header and no rows, add a row per unit"),
                Arguments.of("group,spend\nnew,1\nold,x\n", ":3: spend is x, that is no number"),
                Arguments.of("group,spend\nnew,1\nold,NaN\n", ":3: spend is NaN, that is no number"),
                Arguments.of("group,spend\nnew,1\nold,-Infinity\n", ":3: spend is -Infinity, that is no number"),
                Arguments.of("group,spend\nnew,1\nold,0x1p3\n", ":3: spend is 0x1p3, that is no number"),
                Arguments.of("group,spend\nnew,1\nold,\"1,5\"\n", ":3: spend is 1,5, that is no number"),
                Arguments.of("group,spend\nnew,1\nold,1e101\n", ":3: spend is 1.0E101, which is beyond 1e100"),
                Arguments.of(
                        "group,spend\nnew,1\nold,\n",
                        ":3: spend is empty, write 0 for a unit without any, or count all empty cells as 0 with --missing"
                                + " zero"),
                Arguments.of("group,spend\nnew,1\n,2\n", ":3: group is empty, name it or leave the row out"),
                Arguments.of(
                        "group,spend\nold,1\nold,2\n",
                        ": the column group holds one arm only, old, add the rows of the other arms"),
                Arguments.of(
                        "group,spend\nnew,1\nnew,2\n",
                        ": there is no arm old in column group (arms: new), name one of them with --control"),
                Arguments.of(
                        "group,spend,spend\nnew,1,1\nold,2,2\n",
                        ":1: the column spend is there more than once, leave one of them out or rename it"),
                Arguments.of("group,spend\nnew,1\nold\n", ":3: the row has 1 cells, the header has 2"),
                Arguments.of("group,spend\nnew,1\nold,1,5\n", ":3: the row has 3 cells, the header has 2"),
                Arguments.of(
                        "group,spend\nnew,1\n\"old,2\n",
                        ":3: a cell is opened by a quote that nothing closes, close it"),
                Arguments.of("group,spend\n\"new\" a,1\n", ":2: a cell goes on after its closing quote"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedFileIsRefusedWithItsLineAndValue(String content, String message) throws IOException {
        Files.writeString(file, content);

        assertThat(run("--outcome", "spend", "--out", out("results"))).isEqualTo(3);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("crosslift: " + file + message);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(folder.resolve("results")).doesNotExist();
    }

    @Test
    void gzipThatBreaksOffAndOtherEncodingsAreRefused() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write((UNITS + "9,old,1,1,1,1,x,0\n".repeat(90_000)).getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        assertThat(run("--outcome", "spend")).isEqualTo(3);
        assertThat(err.toString()).contains(": its gzip data ends or breaks off after line ");

        Files.write(file, "group,spend\nneü,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run("--outcome", "spend")).isEqualTo(3);
        assertThat(err.toString()).contains(":2: the byte 0xFC is no UTF-8, save the file as UTF-8");
    }

    @Test
    void aUnitInTwoArmsIsNamedWithBothLines() throws IOException {
        Files.writeString(file, UNITS + "3,old,1,1,1,1,north,0\n");

        assertThat(run("--outcome", "spend", "--unit", "account")).isEqualTo(3);

        assertThat(err.toString())
                .contains(
                        ":10: the unit 3 is in arm old and, in line 4, in arm new (MULTI_ARM), leave such units out of"
                                + " both or correct their arm");
    }

    @Test
    void limitsAreThoseOfTheSettingsHoweverTheyAreGiven() {
        LiftSettings defaults = new SettingsLoader().load().settings().lift();
        assertThat(defaults.sampleRatioAlpha()).isEqualTo(Validity.SAMPLE_RATIO_ALERT);
        assertThat(defaults.maxControlExposure()).isEqualTo(Validity.CONTROL_EXPOSURE_LIMIT);

        assertThat(run("--outcome", "spend", "--set", "lift.srm-alpha=0.9999", "--weights", "new=2,old=1"))
                .isZero();
        assertThat(out.toString()).contains("-> invalid");

        assertThat(run("--outcome", "spend", "--set", "lift.srm-alhpa=0.5")).isEqualTo(2);
        assertThat(err.toString()).contains("lift.srm-alhpa is no setting, did you mean lift.srm-alpha?");
    }

    @Test
    void withoutAControlTheArmsAreListed() {
        assertThat(Crosslift.run(
                        new String[] {"lift-units", file.toString(), "--arm", "group", "--outcome", "spend"},
                        new PrintWriter(out),
                        new PrintWriter(err)))
                .isEqualTo(2);
        assertThat(err)
                .hasToString("crosslift: --control is missing, name the arm that the others are compared with (arms of "
                        + file + ": new, old)\n");
    }

    @Test
    void aFileThatIsNotThereIsAUsageError() {
        file = folder.resolve("nowhere.csv");

        assertThat(run("--outcome", "spend")).isEqualTo(2);
        assertThat(err).hasToString("crosslift: there is no file " + file + ", name a CSV or Parquet file\n");
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String... options) {
        return runOn("group", "old", options);
    }

    private int runOn(String arm, String control, String... options) {
        String[] command = Stream.of(
                        Stream.of("lift-units", file.toString(), "--arm", arm, "--control", control),
                        Stream.of(options))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new);
        return Crosslift.run(command, new PrintWriter(out), new PrintWriter(err));
    }

    private NamedCsvRecord lift(String outcome, String estimator) throws IOException {
        return records("lift.csv").stream()
                .filter(row -> row.getField("outcome").equals(outcome)
                        && row.getField("estimator").equals(estimator))
                .findFirst()
                .orElseThrow();
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
