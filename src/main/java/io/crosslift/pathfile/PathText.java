package io.crosslift.pathfile;

import io.crosslift.attribution.PathTable;
import io.crosslift.tablefile.NameCodes;
import io.crosslift.tablefile.Origin;
import java.util.Arrays;
import java.util.List;

/** Splits paths at their separator and numbers the channels between. */
final class PathText {
    /** What other tools put between channels, as it stands inside a name where the separator was another one. */
    private static final List<String> KNOWN_SEPARATORS = List.of(">", "|", ";", ",", "→", "»", "\t");

    private final Origin origin;
    private final String separator;
    private final char[] separatorText;

    /** The separator without the blanks around it. */
    private final String mark;

    private final NameCodes names = new NameCodes();
    private boolean separated;
    private int[] codes = new int[64];
    private int length;

    // The cell being read, for messages.
    private char[] cell = new char[0];
    private int cellFrom;
    private int cellTo;

    PathText(Origin origin, String separator) {
        this.origin = origin;
        this.separator = separator;
        this.separatorText = separator.toCharArray();
        this.mark = separator.strip();
    }

    /** Forgets the path of the last row. */
    void clear() {
        length = 0;
    }

    /** Reads the path of a row; blank text is a path of length 0. */
    void read(char[] text, int from, int to, boolean quoted, long row) {
        length = 0;
        cell = text;
        cellFrom = from;
        cellTo = to;
        if (skipBlanks(text, from, to) == to) {
            return;
        }
        int start = from;
        char first = separatorText[0];
        int last = to - separatorText.length;
        for (int i = from; i <= last; i++) {
            if (text[i] == first && isSeparator(text, i)) {
                channel(text, start, i, quoted, row);
                i += separatorText.length - 1;
                start = i + 1;
            }
        }
        channel(text, start, to, quoted, row);
        separated |= length > 1;
    }

    /** The channels of the path, as numbers of {@link #names()}; the array is used again for the next row. */
    int[] codes() {
        return codes;
    }

    /** How many channels the path has. */
    int length() {
        return length;
    }

    /** All channels so far. */
    NameCodes names() {
        return names;
    }

    /** Fails if no path was separated and a channel looks as if it were several. */
    void requireSeparator() {
        if (separated) {
            return;
        }
        for (int code = 0; code < names.size(); code++) {
            String name = names.name(code);
            for (String known : KNOWN_SEPARATORS) {
                if (name.contains(known)) {
                    throw origin.fault(
                            names.firstRow(code),
                            "no path has the separator '" + separator + "', but '" + shown(name) + "' has '" + known
                                    + "', name the right one with --separator, or rename the channel if it is one");
                }
            }
        }
    }

    /** Fails if a channel has this name. */
    void refuse(String name, String reason) {
        for (int code = 0; code < names.size(); code++) {
            if (names.name(code).equals(name)) {
                throw origin.fault(names.firstRow(code), "the channel " + name + " " + reason + ", rename the channel");
            }
        }
    }

    /** Where the first character that is no blank stands, {@code to} if there is none. */
    static int skipBlanks(char[] text, int from, int to) {
        int i = from;
        while (i < to && text[i] <= ' ') {
            i++;
        }
        return i;
    }

    /** Behind the last character that is no blank, {@code from} if there is none. */
    static int skipBlanksBack(char[] text, int from, int to) {
        int i = to;
        while (i > from && text[i - 1] <= ' ') {
            i--;
        }
        return i;
    }

    private boolean isSeparator(char[] text, int from) {
        for (int i = 1; i < separatorText.length; i++) {
            if (text[from + i] != separatorText[i]) {
                return false;
            }
        }
        return true;
    }

    private void channel(char[] text, int from, int to, boolean quoted, long row) {
        int start = skipBlanks(text, from, to);
        int end = skipBlanksBack(text, start, to);
        if (start == end) {
            throw emptyChannel(row);
        }
        int known = names.size();
        int code = names.code(text, start, end, row);
        if (code == known) {
            requireName(names.name(code), quoted, row);
        }
        if (length == codes.length) {
            codes = Arrays.copyOf(codes, 2 * length);
        }
        codes[length++] = code;
    }

    private void requireName(String name, boolean quoted, long row) {
        if (!mark.isEmpty() && (name.startsWith(mark) || name.endsWith(mark))) {
            throw emptyChannel(row);
        }
        if (!quoted && name.indexOf('"') >= 0) {
            throw origin.fault(
                    row,
                    "the channel " + shown(name) + " has a quote in a cell that does not start with one, write the"
                            + " cell in quotes and each quote inside twice");
        }
        if (names.size() > PathTable.MOST_CHANNELS) {
            throw origin.fault(
                    row,
                    "the channel " + shown(name) + " is one more than the " + PathTable.MOST_CHANNELS
                            + " that a model can hold, merge rare channels or correct --separator");
        }
    }

    private RuntimeException emptyChannel(long row) {
        return origin.fault(
                row,
                "the path '" + shown(new String(cell, cellFrom, cellTo - cellFrom))
                        + "' has an empty channel at position " + (length + 1) + ", name it or take out the '"
                        + separator + "' too many");
    }

    private static String shown(String name) {
        return name.length() <= 60 ? name : name.substring(0, 59) + "…";
    }
}
