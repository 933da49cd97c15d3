package io.crosslift.kpi;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.FamilyMrrMonths;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.TableSpec;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K04: movements and balances of families in, one row per month or quarter, measure, family and segment out. Balances count in the segment valid
 * at that instant, movements in that of their own; what is then left between opening and closing of an account has moved from or to
 * another family or segment.
 */
final class MrrBridgeTable implements KpiTable {
    private static final String ACCOUNT = "account_id";
    private static final String ACCOUNTS = "accounts";
    private static final String AMOUNT = "amount";
    private static final String INSTANT = "instant";

    /** What movements add up to, by column. */
    private static final List<String> GAINS = List.of(
            MrrBridge.NEW,
            MrrBridge.CROSS_SELL,
            MrrBridge.UP_SELL_TIER,
            MrrBridge.UP_SELL_SEAT,
            MrrBridge.UP_SELL_PRICE,
            MrrBridge.UP_SELL_OTHER,
            MrrBridge.REACTIVATION);

    private static final List<String> LOSSES = List.of(MrrBridge.CONTRACTION, MrrBridge.CHURN);
    private static final List<String> SUMS = Stream.of(
                    List.of(MrrBridge.OPENING), GAINS, LOSSES, List.of(MrrBridge.FX_EFFECT, MrrBridge.CLOSING))
            .flatMap(List::stream)
            .toList();
    private static final List<String> PLACES =
            List.of(MrrBridge.MEASURE, MrrBridge.FAMILY, KpiColumns.SEGMENT_TYPE, KpiColumns.SEGMENT);

