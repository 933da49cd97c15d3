package io.crosslift.pathfile;

import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathTableBuilder;
import io.crosslift.tablefile.NameCodes;
import java.util.Arrays;

/** Sums the rows of one goal by path. */
final class GoalRows {
    /** Largest sum that a double holds exactly. */
    private static final long EXACT = 1L << 53;

    private final PathTableBuilder builder = PathTable.builder();
    private int[] codeInTable = new int[0];
    private int[] path = new int[0];
    private long conversions;
    private long absoluteValue;
    private long nulls;
    private long unattributedConversions;
    private long unattributedValue;
    private long unattributedNulls;

    /**
     * Adds one row.
     *
     * @param codes channels of the path as numbers of {@code names}
     * @return what the row makes too large to be exact: conversions, value or nulls; empty if nothing
     */
    String add(int[] codes, int length, NameCodes names, long conversions, long value, long nulls) {
        this.conversions += conversions;
        this.nulls += nulls;
        this.absoluteValue += Math.abs(value);
        // Each is at most 2^53 before and 2^63 - 1 is added at most, so a sum that overflows is negative.
        if (this.conversions < 0 || this.conversions > EXACT) {
            return "conversions";
        }
        if (this.absoluteValue < 0 || this.absoluteValue > EXACT) {
            return "value";
        }
        if (this.nulls < 0 || this.nulls > EXACT) {
            return "nulls";
        }
        if (length == 0) {
            unattributedConversions += conversions;
            unattributedValue += value;
            unattributedNulls += nulls;
        } else {
            builder.add(inTable(codes, length, names), length, conversions, value, nulls);
        }
        return "";
    }

    /** Turns values into a smaller unit; false if they become too large to be exact. */
    boolean multiplyValue(long factor) {
        if (absoluteValue > EXACT / factor) {
            return false;
        }
        absoluteValue *= factor;
        unattributedValue *= factor;
        builder.multiplyValue(factor);
        return true;
    }

    int paths() {
        return builder.paths();
    }

    GoalPaths build() {
        return new GoalPaths(builder.build(), unattributedConversions, unattributedValue, unattributedNulls);
    }

    private int[] inTable(int[] codes, int length, NameCodes names) {
        if (path.length < length) {
            path = new int[2 * length];
        }
        for (int i = 0; i < length; i++) {
            path[i] = codeInTable(codes[i], names);
        }
        return path;
    }

    private int codeInTable(int code, NameCodes names) {
        if (code >= codeInTable.length) {
            int known = codeInTable.length;
            codeInTable = Arrays.copyOf(codeInTable, Math.max(16, 2 * code));
            Arrays.fill(codeInTable, known, codeInTable.length, -1);
        }
        if (codeInTable[code] < 0) {
            codeInTable[code] = builder.code(names.name(code));
        }
        return codeInTable[code];
    }
}
