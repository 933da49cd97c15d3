package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import io.crosslift.schema.Revenue12m;
import io.crosslift.schema.TableSpec;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K11: offer instances and classified lines in, one row per cohort, group, offer and number of months out (M58, M59, M66). Only
 * customers whose window has elapsed are in its sums, those without revenue among them; the others are counted as immature.
 * The cohort ALL is the period {@code all}, the cohort of an index month that month.
 */
final class Revenue12mTable implements KpiTable {
    private static final String ACCEPTOR = "acceptor";
    private static final String NON_ACCEPTOR = "non_acceptor";
    private static final List<String> DIMENSIONS =
            List.of(Revenue12m.COHORT, Revenue12m.GRP, Revenue12m.OFFER, Revenue12m.MONTH_N);

    @Override
    public TableSpec table() {
        return Revenue12m.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(OfferJourneys.TABLE, ClassifiedLines.TABLE, Offers.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(Accounts.TABLE, AccountSegments.TABLE, Products.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> sliced = Slices.withSegments(
                Slices.withScopes(withCost(customers(inputs), inputs), col(OfferJourneys.IS_EXISTING)),
                inputs.readIfPresent(AccountSegments.TABLE),
                coalesce(col(IndexedCustomers.INDEX_INSTANT), periods.lastInstant(col(IndexedCustomers.INDEX_DAY))));
        return Published.as(Revenue12m.TABLE, judged(summed(inCohorts(sliced, periods)), inputs), inputs);
    }

    /** One row per account, offer and number of months. */
    static Dataset<Row> customers(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        int acceptWindowDays = inputs.settings().offers().acceptWindowDays();
        Dataset<Row> indexed = IndexedCustomers.indexed(inputs.read(OfferJourneys.TABLE), periods, acceptWindowDays);
        return IndexedCustomers.withRevenue(
                indexed,
                GrossMargins.onLines(inputs.read(ClassifiedLines.TABLE), inputs),
                inputs.read(Offers.TABLE),
                inputs.settings().revenue().months(),
                acceptWindowDays,
                periods);
    }

    /** Costs in another currency are not known here: a sum that left them out would be too low. */
    private static Dataset<Row> withCost(Dataset<Row> customers, KpiInputs inputs) {
        if (!inputs.has(Accounts.TABLE)) {
            return customers.withColumn(Revenue12m.ACQUISITION_COST, lit(null).cast(ColumnTypes.ORIGINAL_MONEY));
        }
        Column known = when(
                col(Accounts.CURRENCY).equalTo(inputs.settings().reporting().currency()),
                col(Accounts.ACQUISITION_COST));
        Dataset<Row> costs =
                inputs.read(Accounts.TABLE).select(col(Accounts.ACCOUNT_ID), known.as(Revenue12m.ACQUISITION_COST));
        return customers.join(costs, new String[] {Accounts.ACCOUNT_ID}, "left");
    }

    private static Dataset<Row> inCohorts(Dataset<Row> customers, Periods periods) {
        Column day = col(IndexedCustomers.INDEX_DAY);
        Column cohorts = array(
                cohort(lit(Slices.ALL), Periods.ALL, lit(periods.first())),
                cohort(date_format(day, "yyyy-MM"), Periods.MONTH, trunc(day, Periods.MONTH)));
        Column group = when(col(IndexedCustomers.ACCEPTOR), ACCEPTOR).otherwise(NON_ACCEPTOR);
        return customers
                .select(col("*"), inline(cohorts))
                .withColumn(Revenue12m.GRP, explode(array(group, lit(Slices.ALL))));
    }

    private static Column cohort(Column name, String periodType, Column periodStart) {
        return struct(
                name.as(Revenue12m.COHORT),
                lit(periodType).as(KpiColumns.PERIOD_TYPE),
                periodStart.as(KpiColumns.PERIOD_START));
    }

    private static Dataset<Row> summed(Dataset<Row> customers) {
        Column mature = col(IndexedCustomers.MATURE);
        return customers
                .groupBy(Published.columns(DIMENSIONS, Slices.KEYS))
                .agg(
                        count_if(mature).as(Revenue12m.CUSTOMERS),
                        count_if(not(mature)).as(Revenue12m.IMMATURE),
                        money(when(mature, col(Revenue12m.NET_REVENUE)), Revenue12m.NET_REVENUE),
                        money(when(mature, col(Revenue12m.EXCL_OFFER_REVENUE)), Revenue12m.EXCL_OFFER_REVENUE),
                        ifAllAreKnown(Revenue12m.MARGIN),
                        ifAllAreKnown(Revenue12m.MARGIN_TO_DATE),
                        ifAllAreKnown(Revenue12m.ACQUISITION_COST));
    }

    /** The sum over mature customers, NULL where the amount of one of them isn't known. */
    private static Column ifAllAreKnown(String name) {
        Column mature = col(IndexedCustomers.MATURE);
        Column amount = when(mature, col(name));
        return when(count(amount).equalTo(count_if(mature)), sum(amount))
                .cast(ColumnTypes.MONEY)
                .as(name);
    }

    private static Column money(Column amount, String name) {
        return coalesce(sum(amount), lit(0)).cast(ColumnTypes.MONEY).as(name);
    }

    private static Dataset<Row> judged(Dataset<Row> sums, KpiInputs inputs) {
        Column customers = col(Revenue12m.CUSTOMERS);
        // New customers always join the cohort ALL; its sums hold elapsed windows only.
        Column complete = col(Revenue12m.COHORT)
                .equalTo(Slices.ALL)
                .or(col(Revenue12m.IMMATURE).equalTo(0));
        return sums.withColumn(Revenue12m.REVENUE_PER_CUSTOMER, Ratios.moneyPer(col(Revenue12m.NET_REVENUE), customers))
                .withColumn(
                        Revenue12m.RETURN_ON_ACQUISITION,
                        Ratios.ofMoney(col(Revenue12m.MARGIN_TO_DATE), col(Revenue12m.ACQUISITION_COST)))
                .withColumn(KpiColumns.IS_MATURE, customers.gt(0).and(complete))
                .withColumn(KpiColumns.INSUFFICIENT, Published.insufficient(customers, inputs));
    }
}
