package io.crosslift.unitfile;

import io.crosslift.tablefile.Header;
import io.crosslift.tablefile.NameCodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the segments of a unit: the value of a column, or the values of several columns together, such as {@code mens+womens}. */
final class SegmentCodes {
    /** Most segments of one kind. */
    static final int MOST = 1000;

    private static final String SEPARATOR = "+";
    private static final String EMPTY = "(none)";

    /** The segments of one kind in the order they came. */
    private static final class Kind {
        private final int[] columns;
        private final Map<Long, Integer> codes = new HashMap<>();
        private final List<String> names = new ArrayList<>();

        private Kind(int[] columns) {
            this.columns = columns;
        }
    }

    private final List<Kind> kinds = new ArrayList<>();
    private final List<Integer> columns = new ArrayList<>();
    private final List<NameCodes> values = new ArrayList<>();
    private int[] row = new int[0];

    /**
     * Finds the columns.
     *
     * @param kinds as {@code --segment} names them; a name that the header has is that column, whatever its letters
     */
    SegmentCodes(Header header, List<String> kinds) {
        for (String kind : kinds) {
            List<String> names =
                    header.names().contains(kind) ? List.of(kind) : List.of(kind.split("\\" + SEPARATOR, -1));
            this.kinds.add(new Kind(names.stream()
                    .mapToInt(name -> index(header.column(name.strip(), "--segment")))
                    .toArray()));
        }
        row = new int[columns.size()];
    }

    /** Whether a column of the file is part of a segment. */
    boolean has(int column) {
        return columns.contains(column);
    }

    /** Takes the value of a column of the row; false if there are too many. */
    boolean take(int column, char[] text, int from, int to, long at) {
        int index = columns.indexOf(column);
        NameCodes codes = values.get(index);
        row[index] = codes.code(text, from, to, at);
        return codes.size() <= MOST;
    }

    /** Numbers the segments of the row, one per kind; the index of a kind with too many segments, or -1. */
    int number(int[] segments) {
        int tooMany = -1;
        for (int i = 0; i < segments.length; i++) {
            Kind kind = kinds.get(i);
            if (kind.columns.length == 1) {
                segments[i] = row[kind.columns[0]];
                continue;
            }
            long key = 0;
            for (int column : kind.columns) {
                key = key * (MOST + 1) + row[column];
            }
            Integer code = kind.codes.get(key);
            if (code == null) {
                code = kind.names.size();
                kind.codes.put(key, code);
                kind.names.add(name(kind));
                tooMany = kind.names.size() > MOST ? i : tooMany;
            }
            segments[i] = code;
        }
        return tooMany;
    }

    /** Names of the segments by kind and number. */
    List<List<String>> names() {
        List<List<String>> names = new ArrayList<>();
        for (Kind kind : kinds) {
            names.add(kind.columns.length == 1 ? values(kind.columns[0]) : List.copyOf(kind.names));
        }
        return names;
    }

    private List<String> values(int column) {
        List<String> names = new ArrayList<>();
        for (int code = 0; code < values.get(column).size(); code++) {
            names.add(shown(column, code));
        }
        return names;
    }

    private String shown(int column, int code) {
        String name = values.get(column).name(code);
        return name.isEmpty() ? EMPTY : name;
    }

    private String name(Kind kind) {
        List<String> parts = new ArrayList<>();
        for (int column : kind.columns) {
            parts.add(shown(column, row[column]));
        }
        return String.join(SEPARATOR, parts);
    }

    private int index(int column) {
        if (!columns.contains(column)) {
            columns.add(column);
            values.add(new NameCodes());
        }
        return columns.indexOf(column);
    }
}
