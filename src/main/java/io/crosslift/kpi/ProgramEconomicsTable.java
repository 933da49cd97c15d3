package io.crosslift.kpi;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import io.crosslift.schema.ProgramEconomics;
import io.crosslift.schema.SupportTickets;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K09: costs, credit, margins and tickets in, one row per programme, model, value basis and period out (M62-M65, M67). Costs are dated by
 * the days they are for, credit by its conversion, tickets by the acceptance before them. The period {@code all} takes them together.
 */
final class ProgramEconomicsTable implements KpiTable {
    private static final String SPENT = "spent";
    private static final String CREDITED = "credited";
    private static final String ASKED = "asked";
    private static final String[] PROGRAM_PERIOD = Stream.concat(
                    Stream.of(ProgramEconomics.PROGRAM), ProgramCosts.PERIOD.stream())
            .toArray(String[]::new);
    private static final String[] KEY = Stream.of(
                    List.of(ProgramEconomics.PROGRAM), ProgramCredit.MODELS, ProgramCosts.PERIOD)
            .flatMap(List::stream)
            .toArray(String[]::new);

    @Override
    public TableSpec table() {
        return ProgramEconomics.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(CampaignCosts.TABLE, AttributionCredits.TABLE, Conversions.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(
                Touchpoints.TABLE,
                Products.TABLE,
                ClassifiedLines.TABLE,
                MrrMovements.TABLE,
                Calibrations.TABLE,
                Experiments.TABLE,
                FxRates.TABLE,
                SupportTickets.TABLE,
                OfferJourneys.TABLE,
                Offers.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> programs = ProgramCosts.programs(inputs.read(CampaignCosts.TABLE));
        Dataset<Row> models = inputs.read(AttributionCredits.TABLE)
                .select(AttributionCredits.MODEL, AttributionCredits.VALUE_BASIS)
                .distinct();
        Dataset<Row> spent = ProgramCosts.byProgram(inputs, periods).withColumn(SPENT, lit(true));
        Dataset<Row> credited =
                ProgramCredit.byProgram(inputs, programs, periods).withColumn(CREDITED, lit(true));
        Dataset<Row> both = spent.crossJoin(models)
                .join(credited, KEY, "full")
                .join(
                        ProgramCredit.tested(inputs, programs, models),
                        new String[] {ProgramEconomics.PROGRAM, ProgramEconomics.MODEL, ProgramEconomics.VALUE_BASIS},
                        "left");
        Dataset<Row> sums = withTickets(filled(both), inputs, programs, periods);
        Dataset<Row> economics = ProgramRatios.of(withOthers(withPrior(sums), inputs, periods));
        return Published.as(
                table(),
                economics
                        .withColumn(KpiColumns.SCOPE, lit(Slices.EXISTING_ONLY))
                        .withColumn(KpiColumns.SEGMENT_TYPE, lit(Slices.ALL))
                        .withColumn(KpiColumns.SEGMENT, lit(Slices.ALL))
                        .withColumn(KpiColumns.IS_MATURE, periods.complete())
                        .withColumn(
                                KpiColumns.INSUFFICIENT,
                                Published.insufficient(col(ProgramEconomics.CONVERSIONS), inputs)),
                inputs);
    }

    /** Where nothing was spent or credited it is zero; what is not known stays NULL. */
    private static Dataset<Row> filled(Dataset<Row> both) {
        Map<String, Column> filled = new LinkedHashMap<>();
        Column zero = lit(0).cast(ColumnTypes.MONEY);
        Stream.concat(ProgramEconomics.COSTS.stream(), Stream.of(ProgramEconomics.TOTAL_COST))
                .forEach(
                        name -> filled.put(name, when(col(SPENT).isNull(), zero).otherwise(col(name))));
        Stream.of(
                        ProgramEconomics.ATTRIBUTED_CROSS_SELL,
                        ProgramEconomics.ATTRIBUTED_UP_SELL,
                        ProgramEconomics.ATTRIBUTED,
                        ProgramEconomics.ATTRIBUTED_MARGIN)
                .forEach(name ->
                        filled.put(name, when(col(CREDITED).isNull(), zero).otherwise(col(name))));
        Column tested = coalesce(col(ProgramEconomics.IS_TESTED), lit(false));
        Stream.of(ProgramEconomics.CALIBRATED, ProgramCredit.CALIBRATED_MARGIN)
                .forEach(name -> filled.put(
                        name, when(col(CREDITED).isNull(), when(tested, zero)).otherwise(col(name))));
        filled.put(ProgramEconomics.CONVERSIONS, coalesce(col(ProgramEconomics.CONVERSIONS), lit(0L)));
        filled.put(ProgramEconomics.IS_TESTED, tested);
        return both.withColumns(filled)
                .withColumn(ProgramEconomics.INCREMENTAL, when(tested, col(ProgramEconomics.CALIBRATED)))
                .withColumn(ProgramEconomics.INCREMENTAL_MARGIN, when(tested, col(ProgramCredit.CALIBRATED_MARGIN)));
    }

    private static Dataset<Row> withTickets(
            Dataset<Row> sums, KpiInputs inputs, Dataset<Row> programs, Periods periods) {
        Column none = lit(null);
        return AcceptorAftermath.tickets(inputs, programs, periods)
                .map(tickets -> sums.join(tickets.withColumn(ASKED, lit(true)), PROGRAM_PERIOD, "left")
                        .withColumn(ProgramEconomics.TICKETS, coalesce(col(ProgramEconomics.TICKETS), lit(0L)))
                        .withColumn(
                                ProgramEconomics.TICKET_COST,
                                when(col(ASKED).isNull(), lit(0))
                                        .otherwise(col(ProgramEconomics.TICKET_COST))
                                        .cast(ColumnTypes.MONEY)))
                .orElseGet(() -> sums.withColumn(ProgramEconomics.TICKETS, none.cast(ColumnTypes.COUNT))
                        .withColumn(ProgramEconomics.TICKET_COST, none.cast(ColumnTypes.MONEY)));
    }

    /** Adds cost and credit of the period before. */
    private static Dataset<Row> withPrior(Dataset<Row> sums) {
        Column type = col(KpiColumns.PERIOD_TYPE);
        Column months = when(type.equalTo(Periods.MONTH), lit(1)).when(type.equalTo(Periods.QUARTER), lit(3));
        Dataset<Row> prior = sums.filter(type.notEqual(Periods.ALL))
                .select(
                        col(ProgramEconomics.PROGRAM),
                        col(ProgramEconomics.MODEL),
                        col(ProgramEconomics.VALUE_BASIS),
                        type,
                        add_months(col(KpiColumns.PERIOD_START), months).as(KpiColumns.PERIOD_START),
                        col(ProgramEconomics.TOTAL_COST).as(ProgramRatios.PRIOR_COST),
                        col(ProgramEconomics.ATTRIBUTED).as(ProgramRatios.PRIOR_ATTRIBUTED));
        return sums.join(prior, KEY, "left");
    }

    /** Adds what winning and winning back accounts cost and brought in the period, and who left after accepting an offer. */
    private static Dataset<Row> withOthers(Dataset<Row> sums, KpiInputs inputs, Periods periods) {
        String[] period = ProgramCosts.PERIOD.toArray(String[]::new);
        Dataset<Row> rows = sums.join(
                        ProgramCosts.forPurpose(inputs, periods, "acquisition", ProgramEconomics.ACQUISITION_COST),
                        period,
                        "left")
                .join(
                        ProgramCosts.forPurpose(inputs, periods, "reactivation", ProgramEconomics.REACTIVATION_COST),
                        period,
                        "left");
        Optional<Dataset<Row>> moved = inputs.readIfPresent(MrrMovements.TABLE).map(moves -> won(moves, periods));
        Dataset<Row> withMoves = moved.map(won -> rows.join(won, period, "left"))
                .orElseGet(() -> rows.withColumn(
                                ProgramEconomics.NEW_ARR, lit(null).cast(ColumnTypes.MONEY))
                        .withColumn(
                                ProgramEconomics.REACTIVATED_ACCOUNTS, lit(null).cast(ColumnTypes.COUNT)));
        return AcceptorAftermath.churned(inputs, periods)
                .map(churned -> withMoves.join(churned, period, "left"))
                .orElseGet(() -> withMoves.withColumn(
                        ProgramEconomics.CHURNED_ACCEPTORS, lit(null).cast(ColumnTypes.COUNT)));
    }

    private static Dataset<Row> won(Dataset<Row> movements, Periods periods) {
        Column movement = col(MrrMovements.MOVEMENT_CLASS);
        return periods.by(movements, col(MrrMovements.EFFECTIVE_DATE), ProgramCosts.PERIOD_TYPES)
                .groupBy(Published.columns(ProgramCosts.PERIOD))
                .agg(
                        sum(when(movement.equalTo("new"), col(MrrMovements.ARR_DELTA))
                                        .otherwise(lit(0)))
                                .cast(ColumnTypes.MONEY)
                                .as(ProgramEconomics.NEW_ARR),
                        countDistinct(when(movement.equalTo("reactivation"), col(MrrMovements.ACCOUNT_ID)))
                                .as(ProgramEconomics.REACTIVATED_ACCOUNTS));
    }
}
