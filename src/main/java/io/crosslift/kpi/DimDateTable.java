package io.crosslift.kpi;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.quarter;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.weekday;
import static org.apache.spark.sql.functions.weekofyear;
import static org.apache.spark.sql.functions.year;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.DimDate;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.TableSpec;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@code dim_date}: one row per day from the first published year, weeks whole, to the end of as-of's year, for joins on any period. */
final class DimDateTable implements KpiTable {
    @Override
    public TableSpec table() {
        return DimDate.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of();
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(ClassifiedLines.TABLE, OfferJourneys.TABLE, MrrMovements.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        LocalDate yearEnd = inputs.asOf().withDayOfYear(inputs.asOf().lengthOfYear());
        Column day = col(DimDate.DATE_DAY);
        return firstDay(inputs)
                .select(explode(sequence(
                                least(trunc(day, "year"), trunc(day, "week")), lit(yearEnd), expr("INTERVAL 1 DAY")))
                        .as(DimDate.DATE_DAY))
                .withColumn(DimDate.WEEK_START, trunc(day, "week"))
                .withColumn(DimDate.MONTH_START, trunc(day, "month"))
                .withColumn(DimDate.QUARTER_START, trunc(day, "quarter"))
                .withColumn(DimDate.YEAR_START, trunc(day, "year"))
                .withColumn(DimDate.YEAR, year(day))
                .withColumn(DimDate.QUARTER, quarter(day))
                .withColumn(DimDate.MONTH, month(day))
                .withColumn(DimDate.MONTH_NAME, date_format(day, "MMMM"))
                .withColumn(DimDate.ISO_WEEK, weekofyear(day))
                .withColumn(DimDate.DAY_OF_WEEK, weekday(day).plus(1))
                .withColumn(DimDate.IS_WEEKEND, weekday(day).geq(5))
                .to(DimDate.TABLE.shape());
    }

    /** One row: the start of complete history, else the first sale, offer or recurring revenue, else the first day of as-of's year. */
    private static Dataset<Row> firstDay(KpiInputs inputs) {
        LocalDate completeFrom = inputs.settings().history().completeFrom();
        if (completeFrom != null) {
            return inputs.spark().range(1).select(lit(completeFrom).as(DimDate.DATE_DAY));
        }
        Dataset<Row> days =
                inputs.spark().emptyDataFrame().select(lit(null).cast("date").as(DimDate.DATE_DAY));
        if (inputs.has(ClassifiedLines.TABLE)) {
            days = days.union(inputs.read(ClassifiedLines.TABLE).select(min(ClassifiedLines.LINE_DATE)));
        }
        if (inputs.has(OfferJourneys.TABLE)) {
            days = days.union(inputs.read(OfferJourneys.TABLE).select(min(OfferJourneys.OFFER_DATE)));
        }
        if (inputs.has(MrrMovements.TABLE)) {
            days = days.union(inputs.read(MrrMovements.TABLE).select(min(MrrMovements.EFFECTIVE_DATE)));
        }
        Column yearStart = lit(inputs.asOf().withDayOfYear(1));
        return days.agg(coalesce(min(DimDate.DATE_DAY), yearStart).as(DimDate.DATE_DAY));
    }
}