    @Override
    public TableSpec table() {
        return MrrBridge.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(MrrMovements.TABLE, FamilyMrrMonths.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(AccountSegments.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> contributions = inPeriods(
                balances(inputs, periods)
                        .unionByName(movements(inputs))
                        .filter(col(KpiColumns.PERIOD_START).geq(lit(periods.first()))),
                periods);
        Dataset<Row> families = added(contributions, Stream.concat(Stream.of(ACCOUNT), PLACES.stream()))
                .withColumn(MrrBridge.RENEWAL, least(col(MrrBridge.OPENING), beforeFx()));
        Dataset<Row> accounts = renewed(families.withColumn(MrrBridge.FAMILY, lit(Slices.ALL)));
        Dataset<Row> bridge = byPlace(families.unionByName(accounts));
        Column expansion = Stream.of(
                        MrrBridge.CROSS_SELL,
                        MrrBridge.UP_SELL_TIER,
                        MrrBridge.UP_SELL_SEAT,
                        MrrBridge.UP_SELL_PRICE,
                        MrrBridge.UP_SELL_OTHER)
                .map(name -> col(name))
                .reduce(Column::plus)
                .orElseThrow();
        Column losses = col(MrrBridge.CONTRACTION).plus(col(MrrBridge.CHURN));
        Column withoutReturns = col(MrrBridge.NEW).plus(col(MrrBridge.EXPANSION));
        return Published.as(
                table(),
                bridge.withColumn(KpiColumns.SCOPE, lit(Slices.ALL_SCOPE))
                        .withColumn(MrrBridge.EXPANSION, expansion)
                        .withColumn(MrrBridge.NET_EXPANSION, expansion.minus(losses))
                        .withColumn(
                                MrrBridge.QUICK_RATIO,
                                Ratios.ofMoney(withoutReturns.plus(col(MrrBridge.REACTIVATION)), losses))
                        .withColumn(MrrBridge.QUICK_RATIO_NO_REACT, Ratios.ofMoney(withoutReturns, losses))
                        .withColumn(MrrBridge.CHURN_OFFSET, Ratios.ofMoney(col(MrrBridge.EXPANSION), losses))
                        .withColumn(KpiColumns.IS_MATURE, periods.complete())
                        .withColumn(KpiColumns.INSUFFICIENT, Published.insufficient(col(ACCOUNTS), inputs)),
                inputs);
    }

    /**
     * Contributions of months to their month and to their quarter, which opens with its first published month and closes with its
     * last.
     */
    private static Dataset<Row> inPeriods(Dataset<Row> contributions, Periods periods) {
        Column month = col(KpiColumns.PERIOD_START);
        Column quarter = trunc(month, Periods.QUARTER);
        Column opens = month.equalTo(quarter).or(month.equalTo(lit(firstMonth(periods))));
        Column closes =
                month.equalTo(add_months(quarter, 2)).or(month.equalTo(trunc(lit(periods.asOf()), Periods.MONTH)));
        Column zero = lit(0).cast(ColumnTypes.MONEY);
        Dataset<Row> quarters = contributions
                .withColumn(KpiColumns.PERIOD_TYPE, lit(Periods.QUARTER))
                .withColumn(
                        MrrBridge.OPENING, when(opens, col(MrrBridge.OPENING)).otherwise(zero))
                .withColumn(
                        MrrBridge.CLOSING, when(closes, col(MrrBridge.CLOSING)).otherwise(zero))
                .withColumn(KpiColumns.PERIOD_START, quarter);
        return contributions
                .withColumn(KpiColumns.PERIOD_TYPE, lit(Periods.MONTH))
                .unionByName(quarters);
    }

    private static LocalDate firstMonth(Periods periods) {
        LocalDate first = periods.first();
        LocalDate month = first.withDayOfMonth(1);
        return month.equals(first) ? month : month.plusMonths(1);
    }

    /** Opening and closing balances, each in the segment valid at its instant. */
    private static Dataset<Row> balances(KpiInputs inputs, Periods periods) {
        Dataset<Row> months = inputs.read(FamilyMrrMonths.TABLE)
                .withColumnRenamed(FamilyMrrMonths.MONTH, KpiColumns.PERIOD_START)
                .drop("as_of_date", "run_id");
        Column start = periods.lastInstant(date_sub(col(KpiColumns.PERIOD_START), 1));
        Column end = periods.lastInstant(least(last_day(col(KpiColumns.PERIOD_START)), lit(periods.asOf())));
        Dataset<Row> opening = measured(
                months,
                MrrBridge.OPENING,
                col(FamilyMrrMonths.OPENING),
                col(FamilyMrrMonths.OPENING_ARR),
                inputs,
                start);
        Dataset<Row> closing = measured(
                months, MrrBridge.CLOSING, col(FamilyMrrMonths.CLOSING), col(FamilyMrrMonths.CLOSING_ARR), inputs, end);
        return opening.unionByName(closing);
    }

    private static Dataset<Row> measured(
            Dataset<Row> rows, String name, Column mrr, Column arr, KpiInputs inputs, Column instant) {
        return withColumns(
                Slices.withSegments(
                        rows.select(
                                col(ACCOUNT),
                                col(MrrBridge.FAMILY),
                                col(KpiColumns.PERIOD_START),
                                instant.as(INSTANT),
                                inline(array(measure("mrr", mrr), measure("arr", arr)))),
                        inputs.readIfPresent(AccountSegments.TABLE),
                        col(INSTANT)),
                Map.of(name, col(AMOUNT)));
    }

    private static Dataset<Row> movements(KpiInputs inputs) {
        Dataset<Row> rows = Slices.withSegments(
                inputs.read(MrrMovements.TABLE)
                        .filter(not(col(MrrMovements.MOVEMENT_CLASS).isin("renewal", "transfer_in", "transfer_out")))
                        .select(
                                col(ACCOUNT),
                                col(MrrBridge.FAMILY),
                                col(MrrMovements.EFFECTIVE_MONTH).as(KpiColumns.PERIOD_START),
                                col(MrrMovements.MOVEMENT_CLASS),
                                col(MrrMovements.REASON),
                                col(MrrMovements.EFFECTIVE_AT),
                                inline(array(
                                        measure("mrr", col(MrrMovements.MRR_DELTA)),
                                        measure("arr", col(MrrMovements.ARR_DELTA))))),
                inputs.readIfPresent(AccountSegments.TABLE),
                col(MrrMovements.EFFECTIVE_AT));
        Column upSell = col(MrrMovements.MOVEMENT_CLASS).equalTo("up_sell");
        Column reason = col(MrrMovements.REASON);
        Map<String, Column> sums = new LinkedHashMap<>();
        for (String name : List.of(MrrBridge.NEW, MrrBridge.CROSS_SELL, MrrBridge.REACTIVATION, MrrBridge.FX_EFFECT)) {
            sums.put(name, when(col(MrrMovements.MOVEMENT_CLASS).equalTo(name), col(AMOUNT)));
        }
        LOSSES.forEach(name -> sums.put(
                name,
                when(col(MrrMovements.MOVEMENT_CLASS).equalTo(name), col(AMOUNT).multiply(-1))));
        sums.put(MrrBridge.UP_SELL_TIER, when(upSell.and(reason.equalTo("tier")), col(AMOUNT)));
        sums.put(MrrBridge.UP_SELL_SEAT, when(upSell.and(reason.equalTo("seat")), col(AMOUNT)));
        sums.put(MrrBridge.UP_SELL_PRICE, when(upSell.and(reason.equalTo("price")), col(AMOUNT)));
        sums.put(MrrBridge.UP_SELL_OTHER, when(upSell.and(not(reason.isin("tier", "seat", "price"))), col(AMOUNT)));
        return withColumns(rows, sums);
    }

    private static Column measure(String name, Column amount) {
        return struct(lit(name).as(MrrBridge.MEASURE), amount.as(AMOUNT));
    }

    /** Rows with every sum's column, zero where a row does not count in it. */
    private static Dataset<Row> withColumns(Dataset<Row> rows, Map<String, Column> given) {
        Column zero = lit(0).cast(ColumnTypes.MONEY);
        return rows.select(Stream.concat(
                        Stream.concat(Stream.of(ACCOUNT, KpiColumns.PERIOD_START), PLACES.stream())
                                .map(name -> col(name)),
                        SUMS.stream().map(name -> coalesce(given.getOrDefault(name, zero), zero)
                                .cast(ColumnTypes.MONEY)
                                .as(name)))
                .toArray(Column[]::new));
    }

    private static Dataset<Row> added(Dataset<Row> rows, Stream<String> keys) {
        Column[] sums = sums(SUMS.stream());
        return rows.groupBy(columns(keys)).agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
    }

    /** The families of an account together: what moved between them cancels out. */
    private static Dataset<Row> renewed(Dataset<Row> families) {
        Column[] sums = sums(Stream.concat(SUMS.stream(), Stream.of(MrrBridge.RENEWAL)));
        return families.groupBy(columns(Stream.concat(Stream.of(ACCOUNT), PLACES.stream())))
                .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
    }

    private static Dataset<Row> byPlace(Dataset<Row> accounts) {
        Column left = col(MrrBridge.CLOSING).minus(beforeFx()).minus(col(MrrBridge.FX_EFFECT));
        Column[] sums = sums(Stream.concat(
                SUMS.stream(), Stream.of(MrrBridge.TRANSFER_IN, MrrBridge.TRANSFER_OUT, MrrBridge.RENEWAL)));
        return accounts.withColumn(MrrBridge.TRANSFER_IN, greatest(left, lit(0)))
                .withColumn(MrrBridge.TRANSFER_OUT, greatest(left.multiply(-1), lit(0)))
                .groupBy(columns(PLACES.stream()))
                .agg(countDistinct(col(ACCOUNT)).as(ACCOUNTS), sums);
    }

    private static Column[] columns(Stream<String> names) {
        return Stream.concat(names, Stream.of(KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START))
                .map(name -> col(name))
                .toArray(Column[]::new);
    }

    private static Column[] sums(Stream<String> names) {
        return names.map(name -> sum(name).cast(ColumnTypes.MONEY).as(name)).toArray(Column[]::new);
    }

    /** The closing balance as movements alone would leave it. */
    private static Column beforeFx() {
        Column balance = col(MrrBridge.OPENING);
        for (String gain : GAINS) {
            balance = balance.plus(col(gain));
        }
        for (String loss : LOSSES) {
            balance = balance.minus(col(loss));
        }
        return balance;
    }
}
