package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TransactionMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K03: classified lines in, one row per view, period, scope and segment out (M06, M07, M08). The net view is after refunds and
 * counts what was not returned, the gross view is before them; discounts are off in both. Lines of no order add revenue, no
 * transaction. The replaced part of an up-sell is at most what is left of the line.
 */
final class TransactionMixTable implements KpiTable {
    private static final List<String> PERIOD_TYPES = List.of(Periods.MONTH, Periods.QUARTER);
    private static final String NET_VIEW = "net";
    private static final String GROSS_VIEW = "gross";
    private static final String VALUE = "value";
    private static final String CROSS_SELL = "cross_sell";
    private static final String UP_SELL = "up_sell";

    /** What is summed over orders, by view. */
    private static final List<String> COUNTS = List.of(
            TransactionMix.TRANSACTIONS, TransactionMix.WITH_EITHER, TransactionMix.WITH_CROSS, TransactionMix.WITH_UP);

    private static final List<String> AMOUNTS = List.of(
            TransactionMix.VALUE_WITH,
            TransactionMix.VALUE_WITHOUT,
            TransactionMix.TOTAL_REVENUE,
            TransactionMix.CROSS_REVENUE,
            TransactionMix.UP_LINE_REVENUE,
            TransactionMix.UP_INCREMENTAL);

