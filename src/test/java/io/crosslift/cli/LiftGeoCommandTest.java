package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LiftGeoCommandTest {
    private static final String SMALL = small();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theWalkthroughOfGeoLiftIsInconclusive() throws IOException {
        Path file = folder.resolve("geolift.csv");
        try (InputStream bytes = Objects.requireNonNull(LiftGeoCommandTest.class.getResourceAsStream(
                        "/golden/lift/geolift_walkthrough/GeoLift_Test.csv.gz"));
                InputStream text = new GZIPInputStream(bytes)) {
            Files.copy(text, file);
        }

        assertThat(run(file, "--treated", "chicago,portland", "--from", "2021-04-01", "--out", out("results")))
                .isZero();

        assertThat(out.toString())
                .contains("chicago, portland treated 2021-04-01 to 2021-04-15 (15 days, after 90 before)")
                .contains("-> synthetic_control: inconclusive, +4,667 in total over the test")
                .contains("the conformal\n   test found an effect, placebo markets did not")
                .contains("TESTS_DISAGREE: The tests disagree, so the result is inconclusive.");
        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        NamedCsvRecord headline = records("results/geo.csv").get(0);
        assertThat(headline.getField("method")).isEqualTo("synthetic_control");
        assertThat(headline.getField("is_headline")).isEqualTo("true");
        assertThat(number(headline, "effect")).isCloseTo(155.556, within(5e-4));
        assertThat(number(headline, "total")).isCloseTo(4667, within(0.5));
        assertThat(number(headline, "scaled_l2")).isCloseTo(0.1636, within(5e-5));
        assertThat(number(headline, "p_conformal")).isCloseTo(0.047619047619, within(1e-9));
        assertThat(number(headline, "p_placebo_markets")).isCloseTo(0.2997159090909, within(1e-9));
        assertThat(headline.getField("verdict")).isEqualTo("inconclusive");
        assertThat(headline.getField("design_warnings")).isEqualTo("NO_COOLDOWN");
        assertThat(records("results/geo.csv")).hasSize(5);
        assertThat(records("results/weights.csv").stream()
                        .filter(row -> row.getField("method").equals("synthetic_control"))
                        .mapToDouble(row -> number(row, "weight"))
                        .sum())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void theDaysAddUpToTheEffect() throws IOException {
        run(csv(SMALL), "--treated", "north", "--from", "2024-02-10", "--out", out("results"));

        for (NamedCsvRecord method : records("results/geo.csv")) {
            double sum = records("results/daily.csv").stream()
                    .filter(row -> row.getField("method").equals(method.getField("method"))
                            && row.getField("is_test").equals("true"))
                    .mapToDouble(row -> number(row, "effect"))
                    .sum();
            assertThat(sum).as(method.getField("method")).isCloseTo(number(method, "total"), within(1e-6));
        }
    }

    @Test
    void anEffectThatAllTestsFindIsPositive() throws IOException {
        run(csv(SMALL), "--treated", "north", "--from", "2024-02-10", "--method", "tbr,did", "--json", "--quiet");

        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.get("verdict").asText()).isEqualTo("positive");
        assertThat(result.get("methods")).hasSize(2);
        assertThat(result.get("methods").get(0).get("effect").asDouble()).isCloseTo(25, within(3.0));
        assertThat(result.get("design").get("detectable_lift").asDouble()).isBetween(0.005, 0.1);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void compressedAndParquetFilesSayTheSame() throws IOException {
        run(csv(SMALL), "--treated", "north", "--from", "2024-02-10", "--quiet");
        String expected = out.toString();
        Path gz = folder.resolve("markets.csv.gz");
        try (GZIPOutputStream bytes = new GZIPOutputStream(Files.newOutputStream(gz))) {
            bytes.write(SMALL.getBytes(StandardCharsets.UTF_8));
        }
        Path parquet = folder.resolve("markets.parquet");
        MessageType schema = MessageTypeParser.parseMessageType(
                "message m { required binary location (STRING); required int32 date (DATE); required double Y; }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(parquet))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .build()) {
            for (String line : SMALL.lines().skip(1).toList()) {
                String[] cells = line.split(",");
                Group row = new SimpleGroup(schema);
                row.add("location", cells[0]);
                row.add("date", (int) LocalDate.parse(cells[1]).toEpochDay());
                row.add("Y", Double.parseDouble(cells[2]));
                writer.write(row);
            }
        }

        for (Path file : List.of(gz, parquet)) {
            out.getBuffer().setLength(0);
            assertThat(run(file, "--treated", "north", "--from", "2024-02-10", "--quiet"))
                    .isZero();
            assertThat(out.toString()).as(file.toString()).isEqualTo(expected);
        }
    }

    @Test
    void theOrderOfRowsIsIrrelevant() throws IOException {
        run(csv(SMALL), "--treated", "north", "--from", "2024-02-10", "--out", out("first"));
        List<String> lines = SMALL.lines().toList();
        List<String> turned = Stream.concat(
                        lines.stream().limit(1), lines.stream().skip(1).sorted())
                .toList();
        run(csv(String.join("\n", turned)), "--treated", "north", "--from", "2024-02-10", "--out", out("second"));

        for (String name : List.of("geo.csv", "weights.csv", "daily.csv")) {
            assertThat(folder.resolve("second").resolve(name))
                    .hasSameTextualContentAs(folder.resolve("first").resolve(name));
        }
    }

    @Test
    void spendGivesTheReturnAndPairsATrimmedOne() throws IOException {
        StringBuilder text = new StringBuilder("location,date,Y,spent,pair\n");
        Random random = new Random(9);
        for (int t = 0; t < 40; t++) {
            double common = 100 + 10 * Math.sin(t);
            for (int i = 0; i < 16; i++) {
                boolean lifted = i % 2 == 0 && t >= 30;
                double spent = lifted ? 5 + i : 0;
                text.append("m")
                        .append(i)
                        .append(',')
                        .append(LocalDate.of(2024, 1, 1).plusDays(t))
                        .append(',')
                        .append(common + i + random.nextGaussian() + 3 * spent)
                        .append(',')
                        .append(spent)
                        .append(",p")
                        .append(i / 2)
                        .append('\n');
            }
        }

        assertThat(run(
                        csv(text.toString()),
                        "--treated",
                        "m0,m2,m4,m6,m8,m10,m12,m14",
                        "--from",
                        "2024-01-31",
                        "--cost",
                        "spent",
                        "--pair",
                        "pair",
                        "--json"))
                .isZero();

        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.get("return_on_spend").get("spend").asDouble()).isCloseTo(960, within(1e-9));
        assertThat(result.get("return_on_spend").get("return").asDouble()).isCloseTo(3, within(0.1));
        assertThat(result.get("trimmed_match").get("return").asDouble()).isCloseTo(3, within(0.1));
        assertThat(result.get("trimmed_match").get("return_low").asDouble()).isBetween(2.7, 3.0);
        assertThat(result.get("trimmed_match").get("pairs").asInt()).isEqualTo(8);
        JsonNode pairs = result.get("methods").get(result.get("methods").size() - 1);
        assertThat(pairs.get("method").asText()).isEqualTo("matched_pairs");
        // 3 times a spend of 12 per treated market and day, in all 8 pairs, of whose 256 sign vectors two are as far
        // from 0.
        assertThat(pairs.get("effect").asDouble()).isCloseTo(36, within(1.0));
        assertThat(result.toString()).contains("0.0078125");
    }

    static Stream<Arguments> wrong() {
        String test = "--treated north --from 2024-02-10";
        return Stream.of(
                of("", test, 3, ": it is empty, write a header such as location,date,Y and a row per market and day"),
                of("location,date,Y\n", test, 3, ": it has a header and no rows, add a row per market and day"),
                of(
                        "place,date,Y\nnorth,2024-01-01,1\n",
                        test,
                        2,
                        ":1: there is no column location (columns: place, date, Y) for --location, name one of them"),
                of(
                        "location,date,y\nnorth,2024-01-01,1\n",
                        test,
                        2,
                        ":1: there is no column Y (columns: location, date, y) for --outcome, did you mean y?"),
                of(
                        "location;date;Y\nnorth;2024-01-01;1\n",
                        test,
                        2,
                        ":1: there is no column location (columns: location;date;Y) for --location, separate columns with"
                                + " commas"),
                of(
                        "location,date,Y,Y\nnorth,2024-01-01,1,2\n",
                        test,
                        3,
                        ":1: the column Y is there more than once, leave one of them out or rename it"),
                of(
                        "location,date,Y\nnorth,01/02/2024,1\n",
                        test,
                        3,
                        ":2: date is 01/02/2024, that is no day, write it as 2021-03-31"),
                of(
                        "location,date,Y\nnorth,2024-02-30,1\n",
                        test,
                        3,
                        ":2: date is 2024-02-30, that is no day, write it as 2021-03-31"),
                of(
                        "location,date,Y\nnorth,2024-01-01,many\n",
                        test,
                        3,
                        ":2: Y is many, that is no number, write digits with a point before the decimals"),
                of(
                        "location,date,Y\nnorth,2024-01-01,NaN\n",
                        test,
                        3,
                        ":2: Y is NaN, that is no number, write digits with a point before the decimals"),
                of(
                        "location,date,Y\nnorth,2024-01-01,Infinity\n",
                        test,
                        3,
                        ":2: Y is Infinity, that is no number, write digits with a point before the decimals"),
                of(
                        "location,date,Y\nnorth,2024-01-01,1e300\n",
                        test,
                        3,
                        ":2: Y is 1e300, which is beyond 1e100, give it in a larger unit"),
                of("location,date,Y\nnorth,2024-01-01,\n", test, 3, ":2: Y is empty, write 0 for a day without any"),
                of("location,date,Y\n,2024-01-01,1\n", test, 3, ":2: location is empty, name it or leave the row out"),
                of(
                        "location,date,Y\nnorth,2024-01-01\n",
                        test,
                        3,
                        ":2: the row has 2 cells, the header has 3, write a cell that holds a comma in quotes"),
                of(
                        "location,date,Y\nnorth,2024-01-01,1\nnorth,2024-01-01,2\n",
                        test,
                        3,
                        ":3: the market north has a row for 2024-01-01 already, line 2, add them up or leave one out"),
                of(
                        without("east,2024-01-05"),
                        test,
                        3,
                        ": the market east has no row for 2024-01-05 (49 of 50 days), add it, leave the market out with"
                                + " --exclude, or count missing rows as 0 with --missing zero"),
                of(
                        SMALL,
                        "--from 2024-02-10",
                        2,
                        "--treated is missing, name the markets that got the programme, separated by commas"),
                of(
                        SMALL,
                        "--treated north",
                        2,
                        "--from is missing, name the first day of the test, such as --from 2021-04-01"),
                of(SMALL, "--treated nord --from 2024-02-10", 2, "there is no market nord for --treated (markets: "),
                of(SMALL, "--treated north,north --from 2024-02-10", 2, "--treated names north twice, leave one out"),
                of(
                        SMALL,
                        "--treated north --exclude north --from 2024-02-10",
                        2,
                        "the market north is in --treated and in --exclude, take it out of one"),
                of(
                        SMALL,
                        "--treated north --exclude nort --from 2024-02-10",
                        2,
                        "there is no market nort for --exclude"),
                of(
                        SMALL,
                        "--treated north --from 10.2.2024",
                        2,
                        "--from is 10.2.2024, that is no day, write it as 2021-03-31"),
                of(SMALL, "--treated north --from 2025-02-10", 2, "--from 2025-02-10 lies after the last day of "),
                of(SMALL, "--treated north --from 2024-01-02", 2, "there are 1 days before --from 2024-01-02 in "),
                of(
                        SMALL,
                        "--treated north --from 2024-02-10 --to 2024-02-01",
                        2,
                        "--to 2024-02-01 lies before --from 2024-02-10, swap them"),
                of(
                        SMALL,
                        "--treated north --from 2024-02-10 --to 2025-02-01",
                        2,
                        "--to 2025-02-01 lies after the last day of "),
                of(
                        SMALL,
                        "--treated north --from 2024-02-10 --method magic",
                        2,
                        "there is no method magic for --method (methods: synthetic_control, augmented_synthetic_control,"
                                + " synthetic_did, tbr, did), correct it"),
                of(
                        SMALL,
                        "--treated north --from 2024-02-10 --alpha 1",
                        2,
                        "--alpha must be above 0 and below 0.5, was 1.0"),
                of(
                        SMALL,
                        "--treated north --from 2024-02-10 --missing mean",
                        2,
                        "--missing must be zero or left out, was mean"),
                of(
                        SMALL,
                        "--treated north --from 2024-02-10 --pair pair",
                        2,
                        ":1: there is no column pair (columns: location, date, Y) for --pair, name one of them"),
                of(
                        SMALL,
                        "--treated north --from 2024-02-10 --cost Y",
                        2,
                        "the column Y is named by two options, correct one"),
                of(
                        "location,date,Y\na,2024-01-01,1\na,2024-01-02,1\na,2024-01-03,1\na,2024-01-04,1\nb,2024-01-01,1\n"
                                + "b,2024-01-02,1\nb,2024-01-03,1\nb,2024-01-04,1\n",
                        "--treated a --from 2024-01-04",
                        3,
                        ": 1 of its 2 markets are no treated ones, a test needs 2 control markets or more"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongIsSaidWithItsPlaceAndValueAndNothingIsWritten(
            String text, String options, int exitCode, String message) throws IOException {
        Path file = csv(text);

        String[] arguments = Stream.concat(Arrays.stream(options.split(" ")), Stream.of("--out", out("results")))
                .toArray(String[]::new);
        assertThat(run(file, arguments)).isEqualTo(exitCode);

        assertThat(err.toString().strip().lines().toList())
                .last()
                .satisfies(last -> assertThat(last).startsWith("crosslift: ").contains(message));
        assertThat(folder.resolve("results")).doesNotExist();
    }

    @Test
    void aFileThatIsNotThereIsAUsageError() {
        assertThat(run(folder.resolve("none.csv"), "--treated", "a", "--from", "2024-01-01"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no file ").contains("none.csv, name a CSV or Parquet file");
    }

    @Test
    void marketsThatNeverMoveGiveNumbersOrReasons() throws IOException {
        StringBuilder text = new StringBuilder("location,date,Y\n");
        for (String market : List.of("a", "b", "c")) {
            for (int t = 0; t < 8; t++) {
                text.append(market).append(",2024-01-0").append(t + 1).append(",5\n");
            }
        }

        assertThat(run(csv(text.toString()), "--treated", "a", "--from", "2024-01-07", "--out", out("results")))
                .isZero();

        assertThat(err.toString())
                .contains("augmented_synthetic_control is left out: the control markets all move alike");
        assertThat(Files.readString(folder.resolve("results/geo.csv"))).doesNotContain("NaN", "Infinity");
        assertThat(out.toString()).doesNotContain("NaN", "Infinity").contains("inconclusive");
    }

    private static Arguments of(String text, String options, int exitCode, String message) {
        return Arguments.of(text, options, exitCode, message);
    }

    private static String without(String start) {
        return String.join(
                "\n", SMALL.lines().filter(line -> !line.startsWith(start)).toList());
    }

    /** 24 markets, 50 days, of which north has 25 more from the 41st on. */
    private static String small() {
        StringBuilder text = new StringBuilder("location,date,Y\n");
        Random random = new Random(2);
        List<String> names = Stream.concat(
                        Stream.of("north", "east"),
                        Stream.iterate(2, i -> i + 1).limit(22).map(i -> "m" + i))
                .toList();
        for (int t = 0; t < 50; t++) {
            double common = 200 + 15 * Math.sin(t / 2.0);
            for (String name : names) {
                double y = common + 3 * random.nextGaussian() + (name.equals("north") && t >= 40 ? 25 : 0);
                text.append(name)
                        .append(',')
                        .append(LocalDate.of(2024, 1, 1).plusDays(t))
                        .append(',')
                        .append(Math.round(100 * y) / 100.0)
                        .append('\n');
            }
        }
        return text.toString();
    }

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("markets.csv"), text);
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    private int run(Path file, String... options) {
        String[] arguments = Stream.concat(Stream.of("lift-geo", file.toString()), Arrays.stream(options))
                .toArray(String[]::new);
        return Crosslift.run(arguments, new PrintWriter(out), new PrintWriter(err));
    }

    private List<NamedCsvRecord> records(String name) throws IOException {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(folder.resolve(name))) {
            return rows.stream().toList();
        }
    }

    private static double number(NamedCsvRecord row, String field) {
        return Double.parseDouble(row.getField(field));
    }
}
