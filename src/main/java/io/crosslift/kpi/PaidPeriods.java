package io.crosslift.kpi;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.Arpa;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.IdentityMap;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Orders;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What each account paid in each month and quarter, one row per unit, measure, account and period: what K07 averages. */
final class PaidPeriods {
    static final String ACCOUNT = "account_id";
    static final String ACCOUNT_UNIT = "account";
    static final String USER_UNIT = "user";
    static final String MRR = "mrr";
    static final String NET_REVENUE = "net_revenue";
    /** Accounts (one) or users that a row counts. */
    static final String UNITS = "units";

    static final String REVENUE = "revenue";

    private static final List<String> PERIOD_TYPES = List.of(Periods.MONTH, Periods.QUARTER);
    private static final List<String> PERIOD = List.of(KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START);

    private PaidPeriods() {}

    /** Monthly balances to contract MRR at the end of each period; accounts without any are in none. */
    static Dataset<Row> recurring(Dataset<Row> months, Periods periods) {
        Column month = col(AccountMrrMonths.MONTH);
        Column quarter = trunc(month, Periods.QUARTER);
        // A quarter is worth what its last month is, or the month of as-of inside it.
        Column closesQuarter = last_day(month)
                .equalTo(last_day(add_months(quarter, 2)))
                .or(last_day(month).geq(lit(periods.asOf())));
        Column ends = when(
                        closesQuarter, array(period(lit(Periods.MONTH), month), period(lit(Periods.QUARTER), quarter)))
                .otherwise(array(period(lit(Periods.MONTH), month)));
        return states(
                months.select(col(ACCOUNT), col(AccountMrrMonths.CLOSING), inline(ends))
                        .groupBy(Published.columns(List.of(ACCOUNT), PERIOD))
                        .agg(sum(AccountMrrMonths.CLOSING)
                                .cast(ColumnTypes.MONEY)
                                .as(REVENUE))
                        .filter(col(REVENUE).gt(0))
                        .withColumn(UNITS, lit(1L)),
                ACCOUNT_UNIT,
                MRR);
    }

    /** Classified lines to net revenue of each period; an account counts that kept something it bought. */
    static Dataset<Row> bought(Dataset<Row> lines, Periods periods) {
        return states(
                net(lines, periods)
                        .withColumn(UNITS, when(col("kept").gt(0), 1L).otherwise(0L))
                        .drop("kept"),
                ACCOUNT_UNIT,
                NET_REVENUE);
    }

    /** Net revenue of the accounts whose users were active, by user; nothing where no feed tells users. */
    static Optional<Dataset<Row>> usedAndBought(KpiInputs inputs, Periods periods) {
        if (!inputs.has(IdentityMap.TABLE)) {
            return Optional.empty();
        }
        Dataset<Row> users =
                inputs.read(IdentityMap.TABLE).filter(col(IdentityMap.USER_ID).isNotNull());
        return Stream.of(
                        acts(inputs, Orders.TABLE, Orders.ORDERED_AT, users),
                        acts(inputs, Touchpoints.TABLE, Touchpoints.EVENT_TS, users))
                .flatMap(Optional::stream)
                .reduce(Dataset::unionByName)
                .map(acts -> byUser(acts, net(inputs.read(ClassifiedLines.TABLE), periods), periods));
    }

    private static Dataset<Row> byUser(Dataset<Row> acts, Dataset<Row> net, Periods periods) {
        Dataset<Row> active = periods.by(acts, periods.localDay(col("at")), PERIOD_TYPES)
                .groupBy(Published.columns(List.of(ACCOUNT), PERIOD))
                .agg(countDistinct(col(IdentityMap.USER_ID)).as(UNITS));
        String[] keys = {ACCOUNT, KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START};
        return states(
                active.join(net.drop("kept"), keys, "left")
                        .withColumn(REVENUE, coalesce(col(REVENUE), lit(0)).cast(ColumnTypes.MONEY)),
                USER_UNIT,
                NET_REVENUE);
    }

    /** Orders or touches to the users whose identity they came with, valid at that time. */
    private static Optional<Dataset<Row>> acts(KpiInputs inputs, TableSpec table, String at, Dataset<Row> users) {
        if (!inputs.has(table)) {
            return Optional.empty();
        }
        Dataset<Row> identities = users.select(
                col(IdentityMap.IDENTITY_TYPE).as("user_identity_type"),
                col(IdentityMap.IDENTITY_VALUE).as("user_identity_value"),
                col(IdentityMap.ACCOUNT_ID).as("user_account"),
                col(IdentityMap.VALID_FROM),
                col(IdentityMap.VALID_TO),
                col(IdentityMap.USER_ID));
        Column valid = col("user_identity_type")
                .equalTo(col(IdentityMap.IDENTITY_TYPE))
                .and(col("user_identity_value").equalTo(col(IdentityMap.IDENTITY_VALUE)))
                .and(col("user_account").equalTo(col(ACCOUNT)))
                .and(col(IdentityMap.VALID_FROM).leq(col(at)))
                .and(col(IdentityMap.VALID_TO)
                        .isNull()
                        .or(col(IdentityMap.VALID_TO).gt(col(at))));
        return Optional.of(inputs.read(table)
                .join(identities, valid)
                .select(col(ACCOUNT), col(IdentityMap.USER_ID), col(at).as("at")));
    }

    private static Dataset<Row> net(Dataset<Row> lines, Periods periods) {
        return periods.by(lines, col(ClassifiedLines.LINE_DATE), PERIOD_TYPES)
                .groupBy(Published.columns(List.of(ACCOUNT), PERIOD))
                .agg(
                        sum(ClassifiedLines.NET).cast(ColumnTypes.MONEY).as(REVENUE),
                        max(ClassifiedLines.QTY_NET).as("kept"));
    }

    private static Dataset<Row> states(Dataset<Row> paid, String unit, String measure) {
        return paid.select(Published.with(
                List.of(ACCOUNT, KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START, UNITS, REVENUE),
                lit(unit).as(Arpa.UNIT),
                lit(measure).as(Arpa.MEASURE)));
    }

    private static Column period(Column type, Column start) {
        return struct(type.as(KpiColumns.PERIOD_TYPE), start.as(KpiColumns.PERIOD_START));
    }
}
