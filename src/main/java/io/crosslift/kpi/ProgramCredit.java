package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_intersect;
import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.ProgramEconomics;
import io.crosslift.schema.Touchpoints;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What touches of campaigns and plays are credited with, by programme, model, basis and period of the conversion, and which programmes
 * experiments tested.
 */
final class ProgramCredit {
    static final String CALIBRATED_MARGIN = "calibrated_margin";
    static final List<String> MODELS = List.of(ProgramEconomics.MODEL, ProgramEconomics.VALUE_BASIS);

    private static final String KNOWN_PROGRAMS = "known_programs";

    private ProgramCredit() {}

    /** Credit by programme; a touch of a campaign and a play counts in both, and once in ALL. */
    static Dataset<Row> byProgram(KpiInputs inputs, Dataset<Row> programs, Periods periods) {
        Dataset<Row> dated = withMargin(
                withPlay(inputs.read(AttributionCredits.TABLE), inputs)
                        .join(
                                inputs.read(Conversions.TABLE)
                                        .select(Conversions.CONVERSION_ID, Conversions.CONVERSION_DATE),
                                Conversions.CONVERSION_ID),
                inputs);
        Dataset<Row> known = programs.agg(collect_set(ProgramEconomics.PROGRAM).as(KNOWN_PROGRAMS));
        Column theirs = array_intersect(
                ProgramCosts.programsOf(col(AttributionCredits.CAMPAIGN_ID), col(Touchpoints.PLAY_ID)),
                col(KNOWN_PROGRAMS));
        Dataset<Row> credited = dated.crossJoin(broadcast(known))
                .withColumn(KNOWN_PROGRAMS, theirs)
                .filter(size(col(KNOWN_PROGRAMS)).gt(0))
                .withColumn(ProgramEconomics.PROGRAM, explode(concat(col(KNOWN_PROGRAMS), array(lit(Slices.ALL)))));
        Column credit = col(AttributionCredits.CREDIT);
        Column calibrated = col(AttributionCredits.CALIBRATED_CREDIT);
        Column margin = col(GrossMargins.MARGIN);
        Column goal = col(AttributionCredits.SELL_TYPE);
        return periods.by(credited, col(Conversions.CONVERSION_DATE), ProgramCosts.PERIOD_TYPES)
                .groupBy(Published.columns(List.of(ProgramEconomics.PROGRAM), MODELS, ProgramCosts.PERIOD))
                .agg(
                        countDistinct(col(Conversions.CONVERSION_ID)).as(ProgramEconomics.CONVERSIONS),
                        money(sum(when(goal.equalTo("cross_sell"), credit).otherwise(lit(0))))
                                .as(ProgramEconomics.ATTRIBUTED_CROSS_SELL),
                        money(sum(when(goal.equalTo("up_sell"), credit).otherwise(lit(0))))
                                .as(ProgramEconomics.ATTRIBUTED_UP_SELL),
                        money(sum(credit)).as(ProgramEconomics.ATTRIBUTED),
                        known(calibrated, calibrated).as(ProgramEconomics.CALIBRATED),
                        known(margin, credit.multiply(margin)).as(ProgramEconomics.ATTRIBUTED_MARGIN),
                        known(calibrated.multiply(margin), calibrated.multiply(margin))
                                .as(CALIBRATED_MARGIN));
    }

    /** Programmes, models and value bases with whether an experiment that exposed the programme calibrates their credit. */
    static Dataset<Row> tested(KpiInputs inputs, Dataset<Row> programs, Dataset<Row> models) {
        Dataset<Row> all = programs.crossJoin(models);
        Column isTested = col(ProgramEconomics.IS_TESTED);
        String[] keys = {ProgramEconomics.PROGRAM, ProgramEconomics.MODEL, ProgramEconomics.VALUE_BASIS};
        Dataset<Row> each = inputs.has(Calibrations.TABLE) && inputs.has(Experiments.TABLE)
                ? all.join(exposed(inputs), keys, "left")
                        .withColumn(ProgramEconomics.IS_TESTED, coalesce(isTested, lit(false)))
                : all.withColumn(ProgramEconomics.IS_TESTED, lit(false));
        return each.unionByName(each.groupBy(ProgramEconomics.MODEL, ProgramEconomics.VALUE_BASIS)
                .agg(bool_and(isTested).as(ProgramEconomics.IS_TESTED))
                .withColumn(ProgramEconomics.PROGRAM, lit(Slices.ALL)));
    }

    private static Dataset<Row> exposed(KpiInputs inputs) {
        Dataset<Row> references = inputs.read(Experiments.TABLE)
                .select(
                        col(Experiments.EXPERIMENT_ID),
                        explode(col(Experiments.EXPOSURE_REFS)).as(ProgramEconomics.PROGRAM));
        return inputs.read(Calibrations.TABLE)
                .filter(col(Calibrations.SOURCE)
                        .equalTo(Calibrations.SOURCE_EXPERIMENT)
                        .and(col(Calibrations.IS_APPLIED)))
                .join(references, Calibrations.EXPERIMENT_ID)
                .select(
                        col(ProgramEconomics.PROGRAM),
                        col(Calibrations.MODEL).as(ProgramEconomics.MODEL),
                        col(Calibrations.VALUE_BASIS).as(ProgramEconomics.VALUE_BASIS),
                        lit(true).as(ProgramEconomics.IS_TESTED))
                .distinct();
    }

    private static Dataset<Row> withPlay(Dataset<Row> credits, KpiInputs inputs) {
        if (!inputs.has(Touchpoints.TABLE)) {
            return credits.withColumn(Touchpoints.PLAY_ID, lit(null).cast(ColumnTypes.STRING));
        }
        Dataset<Row> plays = inputs.read(Touchpoints.TABLE)
                .filter(col(Touchpoints.PLAY_ID).isNotNull())
                .select(Touchpoints.TOUCHPOINT_ID, Touchpoints.PLAY_ID);
        return credits.join(plays, new String[] {Touchpoints.TOUCHPOINT_ID}, "left");
    }

    private static Dataset<Row> withMargin(Dataset<Row> credits, KpiInputs inputs) {
        return GrossMargins.ofConversions(inputs)
                .map(margins -> credits.join(margins, new String[] {Conversions.CONVERSION_ID}, "left"))
                .orElseGet(
                        () -> credits.withColumn(GrossMargins.MARGIN, lit(null).cast(ColumnTypes.decimal(12, 8))));
    }

    /** A sum, or NULL where a part of it isn't known. */
    private static Column known(Column part, Column amount) {
        return money(when(count_if(part.isNull()).equalTo(0), sum(amount)));
    }

    private static Column money(Column amount) {
        return amount.cast(ColumnTypes.MONEY);
    }
}
