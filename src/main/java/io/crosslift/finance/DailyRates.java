package io.crosslift.finance;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.FxRates;
import io.crosslift.source.rules.LocalDays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Exchange rates by day: rows in, the same rows with the rate of their currency on their local day out. */
final class DailyRates {
    private DailyRates() {}

    /**
     * Adds the rate.
     *
     * @param currency column of the currency
     * @param at column of the instant
     * @param fxRates R17, or null; the ingest has seen to it that none is missing
     * @param name the new column
     */
    static Dataset<Row> on(
            Dataset<Row> rows,
            String currency,
            String at,
            @Nullable Dataset<Row> fxRates,
            ReportingSettings reporting,
            String name) {
        Column one = lit(1).cast(ColumnTypes.decimal(18, 8));
        if (fxRates == null) {
            return rows.withColumn(name, one);
        }
        Dataset<Row> rates = fxRates.select(
                col(FxRates.CURRENCY).as("rate_currency"),
                col(FxRates.RATE_DATE).as("rate_day"),
                col(FxRates.RATE).as("rate_of_day"));
        Column onDay = col(currency)
                .equalTo(col("rate_currency"))
                .and(LocalDays.day(col(at), reporting.timeZone()).equalTo(col("rate_day")));
        return rows.join(broadcast(rates), onDay, "left")
                .withColumn(
                        name,
                        when(col(currency).equalTo(reporting.currency()), one).otherwise(col("rate_of_day")))
                .drop("rate_currency", "rate_day", "rate_of_day");
    }
}
