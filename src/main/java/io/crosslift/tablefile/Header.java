package io.crosslift.tablefile;

import io.crosslift.failure.Failure;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The names of the columns of a file, asked for by the options that name them.
 *
 * @param origin the file, for messages
 * @param names in the order of the file
 */
public record Header(Origin origin, List<String> names) {
    private static final int MOST_SHOWN = 30;

    public Header {
        names = List.copyOf(names);
    }

    /**
     * The position of a column.
     *
     * @param name as the header has it
     * @param option that names it, for messages
     * @throws Failure of usage, with the nearest name, if there is no such column; of data if there are two
     */
    public int column(String name, String option) {
        int column = names.indexOf(name);
        if (column < 0) {
            throw Failure.usage(place() + "there is no column " + name + " (columns: " + shown() + ") for " + option
                    + ", " + remedy(name));
        }
        if (Collections.frequency(names, name) > 1) {
            throw origin.faultInHeader(
                    "the column " + name + " is there more than once, leave one of them out or rename it");
        }
        return column;
    }

    private String place() {
        return origin.file() + (origin.hasLines() ? ":1: " : ": ");
    }

    private String shown() {
        String all = String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size())));
        return names.size() > MOST_SHOWN ? all + " and " + (names.size() - MOST_SHOWN) + " more" : all;
    }

    private String remedy(String name) {
        if (names.size() == 1 && names.get(0).matches(".*[;\t|].*")) {
            return "separate columns with commas";
        }
        String nearest = "";
        int best = Integer.MAX_VALUE;
        for (String candidate : names) {
            int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        return best <= Math.max(2, name.length() / 2) ? "did you mean " + nearest + "?" : "name one of them";
    }

    /** Levenshtein distance: the fewest single letters to insert, delete or replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
