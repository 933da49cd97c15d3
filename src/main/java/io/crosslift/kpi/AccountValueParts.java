package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.AccountValue;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Referrals;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What each account, contract and deal adds above and below the line of the metrics of K10, by period. */
final class AccountValueParts {
    static final String MONEY = "money";
    static final String FRACTION = "fraction";
    static final String DAYS = "days";
    static final String COUNT = "count";
    /** Accounts, contracts or deals that a row is about. */
    static final String OBSERVATIONS = "observations";

    private static final String ACCOUNT = "account_id";
    private static final String EXPANSION = "expansion";
    private static final String REFERRED = "referred";
    private static final List<String> PERIOD_TYPES = List.of(Periods.MONTH, Periods.QUARTER);

    private AccountValueParts() {}

    /** Monthly balances to revenue per account, expansion per account, and what referred accounts expanded by. */
    static Dataset<Row> recurring(KpiInputs inputs, Periods periods) {
        Column paying = when(col(AccountMrrMonths.CLOSING).gt(0), 1);
        Column expanding = when(col(EXPANSION).gt(0), 1);
        Column opening = when(col(AccountMrrMonths.OPENING).gt(0), 1);
        Column ofReferred =
                when(col(REFERRED), col(EXPANSION)).when(col(REFERRED).equalTo(false), 0);
        Column all = array(
                part("arpa", MONEY, when(paying.isNotNull(), col(AccountMrrMonths.CLOSING)), paying, paying),
                part(
                        "avg_revenue_per_expansion_account",
                        MONEY,
                        when(expanding.isNotNull(), col(EXPANSION)),
                        expanding,
                        expanding),
                part(
                        "account_expansion_rate",
                        FRACTION,
                        coalesce(expanding, lit(0)),
                        coalesce(opening, lit(0)),
                        opening),
                part("referral_driven_expansion_revenue", MONEY, ofReferred, lit(null), when(col(REFERRED), expanding)),
                part("referral_driven_expansion_share", FRACTION, ofReferred, col(EXPANSION), expanding));
        return parts(withOrigin(byPeriod(inputs, periods), inputs), all)
                .filter(col(AccountValue.NUMERATOR).isNotNull());
    }

    /** One row per account and period: opening of its first month, closing of its last, and expansion. */
    private static Dataset<Row> byPeriod(KpiInputs inputs, Periods periods) {
        Column gained = col(AccountMrrMonths.CROSS_SELL).plus(col(AccountMrrMonths.UP_SELL));
        Column month = col(AccountMrrMonths.MONTH);
        Column firstMonth = month.equalTo(col(KpiColumns.PERIOD_START));
        Column lastMonth = month.equalTo(trunc(least(periods.lastDay(), lit(periods.asOf())), Periods.MONTH));
        return periods.by(inputs.read(AccountMrrMonths.TABLE), month, PERIOD_TYPES)
                .groupBy(Published.columns(List.of(ACCOUNT, KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START)))
                .agg(
                        total(when(firstMonth, col(AccountMrrMonths.OPENING)), AccountMrrMonths.OPENING),
                        total(when(lastMonth, col(AccountMrrMonths.CLOSING)), AccountMrrMonths.CLOSING),
                        total(gained, EXPANSION));
    }

    private static Dataset<Row> withOrigin(Dataset<Row> accounts, KpiInputs inputs) {
        if (!inputs.has(Accounts.TABLE)) {
            return accounts.withColumn(REFERRED, lit(null).cast(ColumnTypes.FLAG));
        }
        Dataset<Row> origins = inputs.read(Accounts.TABLE)
                .select(
                        col(Accounts.ACCOUNT_ID),
                        coalesce(lower(trim(col(Accounts.ACQUISITION_SOURCE))).equalTo("referral"), lit(false))
                                .as(REFERRED));
        return accounts.join(origins, new String[] {ACCOUNT}, "left")
                .withColumn(REFERRED, coalesce(col(REFERRED), lit(false)));
    }

    /** Contracts to yearly value, by kind and period of signing; a term under a year counts as a year. */
    static Dataset<Row> contracts(KpiInputs inputs, Periods periods) {
        Column years = greatest(
                col(Contracts.TERM_MONTHS).cast(ColumnTypes.decimal(9, 0)).divide(12), lit(1));
        Column yearly = col(Contracts.RECURRING_TCV).multiply(col(FxRates.RATE)).divide(years);
        Column metric = when(col(Contracts.KIND).equalTo("new"), "average_acv")
                .otherwise(concat(lit("average_acv_"), col(Contracts.KIND)));
        Dataset<Row> signed = withRates(
                inputs.read(Contracts.TABLE).withColumn("day", periods.localDay(col(Contracts.SIGNED_AT))), inputs);
        return parts(periods.by(signed, col("day"), PERIOD_TYPES), array(part(metric, MONEY, yearly, lit(1), lit(1))));
    }

