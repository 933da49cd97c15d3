package io.crosslift.kpi;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.ProgramEconomics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What K09 divides: every ratio from sums, rounded once, and NULL where what is below the line is not above zero. */
final class ProgramRatios {
    static final String PRIOR_COST = "prior_cost";
    static final String PRIOR_ATTRIBUTED = "prior_attributed";

    private static final int MONTHS = 12;

    private ProgramRatios() {}

    static Dataset<Row> of(Dataset<Row> sums) {
        Column cost = col(ProgramEconomics.TOTAL_COST);
        Column contribution = col(ProgramEconomics.CONTRIBUTION);
        return sums.withColumn(ProgramEconomics.COST_PER_ATTRIBUTED, per(cost, col(ProgramEconomics.ATTRIBUTED)))
                .withColumn(ProgramEconomics.COST_PER_INCREMENTAL, per(cost, col(ProgramEconomics.INCREMENTAL)))
                .withColumn(ProgramEconomics.CHANGE_VS_PRIOR, changed())
                .withColumn(ProgramEconomics.PAYBACK_ATTRIBUTED, payback(col(ProgramEconomics.ATTRIBUTED_MARGIN)))
                .withColumn(ProgramEconomics.PAYBACK_INCREMENTAL, payback(col(ProgramEconomics.INCREMENTAL_MARGIN)))
                .withColumn(
                        ProgramEconomics.CONTRIBUTION,
                        money(col(ProgramEconomics.INCREMENTAL_MARGIN).minus(cost)))
                .withColumn(ProgramEconomics.ROI, per(contribution, cost))
                .withColumn(
                        ProgramEconomics.INCREMENTAL_SHARE,
                        per(col(ProgramEconomics.INCREMENTAL), col(ProgramEconomics.ATTRIBUTED)))
                .withColumn(
                        ProgramEconomics.NET_CONTRIBUTION, money(contribution.minus(col(ProgramEconomics.TICKET_COST))))
                .withColumn(ProgramEconomics.NEW_BUSINESS_COST_RATIO, againstNewBusiness())
                .withColumn(
                        ProgramEconomics.COST_PER_REACTIVATION,
                        Ratios.moneyPer(
                                col(ProgramEconomics.REACTIVATION_COST), col(ProgramEconomics.REACTIVATED_ACCOUNTS)))
                .withColumn(
                        ProgramEconomics.CHURNED_ACCEPTOR_COST,
                        money(col(ProgramEconomics.COST_PER_REACTIVATION)
                                .multiply(Ratios.whole(col(ProgramEconomics.CHURNED_ACCEPTORS)))));
    }

    /** Money per money, where there is some. */
    private static Column per(Column above, Column below) {
        return Ratios.ofMoney(above, positive(below));
    }

    /** (cost / attributed) / (cost / attributed of the period before) - 1. */
    private static Column changed() {
        Column now = money(col(ProgramEconomics.TOTAL_COST)).multiply(positive(money(col(PRIOR_ATTRIBUTED))));
        Column prior = money(col(PRIOR_COST)).multiply(positive(money(col(ProgramEconomics.ATTRIBUTED))));
        return round(try_divide(now, prior), 6).minus(lit(1)).cast(ColumnTypes.FRACTION);
    }

    /** Months until the margin of what recurs has paid the cost back: margin is a year's for arr_delta, a month's for mrr_delta. */
    private static Column payback(Column margin) {
        Column basis = col(ProgramEconomics.VALUE_BASIS);
        Column months = when(basis.equalTo("arr_delta"), lit(MONTHS)).when(basis.equalTo("mrr_delta"), lit(1));
        Column due = money(col(ProgramEconomics.TOTAL_COST)).multiply(months.cast(ColumnTypes.decimal(2, 0)));
        return round(try_divide(due, positive(money(margin))), 2).try_cast(ColumnTypes.decimal(9, 2));
    }

    /** (cost / attributed ARR) / (cost of acquisition / ARR of new accounts). */
    private static Column againstNewBusiness() {
        Column expansion = money(col(ProgramEconomics.TOTAL_COST)).multiply(money(col(ProgramEconomics.NEW_ARR)));
        Column acquisition = positive(money(col(ProgramEconomics.ATTRIBUTED)))
                .multiply(positive(money(col(ProgramEconomics.ACQUISITION_COST))));
        Column ratio = round(try_divide(expansion, acquisition), 6).cast(ColumnTypes.FRACTION);
        return when(
                col(ProgramEconomics.VALUE_BASIS)
                        .equalTo("arr_delta")
                        .and(col(ProgramEconomics.NEW_ARR).gt(0)),
                ratio);
    }

    private static Column positive(Column amount) {
        return when(amount.gt(0), amount);
    }

    private static Column money(Column amount) {
        return amount.cast(ColumnTypes.MONEY);
    }
}
