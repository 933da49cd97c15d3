package io.crosslift.unitfile;

import io.crosslift.failure.Failure;
import io.crosslift.tablefile.NameCodes;
import io.crosslift.tablefile.Origin;
import io.crosslift.tablefile.RowReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file of units into numbers and gives them to a sink; whatever can't be a unit is refused by name. */
final class UnitRows implements RowReader {
    private static final int MOST_ARMS = 100;

    /** Beyond this, sums of squares leave the range of a double. */
    private static final double LARGEST = 1e100;

    private final UnitQuestion question;
    private final Function<UnitColumns, UnitSink> toSink;
    private final NameCodes arms = new NameCodes();
    private final NameCodes clusters = new NameCodes();
    private final NameCodes units = new NameCodes();
    private final List<Integer> armOfUnit = new ArrayList<>();

    private @Nullable Origin origin;
    private @Nullable UnitColumns columns;
    private @Nullable UnitSink sink;
    private long rows;
    private long missing;

    // The row being read.
    private long row;
    private int arm;
    private int unit;
    private int cluster;
    private int[] segment = new int[0];
    private double[] vector = new double[0];

    /** Reads what a question asks for; the sink is made when the columns are known. */
    UnitRows(UnitQuestion question, Function<UnitColumns, UnitSink> toSink) {
        this.question = question;
        this.toSink = toSink;
    }

    @Override
    public int[] header(Origin file, List<String> names) {
        origin = file;
        UnitColumns found = new UnitColumns(file, names, question);
        columns = found;
        sink = toSink.apply(found);
        vector = new double[found.width()];
        segment = new int[question.segments().size()];
        return found.wanted();
    }

    @Override
    public boolean wantsNumbers(int column) {
        return columns().isNumber(column) && !columns().isText(column);
    }

    @Override
    public void begin(long at) {
        row = at;
        unit = -1;
        cluster = -1;
        Arrays.fill(vector, 0);
    }

    @Override
    public void cell(int column, char[] text, int from, int length, boolean quoted) {
        int start = from;
        int end = from + length;
        while (start < end && text[start] <= ' ') {
            start++;
        }
        while (end > start && text[end - 1] <= ' ') {
            end--;
        }
        if (columns().isNumber(column)) {
            if (start == end) {
                missing(column);
            } else {
                number(column, text, start, end);
            }
        }
        if (columns().isText(column)) {
            name(column, text, start, end);
        }
    }

    @Override
    public void number(int column, double value) {
        if (!Double.isFinite(value)) {
            throw fault(columns().name(column) + " is " + value + ", that is no number, correct it"
                    + " or leave the cell empty");
        }
        put(column, value);
    }

    @Override
    public void end() {
        if (unit >= 0) {
            requireNew();
        }
        int crowded = columns().segments().number(segment);
        if (crowded >= 0) {
            throw tooManySegments(question.segments().get(crowded));
        }
        rows++;
        Objects.requireNonNull(sink).take(row, arm, vector, segment, cluster);
    }

    /** Rows read so far. */
    long rows() {
        return rows;
    }

    /** Empty outcomes that were read as 0. */
    long missing() {
        return missing;
    }

    /** The file, once its header was read. */
    Origin origin() {
        return Objects.requireNonNull(origin, "the header comes first");
    }

    UnitColumns columns() {
        return Objects.requireNonNull(columns, "the header comes first");
    }

    /** Names of the arms by number. */
    List<String> arms() {
        return names(arms);
    }

    /** Names of the segments by column and number. */
    List<List<String>> segments() {
        return columns().segments().names();
    }

    /** Name of a cluster by number. */
    String cluster(int code) {
        return clusters.name(code);
    }

    private void missing(int column) {
        if (columns().mayBeMissing(column)) {
            vector[columns().flag(column)] = 1;
        } else if (question.missingIsZero()) {
            missing++;
        } else {
            throw fault(columns().name(column) + " is empty, write 0 for a unit without any, or count all empty cells"
                    + " as 0 with --missing zero");
        }
    }

    private void number(int column, char[] text, int from, int to) {
        double value = NumberText.read(text, from, to);
        if (Double.isNaN(value)) {
            throw fault(columns().name(column) + " is " + shown(text, from, to)
                    + ", that is no number, write digits with a point before the decimals");
        }
        put(column, value);
    }

    private void put(int column, double value) {
        if (Math.abs(value) > LARGEST) {
            throw fault(columns().name(column) + " is " + value + ", which is beyond 1e100, give it in a larger unit");
        }
        if (columns().isExposed(column) && value != 0 && value != 1) {
            throw fault(columns().name(column) + " is " + value
                    + ", write 1 for a unit that the treatment reached and 0 for any other");
        }
        vector[columns().slot(column)] = value;
    }

    private void name(int column, char[] text, int from, int to) {
        boolean segmented = columns().segments().has(column);
        if (from == to && !segmented) {
            throw fault(columns().name(column) + " is empty, name it or leave the row out");
        }
        if (columns().isArm(column)) {
            arm = arms.code(text, from, to, row);
            if (arms.size() > MOST_ARMS) {
                throw fault("the column " + columns().name(column) + " has more than " + MOST_ARMS
                        + " values, name the column of the arm with --arm");
            }
        }
        if (segmented && !columns().segments().take(column, text, from, to, row)) {
            throw tooManySegments(columns().name(column));
        }
        if (columns().isCluster(column)) {
            cluster = clusters.code(text, from, to, row);
        }
        if (columns().isUnit(column)) {
            unit = units.code(text, from, to, row);
        }
    }

    private Failure tooManySegments(String name) {
        return fault(name + " has more than " + SegmentCodes.MOST + " values, which are no segments, group them");
    }

    private void requireNew() {
        if (unit == armOfUnit.size()) {
            armOfUnit.add(arm);
            return;
        }
        String before = arms.name(armOfUnit.get(unit));
        String where = (origin().hasLines() ? "line " : "row ") + units.firstRow(unit);
        if (armOfUnit.get(unit) != arm) {
            throw fault("the unit " + units.name(unit) + " is in arm " + arms.name(arm) + " and, in " + where
                    + ", in arm " + before + " (MULTI_ARM), leave such units out of both or correct their arm");
        }
        throw fault("the unit " + units.name(unit) + " is there again, first in " + where
                + ", give one row per unit, or name the column with --cluster if its rows belong together");
    }

    private Failure fault(String sentence) {
        return origin().fault(row, sentence);
    }

    private static String shown(char[] text, int from, int to) {
        return new String(text, from, Math.min(60, to - from));
    }

    private static List<String> names(NameCodes codes) {
        List<String> names = new ArrayList<>();
        for (int code = 0; code < codes.size(); code++) {
            names.add(codes.name(code));
        }
        return names;
    }
}
