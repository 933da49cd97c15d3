package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Small files of any content: each is compared or refused, and no cell ever holds what is no number. */
class LiftUnitsProperties {
    @Property(tries = 300)
    void everyFileGivesNumbersOrReasons(@ForAll("files") List<String> rows, @ForAll("options") List<String> options)
            throws IOException {
        Path folder = Files.createTempDirectory("units");
        Path file = Files.writeString(
                folder.resolve("units.csv"), "arm,spend,orders,before,shop,reached\n" + String.join("\n", rows) + "\n");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> command = new ArrayList<>(List.of(
                "lift-units", file.toString(), "--arm", "arm", "--control", "old", "--outcome", "spend,orders"));
        command.addAll(options);
        command.addAll(List.of("--out", folder.resolve("out").toString()));

        int code = Crosslift.run(command.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));

        assertThat(code).as(err.toString()).isIn(0, 3);
        assertThat(out.toString()).doesNotContain("NaN", "Infinity", "null");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100 || line.startsWith("wrote "));
        if (code == 0) {
            for (String name : List.of("lift.csv", "srm.csv", "segments.csv")) {
                String text = Files.readString(folder.resolve("out").resolve(name));
                assertThat(text).doesNotContain("NaN", "Infinity", "null");
                assertThat(text.lines().map(line -> line.split(",", -1).length).distinct())
                        .hasSize(1);
            }
        } else {
            assertThat(err.toString()).startsWith("crosslift: " + file);
            assertThat(folder.resolve("out")).doesNotExist();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }

    @Provide
    Arbitrary<List<String>> files() {
        Arbitrary<String> arm = Arbitraries.of("old", "new", "new", "newer");
        Arbitrary<String> spend = Arbitraries.of("0", "0", "1", "2.5", "-3", "1e99", "1e-300", "7", "1e-200", "1e-160");
        Arbitrary<String> orders = Arbitraries.of("0", "1", "0", "1", "2");
        Arbitrary<String> before = Arbitraries.of("", "0", "4", "5", "1e-200");
        Arbitrary<String> shop = Arbitraries.of("north", "south", "");
        Arbitrary<String> reached = Arbitraries.of("0", "1");
        return Combinators.combine(arm, spend, orders, before, shop, reached)
                .as((a, b, c, d, e, f) -> String.join(",", a, b, c, d, e, f))
                .list()
                .ofMinSize(0)
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<String>> options() {
        return Arbitraries.of(
                List.of(),
                List.of("--pre", "before", "--segment", "shop", "--exposed", "reached", "--winsorize", "0.9"),
                List.of("--ratio", "r=spend/orders,s=orders/spend", "--pre", "before", "--segment", "shop+reached"),
                List.of("--segment", "arm,spend", "--exposed", "reached", "--sequential", "anytime"),
                List.of("--weights", "old=0,new=1,newer=3", "--alpha", "0.3", "--exposed", "orders"),
                List.of("--cluster", "shop", "--pre", "before"),
                List.of(
                        "--cluster",
                        "spend",
                        "--pre",
                        "before",
                        "--ratio",
                        "r=orders/reached",
                        "--sequential",
                        "anytime"));
    }
}
