package io.crosslift.kpi;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ChannelEconomics;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * M64 as far as touches know their cost: postings and touches in, one row per model, goal, channel and period out, channels
 * that cost and earned nothing included. Touches are dated by themselves, credit by its conversion.
 */
final class ChannelEconomicsTable implements KpiTable {
    private static final List<String> PERIOD_TYPES = List.of(Periods.MONTH, Periods.QUARTER);
    private static final List<String> PERIOD = List.of(KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START);
    private static final List<String> MODELS = List.of(ChannelEconomics.MODEL, ChannelEconomics.GOAL);
    private static final String[] KEY = Stream.of(MODELS, List.of(ChannelEconomics.CHANNEL), PERIOD)
            .flatMap(List::stream)
            .toArray(String[]::new);

    @Override
    public TableSpec table() {
        return ChannelEconomics.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(AttributionCredits.TABLE, Conversions.TABLE, Touchpoints.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> credited = credited(inputs, periods);
        Dataset<Row> spent = spent(inputs, periods)
                .crossJoin(inputs.read(AttributionCredits.TABLE)
                        .select(
                                col(AttributionCredits.MODEL).as(ChannelEconomics.MODEL),
                                col(AttributionCredits.SELL_TYPE).as(ChannelEconomics.GOAL))
                        .distinct());
        Column cost = col(ChannelEconomics.COST);
        Column conversions = col(ChannelEconomics.CREDITED_CONVERSIONS);
        Column net = col(ChannelEconomics.NET_CREDIT);
        Dataset<Row> rows = spent.join(credited, KEY, "full")
                .withColumns(Map.of(
                        ChannelEconomics.TOUCHES, coalesce(col(ChannelEconomics.TOUCHES), lit(0L)),
                        ChannelEconomics.CREDITED_CONVERSIONS,
                                coalesce(conversions, lit(0)).cast(ColumnTypes.decimal(28, 6)),
                        ChannelEconomics.NET_CREDIT, coalesce(net, lit(0)).cast(ColumnTypes.MONEY)))
                .withColumns(Map.of(
                        ChannelEconomics.COST_PER_CONVERSION,
                        round(try_divide(cost, when(conversions.gt(0), conversions)), 2)
                                .cast(ColumnTypes.MONEY),
                        ChannelEconomics.CREDIT_PER_COST,
                        Ratios.ofMoney(net, cost),
                        KpiColumns.SCOPE,
                        lit(Slices.EXISTING_ONLY),
                        KpiColumns.SEGMENT_TYPE,
                        lit(Slices.ALL),
                        KpiColumns.SEGMENT,
                        lit(Slices.ALL),
                        KpiColumns.IS_MATURE,
                        periods.complete(),
                        KpiColumns.INSUFFICIENT,
                        Published.insufficient(col(ChannelEconomics.TOUCHES), inputs)));
        return Published.as(ChannelEconomics.TABLE, rows, inputs);
    }

    private static Dataset<Row> credited(KpiInputs inputs, Periods periods) {
        Column conversion = col(AttributionCredits.POSTING_KIND).equalTo("conversion");
        Dataset<Row> dated = inputs.read(AttributionCredits.TABLE)
                .filter(col(AttributionCredits.CHANNEL).notEqual(Calibrations.BASELINE_CHANNEL))
                .withColumnRenamed(AttributionCredits.SELL_TYPE, ChannelEconomics.GOAL)
                .join(
                        inputs.read(Conversions.TABLE).select(Conversions.CONVERSION_ID, Conversions.CONVERSION_DATE),
                        Conversions.CONVERSION_ID);
        return periods.by(dated, col(Conversions.CONVERSION_DATE), PERIOD_TYPES)
                .groupBy(Published.columns(MODELS, List.of(ChannelEconomics.CHANNEL), PERIOD))
                .agg(
                        round(
                                        sum(when(conversion, col(AttributionCredits.WEIGHT))
                                                .otherwise(lit(0).cast("decimal(20,18)"))),
                                        6)
                                .as(ChannelEconomics.CREDITED_CONVERSIONS),
                        sum(AttributionCredits.CREDIT).as(ChannelEconomics.NET_CREDIT));
    }

    private static Dataset<Row> spent(KpiInputs inputs, Periods periods) {
        Dataset<Row> touches = inputs.read(Touchpoints.TABLE);
        return periods.by(touches, periods.localDay(col(Touchpoints.EVENT_TS)), PERIOD_TYPES)
                .groupBy(Published.columns(List.of(Touchpoints.CHANNEL), PERIOD))
                .agg(
                        count(lit(1)).as(ChannelEconomics.TOUCHES),
                        sum(Touchpoints.COST).cast(ColumnTypes.MONEY).as(ChannelEconomics.COST));
    }
}
