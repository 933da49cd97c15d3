package io.crosslift.kpi;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.to_utc_timestamp;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.KpiColumns;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Which days are published, and in which periods: local days of the reporting zone from the start of complete history to as-of.
 *
 * @param asOf last day included
 * @param completeFrom first day of complete history, or null
 * @param zone zone whose days are the days
 */
record Periods(LocalDate asOf, @Nullable LocalDate completeFrom, ZoneId zone) {
    static final String WEEK = "week";
    static final String MONTH = "month";
    static final String QUARTER = "quarter";
    static final String ALL = "all";

    /** Where a period without a beginning starts: a constant, so that its key never moves. */
    private static final LocalDate EPOCH = LocalDate.EPOCH;

    static Periods of(KpiInputs inputs) {
        return new Periods(
                inputs.asOf(),
                inputs.settings().history().completeFrom(),
                inputs.settings().reporting().timeZone());
    }

    /** The local day of an instant. */
    Column localDay(Column instant) {
        return to_date(from_utc_timestamp(instant, zone.getId()));
    }

    /** The last instant of a local day, to the microsecond. */
    Column lastInstant(Column day) {
        return to_utc_timestamp(date_add(day, 1).cast("timestamp"), zone.getId())
                .minus(expr("INTERVAL 1 MICROSECOND"));
    }

    /** Whether a day lies between the start of complete history and as-of. */
    Column published(Column day) {
        Column past = day.leq(lit(asOf));
        return completeFrom == null ? past : past.and(day.geq(lit(completeFrom)));
    }

    /** Rows in, one row per period of each published day out, with {@code period_type} and {@code period_start}. */
    Dataset<Row> by(Dataset<Row> rows, Column day, List<String> types) {
        Column periods = array(
                types.stream().map(type -> period(lit(type), start(type, day))).toArray(Column[]::new));
        return rows.filter(published(day)).select(col("*"), inline(periods));
    }

    /** Rows in, one row per period between a day and as-of out: those in which nothing happened included. */
    Dataset<Row> since(Dataset<Row> rows, Column day, List<String> types) {
        Column periods = concat(types.stream()
                .map(type -> transform(starts(type, day), first -> period(lit(type), first)))
                .toArray(Column[]::new));
        return rows.select(col("*"), inline(periods));
    }

    /** Whether the period of a row lies wholly inside the published days. */
    Column complete() {
        Column whole = lastDay().leq(lit(asOf));
        Column begun =
                completeFrom == null ? lit(true) : col(KpiColumns.PERIOD_START).geq(lit(completeFrom));
        return whole.and(begun);
    }

    /** Whether the period of a row is complete and a window of so many days after its last day has elapsed. */
    Column elapsed(Column windowDays) {
        return complete().and(date_add(lastDay(), windowDays).leq(lit(asOf)));
    }

    /** The last day of the period of a row. */
    Column lastDay() {
        Column type = col(KpiColumns.PERIOD_TYPE);
        Column start = col(KpiColumns.PERIOD_START);
        return when(type.equalTo(WEEK), date_add(start, 6))
                .when(type.equalTo(MONTH), last_day(start))
                .when(type.equalTo(QUARTER), date_sub(add_months(start, 3), 1))
                .otherwise(lit(asOf));
    }

    /** The start of the period before that of a row; NULL for {@code all}. */
    Column previousStart() {
        Column type = col(KpiColumns.PERIOD_TYPE);
        Column start = col(KpiColumns.PERIOD_START);
        return when(type.equalTo(WEEK), date_sub(start, 7))
                .when(type.equalTo(MONTH), add_months(start, -1))
                .when(type.equalTo(QUARTER), add_months(start, -3));
    }

    /** First day of the period that holds all published days. */
    LocalDate first() {
        return completeFrom == null ? EPOCH : completeFrom;
    }

    private Column start(String type, Column day) {
        return type.equals(ALL) ? lit(first()) : trunc(day, type);
    }

    private Column starts(String type, Column day) {
        return switch (type) {
            case ALL -> array(lit(first()));
            case WEEK -> sequence(trunc(day, type), lit(asOf), expr("INTERVAL 7 DAYS"));
            case MONTH -> sequence(trunc(day, type), lit(asOf), expr("INTERVAL 1 MONTH"));
            case QUARTER -> sequence(trunc(day, type), lit(asOf), expr("INTERVAL 3 MONTHS"));
            default ->
                throw new IllegalArgumentException("period type must be week, month, quarter or all, was " + type);
        };
    }

    private static Column period(Column type, Column start) {
        return struct(type.as(KpiColumns.PERIOD_TYPE), start.as(KpiColumns.PERIOD_START));
    }
}
