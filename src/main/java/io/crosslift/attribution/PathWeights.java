package io.crosslift.attribution;

import java.io.Serializable;

/**
 * Journeys by path of a {@link PathTable}, as observed or as resampled. Counts and observed value are whole numbers,
 * which a double holds exactly up to 2^53, so sums of them are exact in any order.
 */
public final class PathWeights implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of no path. */
    static final PathWeights NONE = new PathWeights(new double[0], new double[0], new double[0]);

    /** Largest total that is exact. */
    static final double EXACT = 0x1p53;

    private final double[] conversions;
    private final double[] value;
    private final double[] nulls;
    private final double totalConversions;
    private final double totalValue;
    private final double totalNulls;

    /**
     * Takes one number of each kind per path; the arrays become the property of this object.
     *
     * @param conversions journeys that converted
     * @param value what they were worth, in minor units
     * @param nulls journeys that did not convert
     * @throws IllegalArgumentException if the arrays differ in length or a total exceeds 2^53
     */
    public PathWeights(double[] conversions, double[] value, double[] nulls) {
        if (conversions.length != value.length || conversions.length != nulls.length) {
            throw new IllegalArgumentException("a path has conversions, value and nulls, got " + conversions.length
                    + ", " + value.length + " and " + nulls.length);
        }
        this.conversions = conversions;
        this.value = value;
        this.nulls = nulls;
        this.totalConversions = total("conversions", conversions);
        this.totalValue = total("value", value);
        this.totalNulls = total("nulls", nulls);
    }

    /** Returns the number of paths. */
    public int paths() {
        return conversions.length;
    }

    /** Returns the journeys along the path that converted. */
    public double conversions(int path) {
        return conversions[path];
    }

    /** Returns what the conversions of the path were worth, in minor units. */
    public double value(int path) {
        return value[path];
    }

    /** Returns the journeys along the path that did not convert. */
    public double nulls(int path) {
        return nulls[path];
    }

    /** Returns all journeys along the path. */
    public double journeys(int path) {
        return conversions[path] + nulls[path];
    }

    /** Returns the conversions of all paths. */
    public double conversions() {
        return totalConversions;
    }

    /** Returns the value of all paths, in minor units. */
    public double value() {
        return totalValue;
    }

    /** Returns the journeys of all paths that did not convert. */
    public double nulls() {
        return totalNulls;
    }

    /** Returns the journeys of all paths. */
    public double journeys() {
        return totalConversions + totalNulls;
    }

    /** Returns the same conversions and value without the journeys that did not convert. */
    public PathWeights withoutNulls() {
        return new PathWeights(conversions, value, new double[nulls.length]);
    }

    private static double total(String name, double[] numbers) {
        double sum = 0;
        double size = 0;
        for (double number : numbers) {
            sum += number;
            size += Math.abs(number);
        }
        if (!(size <= EXACT)) {
            throw new IllegalArgumentException(
                    "the " + name + " of all paths must add up to at most 2^53 to stay exact, was " + size);
        }
        return sum;
    }
}
