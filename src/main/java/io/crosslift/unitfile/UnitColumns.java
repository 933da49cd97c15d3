package io.crosslift.unitfile;

import io.crosslift.tablefile.Header;
import io.crosslift.tablefile.Origin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which column of the file holds what, and where each column of numbers stands in the vector of a unit: outcomes, parts of ratios,
 * the exposed flag, covariates, and for each covariate a flag that is 1 where it is missing.
 */
final class UnitColumns {
    private static final int NONE = -1;

    private final List<String> names;
    private final int arm;
    private final int exposed;
    private final int cluster;
    private final int unit;
    private final int[] slots;
    private final SegmentCodes segments;
    private final boolean[] mayBeMissing;
    private final Map<String, Integer> slotOf = new LinkedHashMap<>();
    private final Map<String, Integer> flagOf = new HashMap<>();

    /**
     * Finds the columns.
     *
     * @throws io.crosslift.failure.Failure if one isn't there
     */
    UnitColumns(Origin origin, List<String> names, UnitQuestion question) {
        this.names = List.copyOf(names);
        Header header = new Header(origin, names);
        slots = filled(names.size());
        mayBeMissing = new boolean[names.size()];
        arm = header.column(question.arm(), "--arm");
        for (String outcome : question.outcomes()) {
            number(header, outcome, "--outcome");
        }
        for (RatioMetric ratio : question.ratios()) {
            number(header, ratio.numerator(), "--ratio");
            number(header, ratio.denominator(), "--ratio");
        }
        exposed = question.exposed() == null ? NONE : number(header, question.exposed(), "--exposed");
        if (question.cost() != null) {
            number(header, question.cost(), "--cost");
        }
        for (String covariate : question.covariates()) {
            mayBeMissing[number(header, covariate, "--pre")] = true;
        }
        for (String covariate : question.covariates()) {
            flagOf.put(covariate, slotOf.size() + flagOf.size());
        }
        segments = new SegmentCodes(header, question.segments());
        cluster = question.cluster() == null ? NONE : header.column(question.cluster(), "--cluster");
        unit = question.unit() == null ? NONE : header.column(question.unit(), "--unit");
    }

    /** The columns whose cells are needed. */
    int[] wanted() {
        return IntStream.range(0, names.size())
                .filter(column -> isNumber(column) || isText(column))
                .toArray();
    }

    /** Numbers in the vector of a unit. */
    int width() {
        return slotOf.size() + flagOf.size();
    }

    boolean isNumber(int column) {
        return slots[column] != NONE;
    }

    boolean isText(int column) {
        return isArm(column) || column == cluster || column == unit || segments.has(column);
    }

    boolean isArm(int column) {
        return column == arm;
    }

    boolean isExposed(int column) {
        return column == exposed;
    }

    boolean isCluster(int column) {
        return column == cluster;
    }

    boolean isUnit(int column) {
        return column == unit;
    }

    /** Whether an empty cell of a column is flagged instead of refused. */
    boolean mayBeMissing(int column) {
        return mayBeMissing[column];
    }

    /** Where a column of numbers stands in the vector. */
    int slot(int column) {
        return slots[column];
    }

    /** Where the flag of a missing covariate stands in the vector. */
    int flag(int column) {
        return flagOf.getOrDefault(names.get(column), NONE);
    }

    /** The segments of the rows. */
    SegmentCodes segments() {
        return segments;
    }

    String name(int column) {
        return names.get(column);
    }

    /** Positions in the vector by name of column. */
    Map<String, Integer> slotOf() {
        return slotOf;
    }

    /** Positions in the vector of the flags of missing covariates, by name of column. */
    Map<String, Integer> flagOf() {
        return flagOf;
    }

    private int number(Header header, String name, String option) {
        int column = header.column(name, option);
        slots[column] = slotOf.computeIfAbsent(name, first -> slotOf.size());
        return column;
    }

    private static int[] filled(int length) {
        int[] columns = new int[length];
        Arrays.fill(columns, NONE);
        return columns;
    }
}
