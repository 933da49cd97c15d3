package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributePathsCommandTest {
    private static final String PATHS = """
            path,conversions,value,nulls,goal
            web > mail,4,100.10,6,up_sell
            mail > social > web,2,19.99,8,up_sell
            social,0,0,20,up_sell
            ,3,5.55,0,up_sell
            web,1,1.5,1,cross_sell
            mail > web,1,2.25,0,cross_sell
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file = Path.of("");

    @BeforeEach
    void writePaths() throws IOException {
        file = Files.writeString(folder.resolve("paths.csv"), PATHS);
    }

    @Test
    void creditOfEveryModelAndGoalAddsUpToTheFile() throws IOException {
        assertThat(run("--models", "markov,shapley,linear", "--order", "1,2,3", "--out", out("results")))
                .isZero();

        List<NamedCsvRecord> credit = records("results/credit.csv");
        assertThat(credit.get(0).getHeader())
                .containsExactly(
                        "model",
                        "order",
                        "goal",
                        "channel",
                        "conversions",
                        "value",
                        "share",
                        "removal_effect",
                        "share_low",
                        "share_high");
        for (String model : List.of("markov 1", "markov 2", "markov 3", "shapley ", "linear ")) {
            assertThat(sum(credit, model, "up_sell", "conversions")).as(model).isBetween(8.999999999, 9.000000001);
            assertThat(sum(credit, model, "up_sell", "value")).as(model).isBetween(125.639999999, 125.640000001);
            assertThat(sum(credit, model, "up_sell", "share")).as(model).isBetween(0.999999999, 1.000000001);
            assertThat(sum(credit, model, "cross_sell", "conversions"))
                    .as(model)
                    .isBetween(1.999999999, 2.000000001);
            assertThat(sum(credit, model, "cross_sell", "value")).as(model).isBetween(3.749999999, 3.750000001);
        }
    }

    @Test
    void conversionsWithoutATouchAreARowOfEveryModelOutsideItsShares() throws IOException {
        run("--models", "shapley,markov", "--out", out("results"));

        assertThat(records("results/credit.csv").stream()
                        .filter(row -> row.getField("channel").equals("unattributed")))
                .hasSize(2)
                .allSatisfy(row -> {
                    assertThat(row.getFields())
                            .containsSubsequence("up_sell", "unattributed", "3.0", "5.55", "", "", "", "");
                });
    }

    @Test
    void onlyMarkovHasAnOrderRemovalEffectsAndTransitions() throws IOException {
        run("--models", "shapley,markov", "--order", "2", "--out", out("results"));

        assertThat(records("results/credit.csv")).allSatisfy(row -> {
            boolean markov = row.getField("model").equals("markov");
            assertThat(row.getField("order")).isEqualTo(markov ? "2" : "");
            assertThat(row.getField("removal_effect").isEmpty())
                    .isEqualTo(!markov || row.getField("channel").equals("unattributed"));
        });
        List<NamedCsvRecord> transitions = records("results/transitions.csv");
        assertThat(transitions)
                .allSatisfy(row -> assertThat(row.getField("order")).isEqualTo("2"));
        assertThat(transitions.stream()
                        .filter(row -> row.getField("goal").equals("up_sell")
                                && row.getField("from").equals("(start)"))
                        .map(row -> row.getField("to") + " " + row.getField("count")))
                .containsExactlyInAnyOrder("web > mail 10", "mail > social 10", "social 20");
    }

    @Test
    void everyCheckIsWrittenAndPassed() throws IOException {
        run("--out", out("results"));

        List<NamedCsvRecord> checks = records("results/checks.csv");
        assertThat(checks.get(0).getHeader()).containsExactly("model", "goal", "check", "left", "right", "passed");
        assertThat(checks).allSatisfy(row -> assertThat(row.getField("passed")).isEqualTo("true"));
        assertThat(checks.stream().map(row -> row.getField("model")).distinct())
                .contains("markov", "shapley", "linear", "first_touch");
    }

    @Test
    void theSameRowsInAnyOrderGiveTheSameBytes() throws IOException {
        List<String> lines = PATHS.lines().toList();
        Files.writeString(
                folder.resolve("turned.csv"),
                String.join(
                        "\n",
                        lines.get(0),
                        lines.get(6),
                        lines.get(3),
                        lines.get(5),
                        lines.get(4),
                        lines.get(1),
                        lines.get(2)));

        run("--order", "1,2", "--models", "markov,shapley,shapley_rate,markov_shapley,logistic", "--out", out("one"));
        file = folder.resolve("turned.csv");
        run("--order", "1,2", "--models", "markov,shapley,shapley_rate,markov_shapley,logistic", "--out", out("two"));

        for (String name : List.of("credit.csv", "transitions.csv", "checks.csv")) {
            assertThat(folder.resolve("one/" + name)).hasSameBinaryContentAs(folder.resolve("two/" + name));
        }
    }

    @Test
    void theConsoleShowsModelsSideBySideAndWhereTheFilesAre() {
        run("--models", "markov,shapley", "--out", out("results"));

        assertThat(out.toString())
                .contains("up_sell: 3 paths, 3 channels, 9 conversions worth 125.64, 34 journeys without\n")
                .containsPattern("conversions +markov 1 +shapley\n")
                .contains("wrote " + folder.resolve("results/credit.csv") + "\n");
        assertThat(err.toString()).contains("column goal holds the goal: each goal has models of its own\n");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100 || line.startsWith("wrote "));
    }

    @Test
    void jsonIsOneObjectWithEveryModel() throws IOException {
        run("--models", "markov, shapley", "--json", "--quiet");

        JsonNode summary = new ObjectMapper().readTree(out.toString());
        assertThat(summary.at("/rows").asInt()).isEqualTo(6);
        assertThat(summary.at("/models").findValuesAsText("model"))
                .containsExactly("markov", "markov", "shapley", "shapley");
        assertThat(summary.at("/models/1/goal").asText()).isEqualTo("up_sell");
        assertThat(summary.at("/models/1/channels").findValuesAsText("channel"))
                .containsExactly("mail", "social", "web", "unattributed");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void withoutAConversionEveryCreditIs0AndAWarningSaysSo() throws IOException {
        Files.writeString(file, "path,conversions,nulls\nweb > mail,0,5\nmail,0,1\n");

        assertThat(run("--out", out("results"))).isZero();

        assertThat(records("results/credit.csv")).allSatisfy(row -> {
            assertThat(row.getField("conversions")).isEqualTo("0.0");
            assertThat(row.getField("share")).isEmpty();
        });
        assertThat(err.toString()).contains("markov 1: no conversions: every credit is 0\n");
    }

    @Test
    void everyShareHasAnIntervalFromResamples() throws IOException {
        run("--models", "markov,shapley", "--bootstrap", "50", "--out", out("results"));
        run("--models", "markov,shapley", "--bootstrap", "50", "--out", out("again"));
        run("--models", "shapley", "--bootstrap", "50", "--set", "attribution.seed=2", "--out", out("seed"));

        assertThat(records("results/credit.csv"))
                .filteredOn(row -> !row.getField("channel").equals("unattributed"))
                .hasSizeGreaterThan(5)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.getField("share")))
                        .isBetween(
                                Double.parseDouble(row.getField("share_low")),
                                Double.parseDouble(row.getField("share_high"))));
        assertThat(folder.resolve("again/credit.csv")).hasSameBinaryContentAs(folder.resolve("results/credit.csv"));
        assertThat(lows("seed")).isNotEqualTo(lows("results"));
    }

    private List<String> lows(String results) throws IOException {
        return records(results + "/credit.csv").stream()
                .filter(row -> row.getField("model").equals("shapley"))
                .map(row -> row.getField("share_low"))
                .toList();
    }

    @Test
    void oneChannelGetsEverything() throws IOException {
        Files.writeString(file, "path,conversions,value,nulls\nweb > web,3,9.99,5\nweb,1,0.01,1\n");

        run("--models", "markov,shapley,shapley_rate,markov_shapley,logistic,linear", "--out", out("results"));

        assertThat(records("results/credit.csv")).hasSize(6).allSatisfy(row -> {
            assertThat(Double.parseDouble(row.getField("conversions"))).isBetween(3.999999999, 4.000000001);
            assertThat(Double.parseDouble(row.getField("value"))).isBetween(9.999999999, 10.000000001);
            assertThat(Double.parseDouble(row.getField("share"))).isEqualTo(1);
        });
    }

    @Test
    void anyModelIsComparedWithOtherToolsEvenWithoutAFile() {
        file = Path.of("");

        assertThat(run("--compare")).isZero();
        assertThat(out.toString()).contains("ChannelAttribution", "fractribution", "time_decay\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --models markow               | --models: unknown attribution model 'markow', known are: custom,
            --models time_decay           | time_decay needs the time or class of each touch and a path file has channels only
            --models shapley,w_shaped     | w_shaped needs the time or class of each touch and a path file has channels only
            --models full_path            | full_path needs the time or class of each touch and a path file has channels only
            --order 0                     | --order must be whole numbers from 1 to 99, separated by commas, or auto, was 0
            --order two                   | --order must be whole numbers from 1 to 99, separated by commas, or auto, was two
            --order auto,2                | --order auto,2 has auto beside numbers, give one or the other
            --order 2 --models shapley    | --order is for markov, which is not among --models shapley, add it
            --bootstrap -1                | --bootstrap must be 0 or 2 to 100000, was -1
            --bootstrap 1                 | --bootstrap must be 0 or 2 to 100000, was 1
            --bootstrap many              | invalid value for option '--bootstrap'
            --set attribution.modles=[x]  | attribution.modles is no setting, did you mean attribution.models?
            """)
    void aUsageErrorIsOneSentenceAndExitCode2(String options, String sentence) {
        assertThat(run(options.split(" +"))).isEqualTo(2);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("crosslift: ").contains(sentence);
    }

    @Test
    void anEmptySeparatorIsAUsageError() {
        assertThat(run("--separator", "")).isEqualTo(2);
        assertThat(err)
                .hasToString("crosslift: --separator is empty, give the text between the channels of a path, such as"
                        + " ' > '\n");
    }

    @Test
    void withoutAFileTheCommandSaysWhatItWants() {
        file = Path.of("");

        assertThat(run()).isEqualTo(2);
        assertThat(err)
                .hasToString("crosslift: no path file was given, name a CSV or Parquet file (attribute-paths --help"
                        + " says more)\n");
    }

    @Test
    void aMalformedFileIsExitCode3AndLeavesTheResultsOfBefore() throws IOException {
        run("--models", "shapley", "--out", out("results"));
        byte[] before = Files.readAllBytes(folder.resolve("results/credit.csv"));
        Files.writeString(file, PATHS + "web,-1,0,0,up_sell\n");

        assertThat(run("--models", "shapley", "--out", out("results"))).isEqualTo(3);

        assertThat(err.toString())
                .endsWith("crosslift: " + file
                        + ":8: conversions is -1, a count is never negative, correct it or leave the row" + " out\n");
        assertThat(folder.resolve("results/credit.csv")).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(folder.resolve("results"))) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aMalformedFileLeavesNoFolderBehind() throws IOException {
        Files.writeString(file, "path,conversions\nweb,x\n");

        assertThat(run("--out", out("results"))).isEqualTo(3);

        assertThat(folder.resolve("results")).doesNotExist();
    }

    @Test
    void anOutFolderThatIsAFileIsRefusedBeforeAnythingIsRead() throws IOException {
        Files.writeString(folder.resolve("taken"), "");

        assertThat(run("--out", out("taken"))).isEqualTo(2);
        assertThat(err).hasToString("crosslift: --out: " + folder.resolve("taken") + " is a file, name a folder\n");
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String... options) {
        Stream<String> paths = file.toString().isEmpty() ? Stream.empty() : Stream.of(file.toString());
        String[] command = Stream.of(Stream.of("attribute-paths"), paths, Stream.of(options))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new);
        return Crosslift.run(command, new PrintWriter(out), new PrintWriter(err));
    }

    private List<NamedCsvRecord> records(String name) throws IOException {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(folder.resolve(name))) {
            return csv.stream().toList();
        }
    }

    private static double sum(List<NamedCsvRecord> credit, String model, String goal, String column) {
        return credit.stream()
                .filter(row -> (row.getField("model") + " " + row.getField("order")).equals(model))
                .filter(row -> row.getField("goal").equals(goal))
                .map(row -> row.getField(column))
                .filter(number -> !number.isEmpty())
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }
}
