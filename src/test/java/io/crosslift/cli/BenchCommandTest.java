package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The benches that need no Spark. */
class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void coverageIsATableOfHundredColumnsThatRepeatsItself() {
        assertThat(run("bench", "lift", "--coverage", "--replicates", "20", "--seed", "3", "--quiet"))
                .isZero();

        String first = out.toString();
        assertThat(first.lines()).allMatch(line -> line.length() <= 100);
        assertThat(first)
                .contains("20 replicates, seed 3")
                .contains("coverage welch")
                .contains("coverage qini of a random score")
                .contains("anytime: rejected in 100 looks without effect")
                .contains("sample ratio: distance of p from uniform")
                .contains("cuped: variance reduction at correlation 0.6");
        out.getBuffer().setLength(0);
        run("bench", "lift", "--coverage", "--replicates", "20", "--seed", "3", "--quiet");
        assertThat(out).hasToString(first);
    }

    @Test
    void anExperimentOfNobodyIsRefused() {
        assertThat(run("bench", "lift", "--accounts", "0", "--quiet")).isEqualTo(2);
        assertThat(err.toString()).contains("--accounts must be at least 1, was 0");
    }

    private int run(String... arguments) {
        return Crosslift.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
