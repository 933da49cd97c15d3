package io.crosslift.unitfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Moments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

class ParquetUnitFileTest {
    private static final String UNITS =
            "message units { required binary arm (STRING); optional double spend; required boolean bought; required int64 cents (DECIMAL(18,2));"
                    + " required group tags (LIST) { repeated group list { required int32 element; } } }";

    @TempDir
    private Path folder;

    @Test
    void numbersFlagsAndDecimalsAreReadAndOtherColumnsPassedOver() throws IOException {
        Path file = write(unit("new", 10.5, true, 1050), unit("new", 0.1, false, 10), unit("old", 3.0, false, 299));

        UnitFileContent content = UnitFile.read(file.toString(), question("spend", "bought", "cents"));

        Moments treated = content.arm("new");
        assertThat(treated.count()).isEqualTo(2);
        assertThat(treated.mean(content.slot("spend"))).isCloseTo(5.3, within(1e-15));
        assertThat(treated.mean(content.slot("bought"))).isEqualTo(0.5);
        assertThat(treated.mean(content.slot("cents"))).isCloseTo(5.3, within(1e-15));
        assertThat(content.arm("old").mean(content.slot("cents"))).isEqualTo(2.99);
        assertThat(content.binary()).containsExactly("bought");
    }

    @Test
    void aNullOutcomeIsNamedByItsRow() throws IOException {
        Path file = write(unit("new", 1.0, true, 1), row -> row.append("arm", "old")
                .append("bought", true)
                .append("cents", 1L)
                .addGroup("tags"));

        assertRefused(
                file,
                "spend",
                ", row 2: spend is empty, write 0 for a unit without any, or count all empty cells as 0 with --missing zero");
    }

    @Test
    void aNumberThatIsNoneIsNamedByItsRow() throws IOException {
        Path file = write(unit("new", 1.0, true, 1), unit("old", Double.NaN, true, 1));

        assertRefused(file, "spend", ", row 2: spend is NaN, that is no number, correct it or leave the cell empty");
    }

    @Test
    void aColumnOfListsIsNoOutcome() throws IOException {
        Path file = write(unit("new", 1.0, true, 1), unit("old", 2.0, true, 1));

        assertRefused(file, "tags", ": the column tags is neither text nor a number, write it as one");
    }

    private static void assertRefused(Path file, String outcome, String message) {
        assertThatThrownBy(() -> UnitFile.read(file.toString(), question(outcome)))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.kind().exitCode()).isEqualTo(3))
                .hasMessage(file + message);
    }

    private static UnitQuestion question(String... outcomes) {
        return new UnitQuestion(
                "arm",
                "old",
                List.of(outcomes),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                null,
                null,
                false,
                Map.of(),
                null,
                null,
                new UnitQuestion.JudgementRules(0.05, 0.001, 0.05));
    }

    private static Consumer<Group> unit(String arm, double spend, boolean bought, long cents) {
        return row -> {
            row.append("arm", arm)
                    .append("spend", spend)
                    .append("bought", bought)
                    .append("cents", cents);
            row.addGroup("tags").addGroup("list").append("element", 1);
        };
    }

    @SafeVarargs
    private Path write(Consumer<Group>... rows) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(UNITS);
        Path file = folder.resolve("units.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .build()) {
            for (Consumer<Group> row : rows) {
                Group group = new SimpleGroup(schema);
                row.accept(group);
                writer.write(group);
            }
        }
        return file;
    }
}
