package io.crosslift.tablefile;

import io.crosslift.failure.Failure;
import io.crosslift.failure.NearestName;
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
        String nearest = NearestName.of(name, names, Header::letters);
        return letters(name, nearest) <= Math.max(2, name.length() / 2)
                ? "did you mean " + nearest + "?"
                : "name one of them";
    }

    private static int letters(String name, String other) {
        return NearestName.letters(name.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
    }
}
