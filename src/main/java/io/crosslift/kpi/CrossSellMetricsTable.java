package io.crosslift.kpi;

import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.xxhash64;

import io.crosslift.schema.CrossSellMetrics;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.TableSpec;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K01: offer instances in, one row per existing customer and day on which a cross-sell offer was presented out. Repeats of a day
 * collapse; a day is a purchase where an offer of it was accepted and bought (M01, M02). Its sums are those of K02's ALL row.
 */
final class CrossSellMetricsTable implements KpiTable {
    @Override
    public TableSpec table() {
        return CrossSellMetrics.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(OfferJourneys.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Dataset<Row> days = OfferStages.reached(
                        inputs.read(OfferJourneys.TABLE),
                        Periods.of(inputs),
                        inputs.settings().offers())
                .filter(OfferStages.crossSellPresented().and(col(OfferJourneys.IS_EXISTING)))
                .groupBy(col(OfferJourneys.ACCOUNT_ID), col(OfferJourneys.OFFER_DATE))
                .agg(
                        max(OfferStages.CONVERTED).as(CrossSellMetrics.NUMBER_OF_CROSS_SELL_PURCHASES),
                        bool_and(col(OfferJourneys.IS_MATURE)).as(CrossSellMetrics.IS_MATURE))
                .withColumn(CrossSellMetrics.TOTAL_NUMBER_OF_CROSS_SELL_OFFERS, lit(1))
                .withColumn(CrossSellMetrics.ID, xxhash64(col(OfferJourneys.ACCOUNT_ID), col(OfferJourneys.OFFER_DATE)))
                .withColumn(CrossSellMetrics.CUSTOMER_ID, xxhash64(col(OfferJourneys.ACCOUNT_ID)));
        return Published.as(CrossSellMetrics.TABLE, days, inputs);
    }
}
