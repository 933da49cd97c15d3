package io.crosslift.pathfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.attribution.PathTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathFileTest {
    private static final ReadOptions DEFAULTS = new ReadOptions(ReadOptions.SEPARATOR, null, 1000);

    @TempDir
    private Path folder;

    @Test
    void rowsOfOnePathAreMergedAndThoseOfNoJourneyLeftOut() {
        PathFileContent content = read("""
                path,conversions,value,nulls
                web > mail,2,10.50,1
                mail,0,0,4
                web > mail,1,4.25,0
                social,0,0,0
                """);

        assertThat(rows(content)).containsExactly("mail 0 0 4", "web>mail 3 1475 1");
        assertThat(content.rows()).isEqualTo(4);
        assertThat(content.valueDecimals()).isEqualTo(2);
        assertThat(content.notes()).isEmpty();
    }

    @Test
    void columnsComeInAnyOrderAndOthersAreLeftAlone() {
        PathFileContent content = read("""
                nulls,comment,value,path,conversions
                1,"so, so",3,web,2
                """);

        assertThat(rows(content)).containsExactly("web 2 3 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path,total_conversions,total_conversion_value,total_null",
                "transformedPath,conversions,revenue,nonConversions",
                "transformed_path,conversions,revenue,non_conversions",
                "PATH,Conversions,Value,Nulls"
            })
    void namesOfOtherToolsAreKnownAndSaid(String header) {
        PathFileContent content = read(header + "\nweb > mail,2,3,1\n");

        assertThat(rows(content)).containsExactly("web>mail 2 3 1");
        assertThat(content.notes()).isNotEmpty().allMatch(note -> note.matches("column \\w+ is read as \\w+"));
    }

    @Test
    void withoutValueAndNullsTheyAre0AndSaidToBeMissing() {
        PathFileContent content = read("path,conversions\nweb,2\n");

        assertThat(rows(content)).containsExactly("web 2 0 0");
        assertThat(content.hasValue()).isFalse();
        assertThat(content.hasNulls()).isFalse();
    }

    @Test
    void anEmptyPathIsAConversionWithoutATouch() {
        PathFileContent content = read("path,conversions,value,nulls\n,2,1.5,3\n\"  \",1,1,0\nweb,1,0.25,0\n");

        GoalPaths goal = content.byGoal().get("");
        assertThat(goal).isNotNull();
        assertThat(goal.unattributedConversions()).isEqualTo(3);
        assertThat(content.inFileUnit(goal.unattributedValue())).isEqualTo(2.5);
        assertThat(goal.unattributedNulls()).isEqualTo(3);
        assertThat(goal.conversions()).isEqualTo(4);
        assertThat(rows(content)).containsExactly("web 1 25 0");
    }

    @Test
    void valuesKeepTheDecimalsOfTheFinestOne() {
        PathFileContent content = read("path,conversions,value\na,1,5\nb,1,0.125\na,1,2.50\nc,1,1e3\n");

        assertThat(content.valueDecimals()).isEqualTo(3);
        assertThat(rows(content)).containsExactly("a 2 7500 0", "b 1 125 0", "c 1 1000000 0");
    }

    @Test
    void aCountMayBeWrittenWithADecimalPointIfItIsWhole() {
        assertThat(rows(read("path,conversions,nulls\na,2.0,1e2\n"))).containsExactly("a 2 0 100");
    }

    @Test
    void valuesWithTheNoiseOfBinaryFractionsAreRoundedAsFarAsTheyAddUpExactly() {
        PathFileContent content = read("path,conversions,value\na,1,1234.5600000000002\nb,1,0.30000000000000004\n");

        assertThat(content.valueDecimals()).isEqualTo(2);
        assertThat(rows(content)).containsExactly("a 1 123456 0", "b 1 30 0");
        assertThat(content.notes())
                .containsExactly("value is rounded to 9 decimals in 2 rows, more of them could not be added exactly");
    }

    @Test
    void theOrderOfRowsDoesNotMatterForRounding() {
        List<String> rows =
                new ArrayList<>(List.of("a,1,0.1234567890123", "b,1,9000000.5", "c,2,70000.123456789", "a,3,1"));
        List<String> first = rows(read("path,conversions,value\n" + String.join("\n", rows)));

        for (int seed = 0; seed < 10; seed++) {
            Collections.shuffle(rows, new Random(seed));
            assertThat(rows(read("path,conversions,value\n" + String.join("\n", rows))))
                    .isEqualTo(first);
        }
    }

    @Test
    void blanksAroundAChannelAreNoPartOfIt() {
        assertThat(rows(read("path,conversions\n web  >  e mail ,1\nweb > e mail,1\n")))
                .containsExactly("web>e mail 2 0 0");
    }

    @Test
    void anySeparatorWillDo() {
        ReadOptions arrow = new ReadOptions("→", null, 1000);
        ReadOptions bare = new ReadOptions(">", null, 1000);

        assertThat(rows(read("path,conversions\nweb→e > mail,1\n", arrow))).containsExactly("web>e > mail 1 0 0");
        assertThat(rows(read("path,conversions\nweb>mail,1\nweb > mail,1\n", bare)))
                .containsExactly("web>mail 2 0 0");
    }

    @Test
    void aChannelInsideAnotherOnesNameIsItsOwn() {
        assertThat(rows(read("path,conversions\nGoogle > Google Search,1\nGoogle Search,1\n")))
                .containsExactly("Google>Google Search 1 0 0", "Google Search 1 0 0");
    }

    @Test
    void eachGoalHasPathsOfItsOwn() {
        String rows = "web,1,up\nweb > mail,2,cross\nweb,4,up\n";

        PathFileContent named = read("path,conversions,product\n" + rows, new ReadOptions(" > ", "product", 1000));
        PathFileContent found = read("path,conversions,goal\n" + rows);

        assertThat(named.byGoal().keySet()).containsExactly("cross", "up");
        assertThat(rows(named, "up")).containsExactly("web 5 0 0");
        assertThat(rows(found, "cross")).containsExactly("web>mail 2 0 0");
        assertThat(found.notes()).containsExactly("column goal holds the goal: each goal has models of its own");
        assertThat(read("path,conversions,product\n" + rows).byGoal().keySet()).containsExactly("");
    }

    @Test
    void quotesLineEndsAndAByteOrderMarkAreThoseOfCsv() {
        PathFileContent content =
                read("\uFEFF\"path\",conversions\r\n\"web, \"\"paid\"\" > größer\",1\r\n\r\n\"mail\",\"2\"");

        assertThat(rows(content)).containsExactly("mail 2 0 0", "web, \"paid\">größer 1 0 0");
    }

    @Test
    void compressedFilesAreKnownByTheirContent() throws IOException {
        Path file = folder.resolve("paths.data");
        try (OutputStream bytes = new GZIPOutputStream(Files.newOutputStream(file))) {
            bytes.write("path,conversions\nweb > mail,2\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(rows(PathFile.read(file.toString(), DEFAULTS))).containsExactly("web>mail 2 0 0");
    }

    @Test
    void manyPathsAndChannelsKeepTheirCounts() {
        StringBuilder text = new StringBuilder("path,conversions,value,nulls\n");
        long expected = 0;
        for (int i = 0; i < 20_000; i++) {
            text.append("c").append(i % 300).append(" > c").append(i % 7).append(',');
            text.append(i % 3).append(',').append(i % 3 == 0 ? "0" : i + ".5").append(",1\n");
            expected += i % 3 == 0 ? 0 : 10L * i + 5;
        }

        PathFileContent content = read(text.toString(), new ReadOptions(" > ", null, 5000));

        GoalPaths goal = content.byGoal().get("");
        assertThat(goal).isNotNull();
        assertThat(goal.paths().channels()).hasSize(300);
        assertThat(goal.paths().paths()).isEqualTo(2100);
        assertThat(goal.value()).isEqualTo(expected);
        assertThat(goal.nulls()).isEqualTo(20_000);
    }

    private PathFileContent read(String text) {
        return read(text, DEFAULTS);
    }

    private PathFileContent read(String text, ReadOptions options) {
        try {
            Path file = Files.writeString(folder.resolve("paths.csv"), text);
            return PathFile.read(file.toString(), options);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> rows(PathFileContent content) {
        return rows(content, "");
    }

    /** Path, conversions, value in minor units, nulls. */
    static List<String> rows(PathFileContent content, String goal) {
        PathTable table = content.byGoal().get(goal).paths();
        return IntStream.range(0, table.paths())
                .mapToObj(path ->
                        channels(table, path) + " " + (long) table.observed().conversions(path) + " "
                                + (long) table.observed().value(path) + " "
                                + (long) table.observed().nulls(path))
                .toList();
    }

    private static String channels(PathTable table, int path) {
        return String.join(
                ">",
                IntStream.range(0, table.length(path))
                        .mapToObj(i -> table.channels().get(table.channel(path, i)))
                        .toList());
    }
}
