package io.crosslift.recurring.movement;

import io.crosslift.recurring.movement.Situation.AccountChange;
import io.crosslift.recurring.movement.Situation.Change;
import io.crosslift.recurring.movement.Situation.Direction;
import io.crosslift.recurring.movement.Situation.ProductLink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The taxonomy of movements as data: lines in order, of which the first that matches decides. It is read from
 * {@code taxonomy.csv}, whose first line holds its version.
 *
 * @param version version, stamped on every movement
 * @param rows lines in order
 */
public record DecisionTable(String version, List<DecisionRow> rows) {
    private static final String FILE = "/io/crosslift/recurring/taxonomy.csv";
    private static final String VERSION = "# version ";
    private static final String ANY = "*";
    private static final int COLUMNS = 10;

    /** The table this version of the product decides by. */
    public static final DecisionTable STANDARD = read(FILE);

    public DecisionTable {
        rows = List.copyOf(rows);
    }

    /**
     * The line that decides.
     *
     * @throws IllegalStateException if none does: the table has a hole
     */
    public DecisionRow decide(Situation situation) {
        for (DecisionRow row : rows) {
            if (row.matches(situation)) {
                return row;
            }
        }
        throw new IllegalStateException("no row of taxonomy " + version + " holds for " + situation);
    }

    private static DecisionTable read(String file) {
        try (InputStream stream =
                Objects.requireNonNull(DecisionTable.class.getResourceAsStream(file), file + " is missing")) {
            return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a table: a line with its version, a header, then one line per row.
     *
     * @throws IllegalArgumentException naming the line that is not as it should be
     */
    static DecisionTable parse(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() < 2 || !lines.get(0).startsWith(VERSION)) {
            throw new IllegalArgumentException("a taxonomy must start with '" + VERSION + "' and a header");
        }
        return new DecisionTable(
                lines.get(0).substring(VERSION.length()).strip(),
                lines.stream().skip(2).map(DecisionTable::row).toList());
    }

    private static DecisionRow row(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException(
                    "a taxonomy row must have " + COLUMNS + " cells, had " + cells.length + ": " + line);
        }
        return new DecisionRow(
                Integer.parseInt(cells[0]),
                named(AccountChange.class, cells[1]),
                named(Change.class, cells[2]),
                named(Direction.class, cells[3]),
                named(ProductLink.class, cells[4]),
                cells[5],
                cells[6],
                cells[7],
                cells[8],
                cells[9]);
    }

    private static <E extends Enum<E>> Set<E> named(Class<E> type, String names) {
        if (names.equals(ANY)) {
            return EnumSet.allOf(type);
        }
        EnumSet<E> found = EnumSet.noneOf(type);
        Arrays.stream(names.split("\\|"))
                .forEach(name -> found.add(Enum.valueOf(type, name.strip().toUpperCase(Locale.ROOT))));
        return found;
    }
}
