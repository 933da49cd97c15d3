package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.crosslift.kpi.statistics.Interactions;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Interaction;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.TableSpec;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;

/**
 * K18: offer instances in, one row per combination of offer, timing, channel and framing, and per level of each alone, by period,
 * scope and segment out (H25). A combination counts a customer once; only instances whose windows have elapsed count.
 */
final class InteractionTable implements KpiTable {
    static final String NONE = "(none)";
    static final String MARGINAL = "marginal";

    private static final List<String> PERIOD_TYPES = List.of(Periods.QUARTER, Periods.ALL);
    private static final List<String> FACTORS =
            List.of(Interaction.OFFER, Interaction.TIMING, Interaction.CHANNEL, Interaction.FRAMING);
    private static final List<String> SELL_TYPE = List.of(Interaction.SELL_TYPE);
    private static final String CELLS = "cells_of_factorial";
    private static final String OWN_TIMING = "timing_of_instance";
    private static final String OWN_CHANNEL = "channel_of_instance";
    private static final String OWN_FRAMING = "framing_of_instance";
    private static final StructType CONTRASTS = Computed.columns(
            Interaction.TABLE,
            Interaction.REFERENCE_OFFER,
            Interaction.REFERENCE_TIMING,
            Interaction.REFERENCE_CHANNEL,
            Interaction.CONTRAST_2WAY,
            Interaction.CONTRAST_2WAY_LOW,
            Interaction.CONTRAST_2WAY_HIGH,
            Interaction.CONTRAST_3WAY,
            Interaction.CONTRAST_3WAY_LOW,
            Interaction.CONTRAST_3WAY_HIGH,
            Interaction.FLAG);

