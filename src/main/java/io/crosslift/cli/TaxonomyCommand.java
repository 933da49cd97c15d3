package io.crosslift.cli;

import io.crosslift.recurring.movement.DecisionRow;
import io.crosslift.recurring.movement.DecisionTable;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the decision table of recurring revenue, for those who approve it. */
@Command(
        name = "taxonomy",
        description = {
            "Prints the rows by which changes of recurring revenue are classified; needs no Spark session.",
            ""
        },
        footer = {"", "Examples:", "  crosslift taxonomy", "  crosslift taxonomy --format markdown"})
final class TaxonomyCommand extends BaseCommand {
    enum Format {
        TEXT,
        MARKDOWN
    }

    @Option(
            names = "--format",
            paramLabel = "text|markdown",
            description = "Columns of text, or Markdown with every condition and effect (default: text).")
    private Format format = Format.TEXT;

    @Override
    public Integer call() {
        options().settings(); // the table depends on no setting, but a wrong one is wrong here too
        DecisionTable table = DecisionTable.STANDARD;
        out().println("Taxonomy of recurring revenue, version " + table.version()
                + ". The first row that holds decides.");
        out().println();
        if (format == Format.MARKDOWN) {
            out().println("| row | what happened | account | class | reason | credited | effect |");
            out().println("|---|---|---|---|---|---|---|");
            table.rows().forEach(row -> out().println(markdown(row)));
        } else {
            out().println(text("row", "what happened", "class", "reason", "credited"));
            table.rows().forEach(row -> out().println(text(
                    String.valueOf(row.row()),
                    row.whatHappened(),
                    row.movementClass(),
                    row.reason(),
                    row.commercial())));
        }
        return 0;
    }

    private static String text(String row, String what, String movementClass, String reason, String commercial) {
        return String.format(
                        Locale.ROOT,
                        "%3s  %-45s %-13s %-23s %s",
                        row,
                        what.length() > 45 ? what.substring(0, 42) + "..." : what,
                        movementClass,
                        reason,
                        commercial)
                .stripTrailing();
    }

    private static String markdown(DecisionRow row) {
        return "| " + row.row() + " | " + row.whatHappened() + " | " + named(row.accounts(), 4) + " | "
                + row.movementClass() + " | " + row.reason() + " | " + row.commercial() + " | " + row.effect() + " |";
    }

    private static String named(Set<? extends Enum<?>> values, int all) {
        return values.size() == all
                ? "any"
                : values.stream()
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