    @Override
    public TableSpec table() {
        return TransactionMix.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(ClassifiedLines.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(AccountSegments.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> lines =
                inputs.read(ClassifiedLines.TABLE).filter(periods.published(col(ClassifiedLines.LINE_DATE)));
        Dataset<Row> segmented = Slices.withSegments(
                orders(lines), inputs.readIfPresent(AccountSegments.TABLE), col(ClassifiedLines.LINE_TS));
        Dataset<Row> sliced = Slices.withScopes(
                periods.by(byView(segmented), col(ClassifiedLines.LINE_DATE), PERIOD_TYPES),
                col(ClassifiedLines.IS_EXISTING));
        return Published.as(TransactionMix.TABLE, judged(summed(sliced), periods, inputs), inputs);
    }

    /** Lines in, one row per order out, with a struct of its counts and amounts per view. */
    private static Dataset<Row> orders(Dataset<Row> lines) {
        Column paid = col(ClassifiedLines.GROSS).minus(col(ClassifiedLines.DISCOUNT));
        return lines.groupBy(
                        col(ClassifiedLines.ACCOUNT_ID),
                        coalesce(col(ClassifiedLines.ORDER_ID), col(ClassifiedLines.LINE_ID))
                                .as(ClassifiedLines.ORDER_ID),
                        col(ClassifiedLines.ORDER_ID).isNotNull().as(TransactionMix.TRANSACTIONS))
                .agg(
                        min(ClassifiedLines.LINE_TS).as(ClassifiedLines.LINE_TS),
                        min(ClassifiedLines.LINE_DATE).as(ClassifiedLines.LINE_DATE),
                        bool_or(col(ClassifiedLines.IS_EXISTING)).as(ClassifiedLines.IS_EXISTING),
                        view(NET_VIEW, col(ClassifiedLines.QTY_NET), col(ClassifiedLines.NET)),
                        view(GROSS_VIEW, col(ClassifiedLines.QTY), paid));
    }

    private static Column view(String name, Column quantity, Column amount) {
        Column counts = quantity.gt(0);
        Column cross = col(ClassifiedLines.SELL_TYPE).equalTo(CROSS_SELL);
        Column up = col(ClassifiedLines.SELL_TYPE).equalTo(UP_SELL);
        Column replaced = least(coalesce(col(ClassifiedLines.REPLACED_AMOUNT), lit(0)), amount);
        return struct(
                        lit(name).as(TransactionMix.VIEW),
                        max(counts).as(TransactionMix.TRANSACTIONS),
                        max(counts.and(cross)).as(TransactionMix.WITH_CROSS),
                        max(counts.and(up)).as(TransactionMix.WITH_UP),
                        sum(amount).as(VALUE),
                        sum(when(cross, amount)).as(TransactionMix.CROSS_REVENUE),
                        sum(when(up, amount)).as(TransactionMix.UP_LINE_REVENUE),
                        sum(when(up, amount.minus(replaced))).as(TransactionMix.UP_INCREMENTAL))
                .as(name);
    }

    private static Dataset<Row> byView(Dataset<Row> orders) {
        String isOrder = "is_order";
        Dataset<Row> views = orders.withColumnRenamed(TransactionMix.TRANSACTIONS, isOrder)
                .select(col("*"), inline(array(col(NET_VIEW), col(GROSS_VIEW))))
                .drop(NET_VIEW, GROSS_VIEW);
        Column transaction = col(isOrder).and(col(TransactionMix.TRANSACTIONS));
        Column cross = transaction.and(col(TransactionMix.WITH_CROSS));
        Column up = transaction.and(col(TransactionMix.WITH_UP));
        Column either = cross.or(up);
        return views.select(
                col(ClassifiedLines.LINE_DATE),
                col(ClassifiedLines.IS_EXISTING),
                col(KpiColumns.SEGMENT_TYPE),
                col(KpiColumns.SEGMENT),
                col(TransactionMix.VIEW),
                transaction.cast("int").as(TransactionMix.TRANSACTIONS),
                either.cast("int").as(TransactionMix.WITH_EITHER),
                cross.cast("int").as(TransactionMix.WITH_CROSS),
                up.cast("int").as(TransactionMix.WITH_UP),
                when(either, col(VALUE)).as(TransactionMix.VALUE_WITH),
                when(transaction.and(either.equalTo(false)), col(VALUE)).as(TransactionMix.VALUE_WITHOUT),
                col(VALUE).as(TransactionMix.TOTAL_REVENUE),
                col(TransactionMix.CROSS_REVENUE),
                col(TransactionMix.UP_LINE_REVENUE),
                col(TransactionMix.UP_INCREMENTAL));
    }

    private static Dataset<Row> summed(Dataset<Row> orders) {
        List<Column> sums = new ArrayList<>();
        COUNTS.forEach(count -> sums.add(sum(count).as(count)));
        AMOUNTS.forEach(amount ->
                sums.add(coalesce(sum(amount), lit(0)).cast(ColumnTypes.MONEY).as(amount)));
        return orders.groupBy(Published.columns(List.of(TransactionMix.VIEW), Slices.KEYS))
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
    }

    private static Dataset<Row> judged(Dataset<Row> sums, Periods periods, KpiInputs inputs) {
        Column transactions = col(TransactionMix.TRANSACTIONS);
        Column either = col(TransactionMix.WITH_EITHER);
        Column without = transactions.minus(either);
        Column total = col(TransactionMix.TOTAL_REVENUE);
        Column cross = col(TransactionMix.CROSS_REVENUE);
        return sums.withColumns(Map.of(
                        KpiColumns.IS_MATURE, periods.complete(),
                        KpiColumns.INSUFFICIENT, Published.insufficient(transactions, inputs),
                        TransactionMix.EITHER_RATE, Ratios.ofCounts(either, transactions),
                        TransactionMix.CROSS_RATE, Ratios.ofCounts(col(TransactionMix.WITH_CROSS), transactions),
                        TransactionMix.UP_RATE, Ratios.ofCounts(col(TransactionMix.WITH_UP), transactions)))
                .withColumns(Map.of(
                        TransactionMix.AOV_WITH, Ratios.moneyPer(col(TransactionMix.VALUE_WITH), either),
                        TransactionMix.AOV_WITHOUT, Ratios.moneyPer(col(TransactionMix.VALUE_WITHOUT), without),
                        TransactionMix.AOV_INCREASE,
                                Ratios.money(excess(), Ratios.whole(either).multiply(Ratios.whole(without))),
                        TransactionMix.RATIO,
                                Ratios.fraction(
                                        excess(),
                                        col(TransactionMix.VALUE_WITHOUT).multiply(Ratios.whole(either))),
                        TransactionMix.CONTRIBUTION,
                                Ratios.ofMoney(cross.plus(col(TransactionMix.UP_INCREMENTAL)), total),
                        TransactionMix.CONTRIBUTION_WHOLE_LINE,
                                Ratios.ofMoney(cross.plus(col(TransactionMix.UP_LINE_REVENUE)), total)));
    }

    /** a/m - b/n as (a n - b m) over m n: one division, so the increase is rounded once from unrounded means. */
    private static Column excess() {
        Column with = Ratios.whole(col(TransactionMix.WITH_EITHER));
        Column without = Ratios.whole(col(TransactionMix.TRANSACTIONS).minus(col(TransactionMix.WITH_EITHER)));
        return col(TransactionMix.VALUE_WITH)
                .multiply(without)
                .minus(col(TransactionMix.VALUE_WITHOUT).multiply(with));
    }
}
