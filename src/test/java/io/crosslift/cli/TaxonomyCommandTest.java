package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TaxonomyCommandTest {
    private final StringWriter out = new StringWriter();

    @Test
    void theDecisionTableIsReadableOnOneScreenWidth() {
        assertThat(run("taxonomy", "--quiet")).isZero();

        assertThat(out.toString().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("version 1"));
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100, "fits 100 columns");
        assertThat(out.toString())
                .containsPattern("13 +price up in the same tier +up_sell +price +no\n")
                .containsPattern("16 +new item that is an add-on of a product owned +cross_sell +add_on +yes\n");
    }

    @Test
    void markdownNamesTheConditionOnTheAccountAndTheEffect() {
        assertThat(run("taxonomy", "--format", "markdown")).isZero();

        assertThat(out.toString())
                .contains(
                        "| 20 | item paused while the account lives | continuing | contraction | pause | no | - item MRR |")
                .contains("| 25 | exchange rates moved | any | fx_effect | fx | no |");
    }

    private int run(String... args) {
        return Crosslift.run(args, new PrintWriter(out), new PrintWriter(new StringWriter()));
    }
}
