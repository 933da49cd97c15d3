package io.crosslift.pathfile;

import io.crosslift.tablefile.NameCodes;
import io.crosslift.tablefile.Origin;
import io.crosslift.tablefile.ReadAgain;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes the rows of a path file cell by cell and sums them by goal and path: {@link #begin}, a call per cell, {@link
 * #end}. Cells come as characters, so that no step of a path becomes an object.
 */
final class PathRows {
    /** The channel of conversions without a touch in every result. */
    static final String UNATTRIBUTED = "unattributed";

    /** Thrown where sums would be exact with fewer decimals. */
    static final class TooManyDecimals extends ReadAgain {
        private static final long serialVersionUID = 1L;

        private final int decimals;

        private TooManyDecimals(int decimals) {
            super("values don't add up exactly with " + decimals + " decimals");
            this.decimals = decimals;
        }

        int decimals() {
            return decimals;
        }
    }

    private final Origin origin;
    private final ReadOptions options;
    private final PathColumns columns;
    private final int mostDecimals;
    private final PathText pathText;
    private final DecimalText number = new DecimalText();
    private final NameCodes goals = new NameCodes();
    private final List<GoalRows> rowsOfGoal = new ArrayList<>();

    private long rows;
    private int decimals;
    private long roundedRows;
    private int paths;

    // The row being read.
    private long row;
    private int goal;
    private long conversions;
    private long value;
    private int valueDecimals;
    private long nulls;

    /** Reads rows of a file with these columns; values keep so many decimals at most. */
    PathRows(Origin origin, ReadOptions options, PathColumns columns, int mostDecimals) {
        this.origin = origin;
        this.options = options;
        this.columns = columns;
        this.mostDecimals = mostDecimals;
        this.pathText = new PathText(origin, options.separator());
    }

    /** Starts a row at its line or number. */
    void begin(long at) {
        row = at;
        goal = -1;
        conversions = 0;
        value = 0;
        valueDecimals = 0;
        nulls = 0;
        pathText.clear();
    }

    /** Takes a cell of the row; columns that hold nothing of ours are passed over. */
    void cell(int column, char[] text, int from, int length, boolean quoted) {
        int to = from + length;
        if (column == columns.path()) {
            pathText.read(text, from, to, quoted, row);
        } else if (column == columns.conversions()) {
            conversions = count("conversions", text, from, to);
        } else if (column == columns.nulls()) {
            nulls = count("nulls", text, from, to);
        } else if (column == columns.value()) {
            amount(text, from, to);
        } else if (column == columns.goal()) {
            goal = goal(text, from, to);
        }
    }

    /** Ends the row. */
    void end() {
        if (conversions == 0 && value != 0) {
            throw origin.fault(
                    row,
                    "value is " + plain(value, valueDecimals)
                            + " with 0 conversions, count the conversions or set the value to 0");
        }
        adaptDecimals();
        GoalRows sums = sums();
        int before = sums.paths();
        String tooLarge =
                sums.add(pathText.codes(), pathText.length(), pathText.names(), conversions, inMinorUnits(), nulls);
        if (!tooLarge.isEmpty()) {
            throw tooLarge(tooLarge);
        }
        paths += sums.paths() - before;
        if (paths > options.mostPaths()) {
            throw origin.fault(
                    row,
                    "the file has more than " + options.mostPaths() + " distinct paths, raise"
                            + " --set journey.max-distinct-paths (some 300 bytes of memory each) or shorten the paths");
        }
        rows++;
    }

    /** Returns what the file holds. */
    PathFileContent content() {
        if (rows == 0) {
            throw origin.fault("it has a header and no rows, add a row per path");
        }
        pathText.requireSeparator();
        List<String> notes = new ArrayList<>(columns.notes());
        if (roundedRows > 0) {
            notes.add("value is rounded to " + mostDecimals + " decimals in " + roundedRows
                    + " rows, more of them could not be added exactly");
        }
        Map<String, GoalPaths> byGoal = new TreeMap<>();
        boolean untouched = false;
        for (int code = 0; code < rowsOfGoal.size(); code++) {
            GoalPaths built = rowsOfGoal.get(code).build();
            untouched |= built.unattributedConversions() > 0;
            byGoal.put(columns.goal() < 0 ? "" : goals.name(code), built);
        }
        if (untouched) {
            pathText.refuse(UNATTRIBUTED, "is the name of conversions without a touch, which this file has too");
        }
        return new PathFileContent(
                origin.file(),
                rows,
                new TreeMap<>(byGoal),
                columns.goal() >= 0,
                columns.value() >= 0,
                columns.nulls() >= 0,
                decimals,
                notes);
    }

    private GoalRows sums() {
        int code = columns.goal() < 0 ? 0 : goal;
        while (rowsOfGoal.size() <= code) {
            rowsOfGoal.add(new GoalRows());
        }
        return rowsOfGoal.get(code);
    }

    private int goal(char[] text, int from, int to) {
        int start = PathText.skipBlanks(text, from, to);
        int end = PathText.skipBlanksBack(text, start, to);
        if (start == end) {
            throw origin.fault(row, "the goal is empty, name it or leave the row out");
        }
        return goals.code(text, start, end, row);
    }

    private long count(String column, char[] text, int from, int to) {
        read(column, text, from, to, Integer.MAX_VALUE);
        if (number.unscaled() < 0) {
            throw wrong(column, text, from, to, "a count is never negative, correct it or leave the row out");
        }
        if (number.scale() > 0 || number.rounded()) {
            throw wrong(column, text, from, to, "a count is a whole number of journeys, correct it");
        }
        return number.unscaled();
    }

    private void amount(char[] text, int from, int to) {
        read("value", text, from, to, mostDecimals);
        value = number.unscaled();
        valueDecimals = number.scale();
        roundedRows += number.rounded() ? 1 : 0;
    }

    private void read(String column, char[] text, int from, int to, int decimalsAtMost) {
        int start = PathText.skipBlanks(text, from, to);
        int end = PathText.skipBlanksBack(text, start, to);
        if (start == end) {
            throw origin.fault(row, column + " is empty, write 0 where there is none");
        }
        switch (number.read(text, start, end, decimalsAtMost)) {
            case NUMBER -> {}
            case NO_NUMBER ->
                throw wrong(
                        column, text, start, end, "that is no number, write digits with a point before the decimals");
            case TOO_LARGE -> throw tooLarge(column);
        }
    }

    /** Brings all values to the decimals of this row if it has more of them. */
    private void adaptDecimals() {
        if (valueDecimals <= decimals) {
            return;
        }
        long factor = powerOfTen(valueDecimals - decimals);
        for (GoalRows sums : rowsOfGoal) {
            if (!sums.multiplyValue(factor)) {
                throw new TooManyDecimals(valueDecimals);
            }
        }
        decimals = valueDecimals;
    }

    private long inMinorUnits() {
        if (valueDecimals == decimals) {
            return value;
        }
        long factor = powerOfTen(decimals - valueDecimals);
        if (Math.abs(value) > Long.MAX_VALUE / factor) {
            throw tooLarge("value");
        }
        return value * factor;
    }

    private RuntimeException tooLarge(String column) {
        if (column.equals("value")) {
            int used = Math.max(decimals, valueDecimals);
            if (used > 0 || number.scale() > 0) {
                return new TooManyDecimals(Math.max(used, number.scale()));
            }
        }
        return origin.fault(
                row,
                "with this row the sum of " + column
                        + " exceeds 9007199254740992, beyond which sums are not exact, correct"
                        + " the number or give values in a larger unit");
    }

    private RuntimeException wrong(String column, char[] text, int from, int to, String remedy) {
        String shown = new String(text, from, Math.min(60, to - from));
        return origin.fault(row, column + " is " + shown + ", " + remedy);
    }

    private static String plain(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale).toPlainString();
    }

    /** 10^exponent, or more than any value where a long can't hold it. */
    private static long powerOfTen(int exponent) {
        if (exponent > 18) {
            return Long.MAX_VALUE;
        }
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
