package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.App;
import io.crosslift.failure.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkUserAppException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossliftTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                | no command was given
            tabels                            | there is no command tabels (known: run, demo
            tabels                            | did you mean tables? See crosslift --help
            --nonsense                        | there is no option --nonsense
            tables --formt ddl                | there is no option --formt, did you mean --format? See crosslift tables --help
            tables --format pdf               | invalid value for option '--format'
            tables --schema raw               | invalid value for option '--schema'
            tables extra                      | tables takes no argument extra
            tables --lakehouse                | missing required parameter for option '--lakehouse' (PATH)
            tables --as-of 1 --as-of 2        | option '--as-of' (DATE) should be specified only once
            tables --as-of 2017-13-01         | --as-of: run.as-of must be a date such as 2017-12-31, was 2017-13-01
            tables --from yesterday           | --from: run.from must be a date such as 2017-12-31, was yesterday
            tables --set journey.timout=1d    | journey.timout is no setting, did you mean journey.timeout?
            tables --set =1                   | --set: =1 is no key=value
            tables --set a..b=1               | a..b is no key
            tables --config nowhere.conf      | --config: there is no file nowhere.conf
            tables --config target            | --config: target is a folder, name a file in it
            tables --source nowhere           | --source: no source is called nowhere
            """)
    void aUsageErrorIsOneSentenceAndExitCode2(String command, String sentence) {
        int exitCode = run(command.isEmpty() ? new String[0] : command.split(" +"));

        assertThat(exitCode).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("crosslift: ").contains(sentence).doesNotContain("Exception");
    }

    @Test
    void severalWrongSettingsAreListedAboveTheLastLine() {
        int exitCode = run("tables", "--set", "lift.buckets=0", "--as-of", "soon");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "  --as-of: run.as-of must be a date such as 2017-12-31, was soon",
                        "  --set lift.buckets: lift.buckets must be 1 to 4096, was 0",
                        "crosslift: 2 settings are wrong, correct them and start again");
    }

    @Test
    void settingsFilesAreCheckedByEveryCommand(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("wrong.conf"), "lake.root = x\nlake.rot = y\n");

        int exitCode = run("tables", "--config", file.toString());

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("crosslift: " + file + ":2: lake.rot is no setting, did you mean lake.root?\n");
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("tables", "Exit codes").doesNotContain("@|");
        assertThat(run("tables", "--help")).isZero();
        assertThat(out.toString()).contains("--format", "--as-of", "--set");
    }

    @Test
    void versionNamesTheSparkAndDeltaItWasBuiltFor() {
        assertThat(run("--version")).isZero();
        assertThat(out).hasToString("crosslift 0.1.0 (Spark 4.1.0, Delta 4.4.0)\n");
    }

    @ParameterizedTest
    @CsvSource({"USAGE, 2", "DATA, 3", "CONFLICT, 4"})
    void aFailureEndsWithItsCodeWhereverSparkHidIt(Failure.Kind kind, int exitCode) {
        Failure failure =
                switch (kind) {
                    case USAGE -> Failure.usage("name a path");
                    case DATA -> Failure.data("name a path");
                    case CONFLICT -> Failure.conflict("name a path", new IllegalStateException());
                };

        int code = new FailureReport(new PrintWriter(err)).failure(new RuntimeException("task failed", failure));

        assertThat(code).isEqualTo(exitCode);
        assertThat(err).hasToString("crosslift: name a path\n");
    }

    @Test
    void anythingUnexpectedEndsWithOneSentenceAndExitCode1() {
        int code =
                new FailureReport(new PrintWriter(err)).failure(new IllegalStateException("the cause\nand more of it"));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("crosslift: an unexpected IllegalStateException ended the command (the cause),"
                        + " the stack trace above says where");
    }

    @Test
    void underSparkTheExitCodeTravelsInTheExceptionOfSpark() {
        System.setProperty("SPARK_SUBMIT", "true");
        try {
            assertThatThrownBy(() -> App.main(new String[] {"tables", "--as-of", "soon"}))
                    .isInstanceOfSatisfying(SparkUserAppException.class, exception -> assertThat(exception.exitCode())
                            .isEqualTo(2));
        } finally {
            System.clearProperty("SPARK_SUBMIT");
        }
    }

    private int run(String... args) {
        return Crosslift.run(args, new PrintWriter(out), new PrintWriter(err));
    }
}
