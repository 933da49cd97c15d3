package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per day from the first published year, whole weeks, to the end of as_of's year. */
public final class DimDate {
    public static final String DATE_DAY = "date_day";
    public static final String WEEK_START = "week_start";
    public static final String MONTH_START = "month_start";
    public static final String QUARTER_START = "quarter_start";
    public static final String YEAR_START = "year_start";
    public static final String YEAR = "year";
    public static final String QUARTER = "quarter";
    public static final String MONTH = "month";
    public static final String MONTH_NAME = "month_name";
    public static final String ISO_WEEK = "iso_week";
    public static final String DAY_OF_WEEK = "day_of_week";
    public static final String IS_WEEKEND = "is_weekend";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "dim_date",
                    "One row per day from the first published year, whole weeks, to the end of as_of's year.")
            .required(DATE_DAY, DAY, "day")
            .required(WEEK_START, DAY, "Monday of its week")
            .required(MONTH_START, DAY, "first day of its month")
            .required(QUARTER_START, DAY, "first day of its quarter")
            .required(YEAR_START, DAY, "first day of its year")
            .required(YEAR, INTEGER, "year")
            .required(QUARTER, INTEGER, "1..4")
            .required(MONTH, INTEGER, "1..12")
            .required(MONTH_NAME, STRING, "English name")
            .required(ISO_WEEK, INTEGER, "ISO week")
            .required(DAY_OF_WEEK, INTEGER, "1 Monday .. 7 Sunday")
            .required(IS_WEEKEND, FLAG, "Saturday or Sunday")
            .key(DATE_DAY)
            .build();

    private DimDate() {}
}