    /** Adds the rate of the day of signing; contracts without one were refused when they were taken in. */
    private static Dataset<Row> withRates(Dataset<Row> contracts, KpiInputs inputs) {
        Column home =
                col(Contracts.CURRENCY).equalTo(inputs.settings().reporting().currency());
        if (!inputs.has(FxRates.TABLE)) {
            return contracts.filter(home).withColumn(FxRates.RATE, lit(1).cast(ColumnTypes.decimal(18, 8)));
        }
        Dataset<Row> rates = inputs.read(FxRates.TABLE)
                .select(
                        col(FxRates.CURRENCY).as("rate_currency"),
                        col(FxRates.RATE_DATE),
                        col(FxRates.RATE).as("day_rate"));
        Column sameDay = col(Contracts.CURRENCY)
                .equalTo(col("rate_currency"))
                .and(col("day").equalTo(col(FxRates.RATE_DATE)));
        return contracts
                .join(broadcast(rates), sameDay, "left")
                .withColumn(
                        FxRates.RATE,
                        when(home, lit(1)).otherwise(col("day_rate")).cast(ColumnTypes.decimal(18, 8)));
    }

    /** Deals that were won to the days they took, in the period in which they were closed. */
    static Dataset<Row> referrals(KpiInputs inputs, Periods periods) {
        Column closed = periods.localDay(col(Referrals.CLOSED_AT));
        Column days = datediff(closed, periods.localDay(col(Referrals.REFERRED_AT)));
        Dataset<Row> won = inputs.read(Referrals.TABLE)
                .filter(col(Referrals.STATUS).equalTo("closed_won"))
                .withColumnRenamed(Referrals.REFERRED_ACCOUNT_ID, ACCOUNT);
        return parts(
                periods.by(won, closed, PERIOD_TYPES),
                array(part("avg_days_referral_to_close", DAYS, days, lit(1), lit(1))));
    }

    /** The referrals that were refused because they were closed before they were made, of all that is fed. */
    static Dataset<Row> refusedReferrals(KpiInputs inputs, Periods periods) {
        Column refused = col(IngestCounts.RUN_ID)
                .equalTo(inputs.runId())
                .and(col(IngestCounts.TABLE_NAME).equalTo(Referrals.TABLE.qualifiedName()))
                .and(col(IngestCounts.REASON).equalTo("NEGATIVE_DURATION"));
        return inputs.read(IngestCounts.TABLE)
                .agg(coalesce(sum(when(refused, col(IngestCounts.ROWS))), lit(0L))
                        .cast(ColumnTypes.MONEY)
                        .as(AccountValue.NUMERATOR))
                .select(
                        lit("referral_quarantined").as(AccountValue.METRIC),
                        lit(COUNT).as(AccountValue.UNIT),
                        lit(Periods.ALL).as(KpiColumns.PERIOD_TYPE),
                        lit(periods.first()).as(KpiColumns.PERIOD_START),
                        lit(Slices.ALL_SCOPE).as(KpiColumns.SCOPE),
                        lit(Slices.ALL).as(KpiColumns.SEGMENT_TYPE),
                        lit(Slices.ALL).as(KpiColumns.SEGMENT),
                        col(AccountValue.NUMERATOR),
                        lit(null).cast(ColumnTypes.MONEY).as(AccountValue.DENOMINATOR),
                        col(AccountValue.NUMERATOR).cast(ColumnTypes.COUNT).as(OBSERVATIONS));
    }

    private static Dataset<Row> parts(Dataset<Row> rows, Column parts) {
        return rows.select(col(ACCOUNT), col(KpiColumns.PERIOD_TYPE), col(KpiColumns.PERIOD_START), inline(parts));
    }

    private static Column part(Object metric, String unit, Column numerator, Column denominator, Column observations) {
        return struct(
                lit(metric).as(AccountValue.METRIC),
                lit(unit).as(AccountValue.UNIT),
                numerator.cast(ColumnTypes.decimal(28, 10)).as(AccountValue.NUMERATOR),
                denominator.cast(ColumnTypes.decimal(28, 10)).as(AccountValue.DENOMINATOR),
                coalesce(observations, lit(0)).cast(ColumnTypes.COUNT).as(OBSERVATIONS));
    }

    private static Column total(Column amount, String name) {
        return coalesce(sum(amount), lit(0)).cast(ColumnTypes.MONEY).as(name);
    }
}
