package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.BYTES;
import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per goal and path: journeys that converted with it, their value, and journeys that did not. */
public final class PathCounts {
    public static final String GOAL = "goal";
    public static final String PATH = "path";
    public static final String CONVERSIONS = "conversions";
    public static final String VALUE = "value";
    public static final String NULLS = "nulls";
    public static final String RESAMPLED = "resampled";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "path_count",
                    "One row per goal and path: journeys that converted with it, their value, and journeys that did not.")
            .required(GOAL, STRING, "cross_sell or up_sell")
            .required(PATH, STRING, "channels in order, separated by \" > \"")
            .required(CONVERSIONS, COUNT, "converted journeys")
            .required(VALUE, COUNT, "their value in minor units of the reporting currency")
            .required(NULLS, COUNT, "journeys that did not convert")
            .optional(
                    RESAMPLED,
                    BYTES,
                    "the three numbers under each resample of accounts, packed; NULL with attribution.bootstrap.resamples = 0")
            .key(GOAL, PATH)
            .build();

    private PathCounts() {}
}
