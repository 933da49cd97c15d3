package io.crosslift.kpi;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.kpi.statistics.AverageRevenue;
import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Arpa;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.IdentityMap;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Orders;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * K07: what accounts paid in each period in, one row per unit, measure, basis, period and segment out (M50-M52). An account counts in
 * the segment it is in at the end it is counted at, so that one that changes its segment is part of the mix.
 */
final class ArpaTable implements KpiTable {
    private static final String PREVIOUS_PERIOD = "previous_period";
    private static final String SAME_COHORT = "same_cohort";
    private static final String INSTANT = "instant";
    private static final String PARTS = "parts";
    private static final List<String> STATE = List.of(Arpa.UNIT, Arpa.MEASURE);
    private static final List<String> SIDES = List.of(Arpa.ACCOUNTS_0, Arpa.REVENUE_0, Arpa.ACCOUNTS_1, Arpa.REVENUE_1);
    private static final List<String> SUMS = Stream.concat(
                    SIDES.stream(), Stream.of(Arpa.CONSTANT_ACCOUNTS, Arpa.CONSTANT_GAIN))
            .toList();
    private static final List<String> WHOLE = List.of(
            Arpa.UNIT, Arpa.MEASURE, Arpa.BASIS, KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START, KpiColumns.SCOPE);
    private static final StructType AVERAGES = Computed.columns(
            Arpa.TABLE, Arpa.ARPA_0, Arpa.ARPA_1, Arpa.UPLIFT, Arpa.UPLIFT_RATIO, Arpa.RATE_EFFECT, Arpa.MIX_EFFECT);

    @Override
    public TableSpec table() {
        return Arpa.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of();
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(
                AccountMrrMonths.TABLE,
                ClassifiedLines.TABLE,
                AccountSegments.TABLE,
                IdentityMap.TABLE,
                Orders.TABLE,
                Touchpoints.TABLE);
    }

