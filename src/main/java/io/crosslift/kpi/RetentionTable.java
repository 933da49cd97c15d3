package io.crosslift.kpi;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.FamilyMrrMonths;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.Retention;
import io.crosslift.schema.TableSpec;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K05: balances of families and movements in, one row per month, window, cohort, family and segment out (M25, M26). Its accounts are
 * those with recurring revenue at the start of the window, in the segment of that instant; exchange rates are those of the start, so
 * that rates retain nothing. New accounts and those that come back from before the window are left out by construction; what
 * one paid for that another one took over counts as kept.
 */
final class RetentionTable implements KpiTable {
    private static final String ACCOUNT = "account_id";
    private static final String START = "window_start";
    private static final String RATE = "start_rate";
    private static final String RETURNED = "returned";

    @Override
    public TableSpec table() {
        return Retention.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(FamilyMrrMonths.TABLE, MrrMovements.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(AccountSegments.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> months = inputs.read(FamilyMrrMonths.TABLE);
        Dataset<Row> moves = inputs.read(MrrMovements.TABLE);
        Dataset<Row> parts = starts(months, inputs)
                .unionByName(atStartRates(ends(months, inputs).unionByName(losses(moves, inputs)), months))
                .filter(col(KpiColumns.PERIOD_START).leq(lit(periods.asOf())))
                .filter(col(START).geq(lit(periods.first())));
        Dataset<Row> families = perAccount(parts);
        Dataset<Row> whole = perAccount(parts.withColumn(Retention.FAMILY, lit(Slices.ALL)));
        Dataset<Row> sliced = Slices.withSegments(
                withCohorts(families.unionByName(whole), moves),
                inputs.readIfPresent(AccountSegments.TABLE),
                periods.lastInstant(date_sub(col(START), 1)));
        return Published.as(table(), ratios(summed(sliced), periods, inputs), inputs);
    }

    /** What each family of an account was worth at the start of every window that starts with the month. */
    private static Dataset<Row> starts(Dataset<Row> months, KpiInputs inputs) {
        return windows(months, inputs)
                .filter(col(FamilyMrrMonths.OPENING).gt(0))
                .select(
                        col(ACCOUNT),
                        col(Retention.FAMILY),
                        col(Retention.WINDOW_MONTHS),
                        col(FamilyMrrMonths.MONTH).as(START),
                        add_months(
                                        col(FamilyMrrMonths.MONTH),
                                        col(Retention.WINDOW_MONTHS).minus(1))
                                .as(KpiColumns.PERIOD_START),
                        col(FamilyMrrMonths.OPENING).as(Retention.OPENING),
                        money(lit(0)).as(Retention.CLOSING),
                        money(lit(0)).as(Retention.PATH_LOSSES),
                        lit(0).as(RETURNED));
    }

    /** What each family of an account is worth, in its own currency, at the end of every window that ends with the month. */
    private static Dataset<Row> ends(Dataset<Row> months, KpiInputs inputs) {
        return windows(months, inputs)
                .select(
                        col(ACCOUNT),
                        col(Retention.FAMILY),
                        col(Retention.WINDOW_MONTHS),
                        startOf(col(FamilyMrrMonths.MONTH)).as(START),
                        col(FamilyMrrMonths.MONTH).as(KpiColumns.PERIOD_START),
                        col(FamilyMrrMonths.ORIG_CCY),
                        col(FamilyMrrMonths.CLOSING_ORIG).as(Retention.CLOSING),
                        lit(0).cast(ColumnTypes.ORIGINAL_MONEY).as(Retention.PATH_LOSSES),
                        lit(0).as(RETURNED));
    }

    /** Losses, returns and what moved between accounts, in their own currency, in every window that holds their month. */
    private static Dataset<Row> losses(Dataset<Row> moves, KpiInputs inputs) {
        Column isLoss = col(MrrMovements.MOVEMENT_CLASS).isin("contraction", "churn");
        Column isReturn = col(MrrMovements.MOVEMENT_CLASS).equalTo("reactivation");
        // What another account took over was not lost by this one, nor gained by that one.
        Column isMove = col(MrrMovements.REASON).equalTo("account_transfer");
        Column end = explode(sequence(
                col(MrrMovements.EFFECTIVE_MONTH),
                add_months(
                        col(MrrMovements.EFFECTIVE_MONTH),
                        col(Retention.WINDOW_MONTHS).minus(1)),
                expr("INTERVAL 1 MONTH")));
        return windows(moves.filter(isLoss.or(isReturn).or(isMove)), inputs)
                .withColumn(KpiColumns.PERIOD_START, end)
                .select(
                        col(ACCOUNT),
                        col(Retention.FAMILY),
                        col(Retention.WINDOW_MONTHS),
                        startOf(col(KpiColumns.PERIOD_START)).as(START),
                        col(KpiColumns.PERIOD_START),
                        col(MrrMovements.ORIG_CCY),
                        when(isMove, col(MrrMovements.ORIG_MRR_DELTA).multiply(-1))
                                .otherwise(lit(0))
                                .cast(ColumnTypes.ORIGINAL_MONEY)
                                .as(Retention.CLOSING),
                        when(isLoss, col(MrrMovements.ORIG_MRR_DELTA).multiply(-1))
                                .otherwise(lit(0))
                                .cast(ColumnTypes.ORIGINAL_MONEY)
                                .as(Retention.PATH_LOSSES),
                        when(isReturn, 1).otherwise(0).as(RETURNED));
    }

    private static Dataset<Row> windows(Dataset<Row> rows, KpiInputs inputs) {
        Column lengths = array(inputs.settings().recurring().retentionMonths().stream()
                .map(months -> lit(months))
                .toArray(Column[]::new));
        return rows.withColumn(Retention.WINDOW_MONTHS, explode(lengths));
    }

    private static Column startOf(Column end) {
        return add_months(end, lit(1).minus(col(Retention.WINDOW_MONTHS)));
    }

    /** Amounts in their own currency at the rate their window starts with; a currency nobody paid in then, at its first rate since. */
    private static Dataset<Row> atStartRates(Dataset<Row> rows, Dataset<Row> months) {
        Dataset<Row> rates = months.groupBy(
                        col(FamilyMrrMonths.ORIG_CCY).as("rate_ccy"),
                        col(FamilyMrrMonths.MONTH).as("rate_month"))
                .agg(max(FamilyMrrMonths.OPENING_RATE).as("month_rate"));
        Dataset<Row> firstRates = rates.groupBy(col("rate_ccy").as("first_ccy"))
                .agg(min_by(col("month_rate"), col("rate_month")).as("first_rate"));
        Column sameMonth = col("rate_ccy")
                .equalTo(col(FamilyMrrMonths.ORIG_CCY))
                .and(col("rate_month").equalTo(col(START)));
        Column rate = coalesce(col("month_rate"), col("first_rate"));
        return rows.join(broadcast(rates), sameMonth, "left")
                .join(broadcast(firstRates), col("first_ccy").equalTo(col(FamilyMrrMonths.ORIG_CCY)), "left")
                .withColumn(RATE, rate)
                .select(
                        col(ACCOUNT),
                        col(Retention.FAMILY),
                        col(Retention.WINDOW_MONTHS),
                        col(START),
                        col(KpiColumns.PERIOD_START),
                        money(lit(0)).as(Retention.OPENING),
                        money(round(col(Retention.CLOSING).multiply(col(RATE)), 2))
                                .as(Retention.CLOSING),
                        money(round(col(Retention.PATH_LOSSES).multiply(col(RATE)), 2))
                                .as(Retention.PATH_LOSSES),
                        col(RETURNED));
    }

    /** One row per account with revenue at the start of a window. */
    private static Dataset<Row> perAccount(Dataset<Row> parts) {
        Column opening = col(Retention.OPENING);
        Column closing = col(Retention.CLOSING);
        return parts.groupBy(
                        col(ACCOUNT),
                        col(Retention.FAMILY),
                        col(Retention.WINDOW_MONTHS),
                        col(START),
                        col(KpiColumns.PERIOD_START))
                .agg(
                        money(sum(Retention.OPENING)).as(Retention.OPENING),
                        money(greatest(sum(Retention.CLOSING), lit(0))).as(Retention.CLOSING),
                        money(sum(Retention.PATH_LOSSES)).as(Retention.PATH_LOSSES),
                        max(RETURNED).as(RETURNED))
                .filter(opening.gt(0))
                .withColumn(Retention.RETAINED_MIN, least(opening, closing))
                .withColumn(
                        Retention.CLOSING_EXCL_REACTIVATION,
                        when(col(RETURNED).equalTo(1), money(lit(0))).otherwise(closing))
                .withColumn(Retention.ACCOUNTS_RETAINED, when(closing.gt(0), 1L).otherwise(0L));
    }

    /** Each account in its own cohort and in ALL. */
    private static Dataset<Row> withCohorts(Dataset<Row> accounts, Dataset<Row> moves) {
        Dataset<Row> firsts = moves.filter(col(MrrMovements.MOVEMENT_CLASS).equalTo("new"))
                .groupBy(col(ACCOUNT).as("cohort_account"))
                .agg(date_format(min(MrrMovements.EFFECTIVE_MONTH), "yyyy-MM").as("first_month"));
        return accounts.join(firsts, col(ACCOUNT).equalTo(col("cohort_account")), "left")
                .withColumn(Retention.COHORT, explode(array(lit(Slices.ALL), col("first_month"))))
                .filter(col(Retention.COHORT).isNotNull())
                .drop("cohort_account", "first_month");
    }

    private static Dataset<Row> summed(Dataset<Row> sliced) {
        return sliced.groupBy(
                        col(KpiColumns.PERIOD_START),
                        col(START),
                        col(Retention.WINDOW_MONTHS),
                        col(Retention.COHORT),
                        col(Retention.FAMILY),
                        col(KpiColumns.SEGMENT_TYPE),
                        col(KpiColumns.SEGMENT))
                .agg(
                        count(lit(1)).as(Retention.COHORT_ACCOUNTS),
                        sum(Retention.ACCOUNTS_RETAINED).as(Retention.ACCOUNTS_RETAINED),
                        money(sum(Retention.OPENING)).as(Retention.OPENING),
                        money(sum(Retention.CLOSING)).as(Retention.CLOSING),
                        money(sum(Retention.RETAINED_MIN)).as(Retention.RETAINED_MIN),
                        money(sum(Retention.CLOSING_EXCL_REACTIVATION)).as(Retention.CLOSING_EXCL_REACTIVATION),
                        money(sum(Retention.PATH_LOSSES)).as(Retention.PATH_LOSSES));
    }

    private static Dataset<Row> ratios(Dataset<Row> sums, Periods periods, KpiInputs inputs) {
        Column opening = col(Retention.OPENING);
        return sums.withColumn(KpiColumns.PERIOD_TYPE, lit(Periods.MONTH))
                .withColumn(KpiColumns.SCOPE, lit(Slices.EXISTING_ONLY))
                .withColumn(Retention.NRR, Ratios.ofMoney(col(Retention.CLOSING), opening))
                .withColumn(Retention.GRR, Ratios.ofMoney(col(Retention.RETAINED_MIN), opening))
                .withColumn(
                        Retention.NRR_EXCL_REACTIVATION,
                        Ratios.ofMoney(col(Retention.CLOSING_EXCL_REACTIVATION), opening))
                .withColumn(Retention.GRR_PATH, Ratios.ofMoney(opening.minus(col(Retention.PATH_LOSSES)), opening))
                .withColumn(
                        Retention.LOGO_RETENTION,
                        Ratios.ofCounts(col(Retention.ACCOUNTS_RETAINED), col(Retention.COHORT_ACCOUNTS)))
                .withColumn(KpiColumns.IS_MATURE, periods.complete())
                .withColumn(KpiColumns.INSUFFICIENT, Published.insufficient(col(Retention.COHORT_ACCOUNTS), inputs));
    }

    private static Column money(Column amount) {
        return amount.cast(ColumnTypes.MONEY);
    }
}
