package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new user might type; none of it starts Spark. */
class ExperimentCommandTest {
    private static final String GOOD =
            "--experiment spring --arms control=0.1,treated=0.9 --start 2025-07-01 --end 2025-09-30 ";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--arms control                    | --arms: 'control' isn't an arm with its weight, such as control=0.1",
                "--arms control=x,treated=1        | --arms: the weight of arm control must be a number, was 'x'",
                "--arms control=-1,treated=1       | --arms: the weight of arm control must be above 0, was -1",
                "--arms control=1                  | --arms: at least two arms are needed, were [control]",
                "--control nobody                  | --control is nobody, the arms are control, treated",
                "--design geo                      | --design is geo, it can be holdout or ab",
                "--alpha 2                         | --alpha must lie between 0 and 1, was 2",
                "--metric revenue                  | --metric: no table gives revenue, they give converted_cross_sell,"
                        + " converted_up_sell, converted, expansion_revenue, expansion_arr, expansion_mrr, net_revenue, base_revenue,"
                        + " cross_sell_revenue, up_sell_revenue, gross_margin, orders, returns, cancellations, tickets, order_value",
                "--window -1                       | --window must be 0 to 3660 days, was -1",
                "--start 2025-10-01                | --end 2025-09-30 lies before --start 2025-10-01",
                "--start soon                      | invalid value for option '--start': soon is no day, write it as 2026-07-01,"
                        + " see crosslift experiment assign --help"
            })
    void whatMakesNoExperimentExitsWithTwo(String wrong, String message) {
        String others = GOOD.replaceFirst(wrong.split(" ")[0] + " \\S+ ", "");

        assertThat(run("assign", others + wrong)).isEqualTo(2);
        assertThat(err.toString().lines().reduce((first, second) -> second)).contains("crosslift: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--holdout 1.5   | --holdout must lie between 0 and 1, was 1.5",
                "--holdout NaN   | --holdout must lie between 0 and 1, was NaN",
                "--power 0.01    | --power must lie between --alpha and 1, was 0.01",
                "--alpha 0       | --alpha must lie between 0 and 1, was 0.0",
                "--effect 0      | --effect must be a share above 0, such as 0.05, was 0.0",
                "--effect NaN    | --effect must be a share above 0, such as 0.05, was NaN"
            })
    void whatCannotBePlannedExitsWithTwo(String wrong, String message) {
        assertThat(run("plan", wrong)).isEqualTo(2);
        assertThat(err.toString().lines().reduce((first, second) -> second)).contains("crosslift: " + message);
    }

    @Test
    void aMissingOptionAndAMissingCommandAreNamed() {
        assertThat(run("assign", "--experiment spring")).isEqualTo(2);
        assertThat(err.toString()).contains("--arms").contains("see crosslift experiment assign --help");

        assertThat(run("", "")).isEqualTo(2);
        assertThat(err.toString()).contains("no command was given, name one of");
    }

    private int run(String command, String options) {
        String[] arguments = Stream.concat(
                        Stream.of("experiment", command),
                        Stream.of(options.strip().split("\\s+")))
                .filter(argument -> !argument.isEmpty())
                .toArray(String[]::new);
        return Crosslift.run(arguments, new PrintWriter(out), new PrintWriter(err));
    }
}
