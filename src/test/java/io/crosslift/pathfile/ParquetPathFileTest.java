package io.crosslift.pathfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetPathFileTest {
    private static final ReadOptions DEFAULTS = new ReadOptions(ReadOptions.SEPARATOR, null, 1000);
    private static final String COUNTS =
            "message paths { optional binary path (STRING); required int64 conversions; optional double value; optional int32 nulls; }";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void countsAreReadWhateverTheCompression(CompressionCodecName codec) throws IOException {
        Path file = write(
                COUNTS,
                codec,
                row -> row.append("path", "größer > web")
                        .append("conversions", 2L)
                        .append("value", 10.25)
                        .append("nulls", 3),
                row -> row.append("path", "web")
                        .append("conversions", 1L)
                        .append("value", 0.5)
                        .append("nulls", 0),
                row -> row.append("conversions", 4L).append("value", 1.0).append("nulls", 0));

        PathFileContent content = PathFile.read(file.toString(), DEFAULTS);

        assertThat(PathFileTest.rows(content, "")).containsExactly("größer>web 2 1025 3", "web 1 50 0");
        assertThat(content.byGoal().get("").unattributedConversions()).isEqualTo(4);
    }

    @Test
    void decimalsKeepTheirScaleHoweverTheyAreStored() throws IOException {
        Path file = write("""
                message paths {
                  required binary path (STRING); required int32 conversions; required int64 value (DECIMAL(18,3));
                  required fixed_len_byte_array(9) nulls (DECIMAL(20,0)); required binary goal (STRING);
                }""", CompressionCodecName.SNAPPY, row -> row.append("path", "web")
                .append("conversions", 1)
                .append("value", 12_345L)
                .append("nulls", fixed(7))
                .append("goal", "up_sell"));

        PathFileContent content = PathFile.read(file.toString(), DEFAULTS);

        assertThat(PathFileTest.rows(content, "up_sell")).containsExactly("web 1 12345 7");
        assertThat(content.valueDecimals()).isEqualTo(3);
    }

    @Test
    void aWrongRowIsNamedByItsNumber() throws IOException {
        Path file = write(
                COUNTS,
                CompressionCodecName.SNAPPY,
                row -> row.append("path", "web")
                        .append("conversions", 2L)
                        .append("value", 1.0)
                        .append("nulls", 0),
                row -> row.append("path", "web")
                        .append("conversions", -2L)
                        .append("value", 1.0)
                        .append("nulls", 0));

        assertRefused(file, ", row 2: conversions is -2, a count is never negative, correct it or leave the row out");
    }

    @Test
    void aNullIsNoNumber() throws IOException {
        Path file = write(COUNTS, CompressionCodecName.SNAPPY, row -> row.append("path", "web")
                .append("conversions", 2L));

        assertRefused(file, ", row 1: value is empty, write 0 where there is none");
    }

    @Test
    void aNumberThatIsNoneIsNamed() throws IOException {
        Path file = write(COUNTS, CompressionCodecName.SNAPPY, row -> row.append("path", "web")
                .append("conversions", 2L)
                .append("value", Double.NaN));

        assertRefused(file, ", row 1: value is NaN, that is no number, write digits with a point before the decimals");
    }

    @Test
    void aColumnOfAnotherTypeIsRefused() throws IOException {
        Path file = write(
                "message paths { required group path (LIST) { repeated group list { required binary element (STRING); } }"
                        + " required int64 conversions; }",
                CompressionCodecName.SNAPPY,
                row -> {
                    row.addGroup("path").addGroup("list").append("element", "web");
                    row.append("conversions", 1L);
                });

        assertRefused(file, ": the column path is neither text nor a number, write it as one");
    }

    @Test
    void aMissingColumnIsRefused() throws IOException {
        Path file = write(
                "message paths { required binary path (STRING); required int64 count; }",
                CompressionCodecName.SNAPPY,
                row -> row.append("path", "web").append("count", 1L));

        assertRefused(
                file,
                ": there is no column conversions (columns: path, count), name it conversions or total_conversions");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> PathFile.read(file.toString(), DEFAULTS))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.kind().exitCode()).isEqualTo(3))
                .hasMessage(file + message);
    }

    private static Binary fixed(long number) {
        byte[] bytes = new byte[9];
        byte[] digits = BigDecimal.valueOf(number).unscaledValue().toByteArray();
        System.arraycopy(digits, 0, bytes, bytes.length - digits.length, digits.length);
        return Binary.fromConstantByteArray(bytes);
    }

    @SafeVarargs
    private Path write(String schema, CompressionCodecName codec, Consumer<Group>... rows) throws IOException {
        Path file = folder.resolve("paths.parquet");
        MessageType type = MessageTypeParser.parseMessageType(schema);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .withCompressionCodec(codec)
                .build()) {
            for (Consumer<Group> row : rows) {
                Group group = new SimpleGroup(type);
                row.accept(group);
                writer.write(group);
            }
        }
        return file;
    }
}
