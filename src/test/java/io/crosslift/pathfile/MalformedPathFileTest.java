package io.crosslift.pathfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedPathFileTest {
    private static final ReadOptions DEFAULTS = new ReadOptions(ReadOptions.SEPARATOR, null, 1000);

    @TempDir
    private Path folder;

    static Stream<Arguments> malformed() {
        return Stream.of(
                of("", ": it is empty, write a header such as path,conversions,value,nulls and a row per path"),
                of("\n\n", ": it is empty, write a header such as path,conversions,value,nulls and a row per path"),
                of("path,conversions\n", ": it has a header and no rows, add a row per path"),
                of(
                        "path,value\na,1\n",
                        ":1: there is no column conversions (columns: path, value), name it conversions or total_conversions"),
                of("a > b,1\n", ":1: there is no column path (columns: a > b, 1), name it path or transformed_path"),
                of(
                        "path;conversions\na;1\n",
                        ":1: there is no column path (columns: path;conversions), separate columns with commas"),
                of(
                        "path,conversions,Conversions\na,1,1\n",
                        ":1: the column Conversions is there more than once, leave one of them out"),
                of(
                        "path,conversions,total_conversions\na,1,1\n",
                        ":1: the columns conversions and total_conversions both hold conversions, leave one of them out"),
                of(
                        "path,conversions\na,-3\n",
                        ":2: conversions is -3, a count is never negative, correct it or leave the row out"),
                of(
                        "path,conversions\na,1\nb,1.5\n",
                        ":3: conversions is 1.5, a count is a whole number of journeys, correct it"),
                of(
                        "path,conversions\na,1e-999\n",
                        ":2: conversions is 1e-999, a count is a whole number of journeys, correct it"),
                of(
                        "path,conversions,nulls\na,1,-1\n",
                        ":2: nulls is -1, a count is never negative, correct it or leave the row out"),
                of(
                        "path,conversions\na,many\n",
                        ":2: conversions is many, that is no number, write digits with a point before the decimals"),
                of(
                        "path,conversions,value\na,1,\"1,50\"\n",
                        ":2: value is 1,50, that is no number, write digits with a point before the decimals"),
                of(
                        "path,conversions,value\na,1,NaN\n",
                        ":2: value is NaN, that is no number, write digits with a point before the decimals"),
                of("path,conversions\na,\n", ":2: conversions is empty, write 0 where there is none"),
                of(
                        "path,conversions,value\na > b,1,2\nb,0,9.90\n",
                        ":3: value is 9.9 with 0 conversions, count the conversions or set the value to 0"),
                of(
                        "path,conversions\na > b,1\na >  > b,2\n",
                        ":3: the path 'a >  > b' has an empty channel at position 2, name it or take out the ' > ' too many"),
                of(
                        "path,conversions\na > ,2\n",
                        ":2: the path 'a > ' has an empty channel at position 2, name it or take out the ' > ' too many"),
                of(
                        "path,conversions\n> a > b,2\n",
                        ":2: the path '> a > b' has an empty channel at position 1, name it or take out the ' > ' too many"),
                of(
                        "path,conversions\n>,2\n",
                        ":2: the path '>' has an empty channel at position 1, name it or take out the ' > ' too many"),
                of(
                        "path,conversions\nweb,1\nweb>mail,2\n",
                        ":3: no path has the separator ' > ', but 'web>mail' has '>', name the right one with --separator,"
                                + " or rename the channel if it is one"),
                of(
                        "path,conversions\n\"web,mail\",2\n",
                        ":2: no path has the separator ' > ', but 'web,mail' has ',', name the right one with --separator,"
                                + " or rename the channel if it is one"),
                of(
                        "path,conversions,nulls\nweb, mail,2,1\n",
                        ":2: conversions is mail, that is no number, write digits with a point before the decimals"),
                of(
                        "path,conversions\nweb,1,2\n",
                        ":2: the row has 3 cells, the header has 2, write a cell that holds a comma in quotes"),
                of(
                        "path,conversions,nulls\n\nweb,1\n",
                        ":3: the row has 2 cells, the header has 3, write a cell that holds a comma in quotes"),
                of(
                        "path,conversions\n\"web\" > mail,1\n",
                        ":2: a cell goes on after its closing quote, write each quote inside a cell twice"),
                of(
                        "path,conversions\nweb,1\n\"web > mail,1\nweb,2\n",
                        ":3: a cell is opened by a quote that nothing closes, close it"),
                of(
                        "path,conversions\nweb > the \"best\",1\n",
                        ":2: the channel the \"best\" has a quote in a cell that does not start with one, write the cell in"
                                + " quotes and each quote inside twice"),
                of("path,conversions,goal\nweb,1,\n", ":2: the goal is empty, name it or leave the row out"),
                of(
                        "path,conversions\nweb,9007199254740992\nweb > mail,1\n",
                        ":3: with this row the sum of conversions exceeds 9007199254740992, beyond which sums are not"
                                + " exact, correct the number or give values in a larger unit"),
                of(
                        "path,conversions\nweb,99999999999999999999\n",
                        ":2: with this row the sum of conversions exceeds 9007199254740992, beyond which sums are not"
                                + " exact, correct the number or give values in a larger unit"),
                of(
                        "path,conversions,value\nweb,1,0.5\nweb,1,1e30\n",
                        ":3: with this row the sum of value exceeds 9007199254740992, beyond which sums are not"
                                + " exact, correct the number or give values in a larger unit"),
                of(
                        "path,conversions\n,1\nweb > unattributed,1\n",
                        ":3: the channel unattributed is the name of conversions without a touch, which this file has too,"
                                + " rename the channel"),
                of("PK\u0003\u0004 and so on", ": it is a workbook or archive, save it as CSV"),
                of("PAR1 and no more", ": it is no whole Parquet file, write or copy it again"));
    }

    private static Arguments of(String content, String message) {
        return Arguments.of(content, message);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedFileIsNamedWithItsLineTheValueAndWhatToDo(String content, String message) throws IOException {
        Path file = write(content.getBytes(StandardCharsets.UTF_8));

        assertRefused(file, DEFAULTS, file + message);
    }

    @Test
    void aByteThatIsNoUtf8IsFoundByItsLine() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes("path,conversions\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 20_000; i++) {
            content.writeBytes("größer > web,1\n".getBytes(StandardCharsets.UTF_8));
        }
        content.writeBytes("größer > web,1\n".getBytes(StandardCharsets.ISO_8859_1));
        Path file = write(content.toByteArray());

        assertRefused(file, DEFAULTS, file + ":20002: the byte 0xF6 is no UTF-8, save the file as UTF-8");
    }

    @Test
    void textInUtf16IsRefusedAtItsFirstByte() throws IOException {
        Path file = write("\uFEFFpath,conversions\nweb,1\n".getBytes(StandardCharsets.UTF_16LE));

        assertRefused(file, DEFAULTS, file + ":1: the byte 0xFF is no UTF-8, save the file as UTF-8");
    }

    @Test
    void compressedDataThatBreaksOffIsRefused() throws IOException {
        byte[] whole = compressed("path,conversions\n" + "web > mail,1\n".repeat(5_000));
        Path file = write(Arrays.copyOf(whole, whole.length - 12));

        assertThatThrownBy(() -> PathFile.read(file.toString(), DEFAULTS))
                .isInstanceOfSatisfying(Failure.class, MalformedPathFileTest::isOfData)
                .hasMessageStartingWith(file + ": its gzip data ends or breaks off after line ")
                .hasMessageEndingWith(", copy or compress the file again");
    }

    @Test
    void compressedDataOfAFewBytesIsRefused() throws IOException {
        Path file = write(Arrays.copyOf(compressed("path,conversions\nweb,1\n"), 12));

        assertRefused(
                file, DEFAULTS, file + ": its gzip data breaks off at the start, copy or compress the file again");
    }

    @Test
    void linesOfACompressedFileAreThoseOfItsText() throws IOException {
        Path file = write(compressed("path,conversions\nweb,1\nweb,x\n"));

        assertRefused(
                file,
                DEFAULTS,
                file + ":3: conversions is x, that is no number, write digits with a point before the decimals");
    }

    @Test
    void anOpenQuoteInALargeFileIsFoundWhereItStands() throws IOException {
        String text = "path,conversions\nweb,1\n\"web,1\n" + "web > mail,1\n".repeat(1_400_000);
        Path file = write(text.getBytes(StandardCharsets.UTF_8));

        assertRefused(
                file, DEFAULTS, file + ":3: a cell has more than 16 million characters, close its quote or shorten it");
    }

    @Test
    void moreDistinctPathsThanAllowedNameTheSetting() throws IOException {
        Path file = write("path,conversions\na,1\nb,1\na,1\nc,1\n".getBytes(StandardCharsets.UTF_8));

        assertRefused(
                file,
                new ReadOptions(" > ", null, 2),
                file
                        + ":5: the file has more than 2 distinct paths, raise --set journey.max-distinct-paths (some 300 bytes"
                        + " of memory each) or shorten the paths");
    }

    @Test
    void moreChannelsThanAModelHoldsAreRefusedAtTheFirstOneTooMany() throws IOException {
        StringBuilder content = new StringBuilder("path,conversions\n");
        for (int channel = 0; channel < 65_535; channel++) {
            content.append("web > c").append(channel).append(",1\n");
        }
        Path file = write(content.toString().getBytes(StandardCharsets.UTF_8));

        assertRefused(
                file,
                new ReadOptions(" > ", null, 1_000_000),
                file
                        + ":65536: the channel c65534 is one more than the 65535 that a model can hold, merge rare channels or"
                        + " correct --separator");
    }

    @Test
    void aGoalColumnThatIsNotThereIsAFaultOfTheHeader() throws IOException {
        Path file = write("path,conversions\nweb,1\n".getBytes(StandardCharsets.UTF_8));

        assertRefused(
                file,
                new ReadOptions(" > ", "product", 10),
                file + ":1: there is no column product (columns: path, conversions), correct --goal-column or leave it"
                        + " out");
    }

    @Test
    void whatIsNoFileIsAFaultOfUsage() {
        assertThatThrownBy(() -> PathFile.read(folder.resolve("nowhere.csv").toString(), DEFAULTS))
                .isInstanceOfSatisfying(Failure.class, MalformedPathFileTest::isOfUsage)
                .hasMessage("there is no file " + folder.resolve("nowhere.csv") + ", name a CSV or Parquet file");
        assertThatThrownBy(() -> PathFile.read(folder.toString(), DEFAULTS))
                .isInstanceOfSatisfying(Failure.class, MalformedPathFileTest::isOfUsage)
                .hasMessage(folder + " is a folder, name a file in it");
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("paths.csv"), content);
    }

    private static byte[] compressed(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void assertRefused(Path file, ReadOptions options, String message) {
        assertThatThrownBy(() -> PathFile.read(file.toString(), options))
                .isInstanceOfSatisfying(Failure.class, MalformedPathFileTest::isOfData)
                .hasMessage(message);
    }

    private static void isOfData(Failure failure) {
        assertThat(failure.kind().exitCode()).isEqualTo(3);
    }

    private static void isOfUsage(Failure failure) {
        assertThat(failure.kind().exitCode()).isEqualTo(2);
    }
}