    @Override
    public List<TableSpec> missing(KpiInputs inputs) {
        boolean any = inputs.has(AccountMrrMonths.TABLE) || inputs.has(ClassifiedLines.TABLE);
        return any ? List.of() : List.of(AccountMrrMonths.TABLE, ClassifiedLines.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        List<Dataset<Row>> states = new ArrayList<>();
        if (inputs.has(AccountMrrMonths.TABLE)) {
            states.add(PaidPeriods.recurring(inputs.read(AccountMrrMonths.TABLE), periods));
        }
        if (inputs.has(ClassifiedLines.TABLE)) {
            states.add(PaidPeriods.bought(inputs.read(ClassifiedLines.TABLE), periods));
            PaidPeriods.usedAndBought(inputs, periods).ifPresent(states::add);
        }
        Dataset<Row> paired =
                paired(states.stream().reduce(Dataset::unionByName).orElseThrow(), periods);
        Dataset<Row> sliced = Slices.withSegments(
                contributions(paired, periods), inputs.readIfPresent(AccountSegments.TABLE), col(INSTANT));
        Dataset<Row> sums = summed(sliced.withColumn(KpiColumns.SCOPE, lit(Slices.ALL_SCOPE)));
        Dataset<Row> averaged = Computed.with(withParts(sums), AVERAGES, ArpaTable::averages)
                .withColumn(
                        Arpa.CONSTANT_ACCOUNT_UPLIFT,
                        Ratios.fraction(
                                col(Arpa.CONSTANT_GAIN),
                                col(Arpa.CONSTANT_ACCOUNTS).cast(ColumnTypes.decimal(18, 0))))
                .withColumn(KpiColumns.IS_MATURE, periods.complete())
                .withColumn(KpiColumns.INSUFFICIENT, Published.insufficient(col(Arpa.ACCOUNTS_1), inputs));
        return Published.as(table(), averaged, inputs);
    }

    /** States of accounts in, one row per account and period with its state before and in the period out. */
    private static Dataset<Row> paired(Dataset<Row> states, Periods periods) {
        Dataset<Row> now = sides(states, 0, 1);
        Column next = when(
                        col(KpiColumns.PERIOD_TYPE).equalTo(Periods.MONTH), add_months(col(KpiColumns.PERIOD_START), 1))
                .otherwise(add_months(col(KpiColumns.PERIOD_START), 3));
        Dataset<Row> before = sides(states.withColumn(KpiColumns.PERIOD_START, next), 1, 0);
        Column[] keys = Published.columns(
                List.of(PaidPeriods.ACCOUNT), STATE, List.of(KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START));
        Column start = col(KpiColumns.PERIOD_START);
        return now.unionByName(before)
                .filter(start.leq(lit(periods.asOf())).and(start.geq(lit(periods.first()))))
                .groupBy(keys)
                .agg(
                        sum(Arpa.ACCOUNTS_0).as(Arpa.ACCOUNTS_0),
                        money(sum(Arpa.REVENUE_0)).as(Arpa.REVENUE_0),
                        sum(Arpa.ACCOUNTS_1).as(Arpa.ACCOUNTS_1),
                        money(sum(Arpa.REVENUE_1)).as(Arpa.REVENUE_1));
    }

    private static Dataset<Row> sides(Dataset<Row> states, int base, int present) {
        return states.withColumn(Arpa.ACCOUNTS_0, col(PaidPeriods.UNITS).multiply(base))
                .withColumn(Arpa.REVENUE_0, money(col(PaidPeriods.REVENUE).multiply(base)))
                .withColumn(Arpa.ACCOUNTS_1, col(PaidPeriods.UNITS).multiply(present))
                .withColumn(Arpa.REVENUE_1, money(col(PaidPeriods.REVENUE).multiply(present)))
                .drop(PaidPeriods.UNITS, PaidPeriods.REVENUE);
    }

    /** What an account adds to which basis, and the instant whose segment it adds it to. */
    private static Dataset<Row> contributions(Dataset<Row> paired, Periods periods) {
        Column before = periods.lastInstant(date_sub(col(KpiColumns.PERIOD_START), 1));
        Column now = periods.lastInstant(least(periods.lastDay(), lit(periods.asOf())));
        Column none = lit(0L);
        Column nothing = money(lit(0));
        Column accounts0 = col(Arpa.ACCOUNTS_0);
        Column accounts1 = col(Arpa.ACCOUNTS_1);
        Column revenue0 = col(Arpa.REVENUE_0);
        Column revenue1 = col(Arpa.REVENUE_1);
        Column stays = col(Arpa.UNIT)
                .equalTo(PaidPeriods.ACCOUNT_UNIT)
                .and(accounts0.gt(0))
                .and(accounts1.gt(0));
        Column constant = when(stays, lit(1L)).otherwise(none);
        Column gain = money(when(stays, revenue1.minus(revenue0)).otherwise(lit(0)));
        Column cohortNow = money(when(accounts0.gt(0), revenue1).otherwise(lit(0)));
        return paired.select(
                        col(PaidPeriods.ACCOUNT),
                        col(Arpa.UNIT),
                        col(Arpa.MEASURE),
                        col(KpiColumns.PERIOD_TYPE),
                        col(KpiColumns.PERIOD_START),
                        inline(array(
                                added(PREVIOUS_PERIOD, now, none, nothing, accounts1, revenue1, constant, gain),
                                added(PREVIOUS_PERIOD, before, accounts0, revenue0, none, nothing, none, nothing),
                                added(SAME_COHORT, before, accounts0, revenue0, accounts0, cohortNow, constant, gain))))
                .filter(col(Arpa.ACCOUNTS_0)
                        .notEqual(0)
                        .or(col(Arpa.ACCOUNTS_1).notEqual(0))
                        .or(col(Arpa.REVENUE_0).notEqual(0))
                        .or(col(Arpa.REVENUE_1).notEqual(0)));
    }

    private static Column added(String basis, Column instant, Column... sums) {
        List<Column> fields = new ArrayList<>(List.of(lit(basis).as(Arpa.BASIS), instant.as(INSTANT)));
        for (int i = 0; i < SUMS.size(); i++) {
            fields.add(sums[i].as(SUMS.get(i)));
        }
        return struct(fields.toArray(Column[]::new));
    }

    private static Dataset<Row> summed(Dataset<Row> sliced) {
        return sliced.groupBy(Published.columns(WHOLE, List.of(KpiColumns.SEGMENT_TYPE, KpiColumns.SEGMENT)))
                .agg(
                        sum(Arpa.ACCOUNTS_0).as(Arpa.ACCOUNTS_0),
                        money(sum(Arpa.REVENUE_0)).as(Arpa.REVENUE_0),
                        sum(Arpa.ACCOUNTS_1).as(Arpa.ACCOUNTS_1),
                        money(sum(Arpa.REVENUE_1)).as(Arpa.REVENUE_1),
                        sum(Arpa.CONSTANT_ACCOUNTS).as(Arpa.CONSTANT_ACCOUNTS),
                        money(sum(Arpa.CONSTANT_GAIN)).as(Arpa.CONSTANT_GAIN));
    }

    /** Adds, for each type of segments, the row of all accounts with the type's segments as its parts. */
    private static Dataset<Row> withParts(Dataset<Row> sums) {
        Column whole = col(KpiColumns.SEGMENT_TYPE).equalTo(Slices.ALL);
        Column part = struct(SIDES.stream().map(name -> col(name)).toArray(Column[]::new));
        Dataset<Row> parts = sums.filter(not(whole))
                .groupBy(Published.columns(WHOLE, List.of(KpiColumns.SEGMENT_TYPE)))
                .agg(sort_array(collect_list(part)).as(PARTS));
        Dataset<Row> takenApart =
                sums.filter(whole).drop(KpiColumns.SEGMENT_TYPE).join(parts, WHOLE.toArray(String[]::new));
        return sums.unionByName(takenApart, true);
    }

    private static Object[] averages(Row row) {
        List<AverageRevenue.Group> groups = new ArrayList<>();
        int parts = row.fieldIndex(PARTS);
        if (!row.isNullAt(parts)) {
            for (Row part : row.<Row>getList(parts)) {
                groups.add(group(part));
            }
        }
        AverageRevenue average = AverageRevenue.of(group(row), groups);
        return new Object[] {
            average.before(),
            average.after(),
            average.uplift(),
            average.ratio(),
            average.rateEffect(),
            average.mixEffect()
        };
    }

    private static AverageRevenue.Group group(Row row) {
        return new AverageRevenue.Group(
                row.<Long>getAs(Arpa.ACCOUNTS_0),
                row.<BigDecimal>getAs(Arpa.REVENUE_0),
                row.<Long>getAs(Arpa.ACCOUNTS_1),
                row.<BigDecimal>getAs(Arpa.REVENUE_1));
    }

    private static Column money(Column amount) {
        return amount.cast(ColumnTypes.MONEY);
    }
}
