package io.crosslift.kpi;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.AccountValue;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Referrals;
import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K10: balances, contracts and referrals in, one row per metric, period and segment out (M53-M57). An account counts in the segment it is
 * in at the end of the period. A metric whose feed is absent has no rows.
 */
final class AccountValueTable implements KpiTable {
    private static final List<String> METRIC = List.of(AccountValue.METRIC, AccountValue.UNIT);

    @Override
    public TableSpec table() {
        return AccountValue.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of();
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(
                AccountMrrMonths.TABLE,
                Contracts.TABLE,
                Referrals.TABLE,
                Accounts.TABLE,
                FxRates.TABLE,
                AccountSegments.TABLE,
                IngestCounts.TABLE);
    }

    @Override
    public List<TableSpec> missing(KpiInputs inputs) {
        List<TableSpec> any = List.of(AccountMrrMonths.TABLE, Contracts.TABLE, Referrals.TABLE);
        return any.stream().anyMatch(inputs::has) ? List.of() : any;
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        List<Dataset<Row>> parts = new ArrayList<>();
        if (inputs.has(AccountMrrMonths.TABLE)) {
            parts.add(AccountValueParts.recurring(inputs, periods));
        }
        if (inputs.has(Contracts.TABLE)) {
            parts.add(AccountValueParts.contracts(inputs, periods));
        }
        if (inputs.has(Referrals.TABLE)) {
            parts.add(AccountValueParts.referrals(inputs, periods));
        }
        Dataset<Row> sliced = Slices.withSegments(
                parts.stream().reduce(Dataset::unionByName).orElseThrow(),
                inputs.readIfPresent(AccountSegments.TABLE),
                periods.lastInstant(least(periods.lastDay(), lit(periods.asOf()))));
        Dataset<Row> sums = sliced.withColumn(KpiColumns.SCOPE, lit(Slices.ALL_SCOPE))
                .groupBy(Published.columns(METRIC, Slices.KEYS))
                .agg(
                        sum(AccountValue.NUMERATOR).as(AccountValue.NUMERATOR),
                        sum(AccountValue.DENOMINATOR).as(AccountValue.DENOMINATOR),
                        sum(AccountValueParts.OBSERVATIONS).as(AccountValueParts.OBSERVATIONS));
        if (inputs.has(Referrals.TABLE) && inputs.has(IngestCounts.TABLE)) {
            sums = sums.unionByName(AccountValueParts.refusedReferrals(inputs, periods));
        }
        return Published.as(table(), valued(sums, periods, inputs), inputs);
    }

    private static Dataset<Row> valued(Dataset<Row> sums, Periods periods, KpiInputs inputs) {
        Column numerator = col(AccountValue.NUMERATOR);
        Column denominator = col(AccountValue.DENOMINATOR);
        Column unit = col(AccountValue.UNIT);
        Column ratio = try_divide(numerator.cast(ColumnTypes.MONEY), denominator.cast(ColumnTypes.MONEY));
        Column value = when(unit.equalTo(AccountValueParts.COUNT), lit(null))
                .when(denominator.isNull(), numerator)
                .when(unit.equalTo(AccountValueParts.FRACTION), round(ratio, 6))
                .otherwise(round(ratio, 2));
        return sums.withColumn(AccountValue.NUMERATOR, numerator.cast(ColumnTypes.MONEY))
                .withColumn(AccountValue.DENOMINATOR, denominator.cast(ColumnTypes.MONEY))
                .withColumn(AccountValue.VALUE, value.cast(ColumnTypes.FRACTION))
                .withColumn(KpiColumns.IS_MATURE, periods.complete())
                .withColumn(
                        KpiColumns.INSUFFICIENT, Published.insufficient(col(AccountValueParts.OBSERVATIONS), inputs));
    }
}