    @Override
    public TableSpec table() {
        return Interaction.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(OfferJourneys.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(AccountSegments.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> instances = OfferStages.reached(
                        inputs.read(OfferJourneys.TABLE),
                        periods,
                        inputs.settings().offers())
                .filter(col(OfferConversion.PRESENTED).equalTo(1));
        Dataset<Row> segmented = Slices.withSegments(
                instances,
                inputs.readIfPresent(AccountSegments.TABLE),
                coalesce(col(OfferJourneys.PRESENTED_AT), periods.lastInstant(col(OfferJourneys.OFFER_DATE))));
        Dataset<Row> sliced = Slices.withScopes(
                periods.by(segmented, col(OfferJourneys.OFFER_DATE), PERIOD_TYPES), col(OfferJourneys.IS_EXISTING));
        Dataset<Row> contrasted = contrasted(
                counted(combined(sliced)), inputs.settings().reporting().minimumObservations());
        return Published.as(Interaction.TABLE, judged(contrasted, inputs), inputs);
    }

    /** Every instance in its cell, with and without its framing, in the level of each factor alone, and in the whole. */
    private static Dataset<Row> combined(Dataset<Row> instances) {
        Column all = lit(Slices.ALL);
        Column offer = col(OfferJourneys.OFFER_ID);
        Column timing = coalesce(col(OWN_TIMING), lit(NONE));
        Column channel = col(OWN_CHANNEL);
        Column framing = coalesce(col(OWN_FRAMING), lit(NONE));
        return instances
                .withColumnRenamed(OfferJourneys.TIMING, OWN_TIMING)
                .withColumnRenamed(OfferJourneys.CHANNEL, OWN_CHANNEL)
                .withColumnRenamed(OfferJourneys.FRAMING, OWN_FRAMING)
                .select(
                        col("*"),
                        inline(array(
                                combination(offer, timing, channel, framing),
                                combination(offer, timing, channel, all),
                                combination(offer, all, all, all),
                                combination(all, timing, all, all),
                                combination(all, all, channel, all),
                                combination(all, all, all, framing),
                                combination(all, all, all, all))));
    }

    private static Column combination(Column offer, Column timing, Column channel, Column framing) {
        return struct(
                offer.as(Interaction.OFFER),
                timing.as(Interaction.TIMING),
                channel.as(Interaction.CHANNEL),
                framing.as(Interaction.FRAMING));
    }

    /** Instances in, one row per combination and slice out, each customer counted once. */
    private static Dataset<Row> counted(Dataset<Row> instances) {
        Column settled = col(OfferStages.SETTLED);
        return instances
                .groupBy(Published.columns(SELL_TYPE, FACTORS, Slices.KEYS, List.of(OfferJourneys.ACCOUNT_ID)))
                .agg(
                        bool_or(settled).as(OfferStages.SETTLED),
                        max(when(settled, col(OfferStages.CONVERTED)).otherwise(lit(0)))
                                .as(OfferStages.CONVERTED))
                .groupBy(Published.columns(SELL_TYPE, FACTORS, Slices.KEYS))
                .agg(
                        count_if(settled).as(Interaction.PRESENTED),
                        count_if(col(OfferStages.CONVERTED).equalTo(1)).as(Interaction.CONVERTED),
                        count_if(not(settled)).as(Interaction.IMMATURE));
    }

    /** The contrasts of each cell, among the cells of the same sell type, framing and slice. */
    private static Dataset<Row> contrasted(Dataset<Row> counts, int smallestCell) {
        WindowSpec factorial =
                Window.partitionBy(Published.columns(SELL_TYPE, List.of(Interaction.FRAMING), Slices.KEYS));
        Column isCell = col(Interaction.OFFER)
                .notEqual(Slices.ALL)
                .and(col(Interaction.TIMING).notEqual(Slices.ALL))
                .and(col(Interaction.PRESENTED).gt(0));
        Column cell = struct(
                col(Interaction.OFFER),
                col(Interaction.TIMING),
                col(Interaction.CHANNEL),
                col(Interaction.PRESENTED),
                col(Interaction.CONVERTED));
        Dataset<Row> withCells = counts.withColumn(
                CELLS, array_sort(collect_list(when(isCell, cell)).over(factorial)));
        return Computed.with(withCells, CONTRASTS, row -> contrasts(row, smallestCell))
                .drop(CELLS);
    }

    private static Object[] contrasts(Row row, int smallestCell) {
        Interactions.Setting setting = setting(row, row.fieldIndex(Interaction.OFFER));
        if (setting.offer().equals(Slices.ALL) || setting.timing().equals(Slices.ALL)) {
            return new Object[] {null, null, null, null, null, null, null, null, null, MARGINAL};
        }
        List<Row> cells = row.getList(row.fieldIndex(CELLS));
        if (cells.isEmpty()) {
            return new Object[] {null, null, null, null, null, null, null, null, null, Interactions.MISSING_CELL};
        }
        Interactions interactions = new Interactions(
                cells.stream()
                        .map(cell -> new Interactions.Cell(setting(cell, 0), cell.getLong(3), cell.getLong(4)))
                        .toList(),
                smallestCell);
        Interactions.Contrasts contrasts = interactions.of(setting);
        Estimate twoWay = contrasts.twoWay();
        Estimate threeWay = contrasts.threeWay();
        return new Object[] {
            interactions.referenceOffer(),
            interactions.referenceTiming(),
            interactions.referenceChannel(),
            twoWay == null ? null : Computed.fraction(twoWay.value()),
            twoWay == null ? null : twoWay.low(),
            twoWay == null ? null : twoWay.high(),
            threeWay == null ? null : Computed.fraction(threeWay.value()),
            threeWay == null ? null : threeWay.low(),
            threeWay == null ? null : threeWay.high(),
            contrasts.flag()
        };
    }

    /** Offer, timing and channel, which stand side by side. */
    private static Interactions.Setting setting(Row row, int offer) {
        return new Interactions.Setting(row.getString(offer), row.getString(offer + 1), row.getString(offer + 2));
    }

    private static Dataset<Row> judged(Dataset<Row> cells, KpiInputs inputs) {
        Column presented = col(Interaction.PRESENTED);
        // New presentations always join the period that holds all; its rows hold elapsed windows only.
        Column complete = col(KpiColumns.PERIOD_TYPE)
                .equalTo(Periods.ALL)
                .or(col(Interaction.IMMATURE).equalTo(0));
        return cells.withColumn(Interaction.RATE, Ratios.ofCounts(col(Interaction.CONVERTED), presented))
                .withColumn(KpiColumns.IS_MATURE, presented.gt(0).and(complete))
                .withColumn(KpiColumns.INSUFFICIENT, Published.insufficient(presented, inputs));
    }
}
