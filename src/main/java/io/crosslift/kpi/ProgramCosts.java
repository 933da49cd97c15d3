package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.ProgramEconomics;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Costs of campaigns and plays (R14) by period, in the reporting currency at the rate of their first day. A cost of several months counts
 * in each by its share of days, rounded so that the months add up to it; days after as-of are yet to come.
 */
final class ProgramCosts {
    static final List<String> PERIOD_TYPES = List.of(Periods.MONTH, Periods.QUARTER, Periods.ALL);
    static final List<String> PERIOD = List.of(KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START);

    private static final String EXPANSION = "expansion";
    private static final String SHARE = "share";
    private static final String DAY = "day";

    private ProgramCosts() {}

    /** One row per programme, campaign or play, that something was spent on to expand. */
    static Dataset<Row> programs(Dataset<Row> costs) {
        return toExpand(costs)
                .select(explode(programsOf(col(CampaignCosts.CAMPAIGN_ID), col(CampaignCosts.PLAY_ID)))
                        .as(ProgramEconomics.PROGRAM))
                .distinct();
    }

    /** The programmes that a campaign and a play name, each once. */
    static Column programsOf(Column campaign, Column play) {
        return array_distinct(array_compact(array(campaign, play)));
    }

    /** Costs by programme and period, by kind and in total; ALL counts a cost of a campaign and a play once. */
    static Dataset<Row> byProgram(KpiInputs inputs, Periods periods) {
        Column programs =
                concat(programsOf(col(CampaignCosts.CAMPAIGN_ID), col(CampaignCosts.PLAY_ID)), array(lit(Slices.ALL)));
        Dataset<Row> shares = daily(toExpand(inputs.read(CampaignCosts.TABLE)), inputs, periods)
                .withColumn(ProgramEconomics.PROGRAM, explode(programs));
        Column[] sums = ProgramEconomics.COSTS.stream()
                .map(name -> known(when(
                                        concat(col(CampaignCosts.COST_TYPE), lit("_cost"))
                                                .equalTo(name),
                                        col(SHARE))
                                .otherwise(lit(0)))
                        .as(name))
                .toArray(Column[]::new);
        return shares.groupBy(Published.columns(List.of(ProgramEconomics.PROGRAM), PERIOD))
                .agg(known(col(SHARE)).as(ProgramEconomics.TOTAL_COST), sums);
    }

    /** What was spent for a purpose in each period, whatever on. */
    static Dataset<Row> forPurpose(KpiInputs inputs, Periods periods, String purpose, String name) {
        Dataset<Row> spent = inputs.read(CampaignCosts.TABLE)
                .filter(col(CampaignCosts.PURPOSE).equalTo(purpose));
        return daily(spent, inputs, periods)
                .groupBy(Published.columns(PERIOD))
                .agg(known(col(SHARE)).as(name));
    }

    private static Dataset<Row> toExpand(Dataset<Row> costs) {
        return costs.filter(coalesce(col(CampaignCosts.PURPOSE), lit(EXPANSION)).equalTo(EXPANSION));
    }

    /** A sum, or NULL where a part of it isn't known. */
    private static Column known(Column amount) {
        return when(count_if(col(SHARE).isNull()).equalTo(0), sum(amount)).cast(ColumnTypes.MONEY);
    }

    /** The share of each cost in each month, on all periods of the month. */
    private static Dataset<Row> daily(Dataset<Row> costs, KpiInputs inputs, Periods periods) {
        Column first = col(CampaignCosts.PERIOD_START + "_of_cost");
        Column last = col(CampaignCosts.PERIOD_END);
        Column months = sequence(trunc(first, Periods.MONTH), trunc(last, Periods.MONTH), expr("INTERVAL 1 MONTH"));
        Column until = least(last_day(col("month")), last, lit(periods.asOf()));
        Dataset<Row> byMonth = withRate(costs, inputs)
                .withColumnRenamed(CampaignCosts.PERIOD_START, CampaignCosts.PERIOD_START + "_of_cost")
                .withColumn("month", explode(months))
                .withColumn(DAY, greatest(col("month"), first))
                .filter(col(DAY).leq(lit(periods.asOf())))
                .withColumn(
                        SHARE, spentUntil(datediff(until, first).plus(1)).minus(spentUntil(datediff(col(DAY), first))));
        return periods.by(byMonth, col(DAY), PERIOD_TYPES);
    }

    /** What of a cost falls on its first days, rounded. */
    private static Column spentUntil(Column days) {
        Column all = datediff(col(CampaignCosts.PERIOD_END), col(CampaignCosts.PERIOD_START + "_of_cost"))
                .plus(1);
        Column spent = col(CampaignCosts.AMOUNT)
                .multiply(col(FxRates.RATE))
                .cast(ColumnTypes.decimal(24, 8))
                .multiply(days.cast(ColumnTypes.decimal(5, 0)));
        return round(spent.divide(all.cast(ColumnTypes.decimal(5, 0))), 2).cast(ColumnTypes.MONEY);
    }

    private static Dataset<Row> withRate(Dataset<Row> costs, KpiInputs inputs) {
        Column one = lit(1).cast(ColumnTypes.decimal(18, 8));
        Column home = col(CampaignCosts.CURRENCY)
                .equalTo(inputs.settings().reporting().currency());
        if (!inputs.has(FxRates.TABLE)) {
            return costs.withColumn(FxRates.RATE, when(home, one));
        }
        Dataset<Row> rates = inputs.read(FxRates.TABLE)
                .select(
                        col(FxRates.CURRENCY).as("rate_currency"),
                        col(FxRates.RATE_DATE),
                        col(FxRates.RATE).as("day_rate"));
        Column firstDay = col(CampaignCosts.CURRENCY)
                .equalTo(col("rate_currency"))
                .and(col(CampaignCosts.PERIOD_START).equalTo(col(FxRates.RATE_DATE)));
        return costs.join(broadcast(rates), firstDay, "left")
                .withColumn(FxRates.RATE, when(home, one).otherwise(col("day_rate")))
                .drop("rate_currency", "day_rate", FxRates.RATE_DATE);
    }
}
