package io.crosslift.lift;

import static io.crosslift.lift.AccountEvents.DAY;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.Accounts;
import io.crosslift.schema.ExperimentAssignments;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sales of the accounts of areas: markets, clusters or accounts that an experiment assigned. In: assignments, accounts and
 * {@link AccountEvents}. An account belongs to the market it lies in ({@code geo_market}), to the cluster of its parent account
 * ({@code cluster}), or is itself the unit ({@code account}); internal accounts and those created after the start belong nowhere.
 */
final class AreaSales {
    static final String AREA = "area";
    static final String ACCOUNT = "area_account";
    static final String AMOUNT = "amount";
    static final String ACCOUNTS = "accounts";

    private final Experiment experiment;
    private final LiftInputs inputs;
    private final LiftRules rules;

    AreaSales(Experiment experiment, LiftInputs inputs, LiftRules rules) {
        this.experiment = experiment;
        this.inputs = inputs;
        this.rules = rules;
    }

    /** The sales metrics that the experiment declares and the tables give, those that add up over accounts and days. */
    List<SalesMetric> metrics() {
        return experiment.metrics().stream()
                .map(SalesMetric::summed)
                .flatMap(metric -> Optional.ofNullable(metric).stream())
                .filter(metric -> metric.givenBy(inputs))
                .toList();
    }

    /** The column of a metric. */
    static String column(SalesMetric metric) {
        return "metric_" + metric.label();
    }

    /** Assignments of the experiment, as known at as-of. */
    Dataset<Row> assignments() {
        return inputs.assignments()
                .filter(col(ExperimentAssignments.EXPERIMENT_ID)
                        .equalTo(experiment.id())
                        .and(col(ExperimentAssignments.ASSIGNED_AT).lt(timestamp_micros(lit(rules.endMicros())))));
    }

    /** Accounts of assigned units: {@code unit_id, area_account}, one row per account. */
    Dataset<Row> members(Dataset<Row> units) {
        Column unit =
                switch (experiment.unitType()) {
                    case "geo_market" -> col(Accounts.GEO_MARKET_ID);
                    case "cluster" -> coalesce(col(Accounts.PARENT_ID), col(Accounts.ACCOUNT_ID));
                    default -> col(Accounts.ACCOUNT_ID);
                };
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, experiment.startAt());
        Dataset<Row> known = inputs.accounts()
                .filter(not(col(Accounts.IS_INTERNAL))
                        .and(col(Accounts.CREATED_AT).leq(timestamp_micros(lit(start)))))
                .select(unit.as("account_unit"), col(Accounts.ACCOUNT_ID).as(ACCOUNT));
        return known.join(broadcast(units), col("account_unit").equalTo(col(ExperimentAssignments.UNIT_ID)));
    }

    /** Whole numbers of every metric by account and local day, from a day on: one row per account and day with a sale. */
    Optional<Dataset<Row>> byAccountAndDay(LocalDate from, List<SalesMetric> metrics) {
        return AccountEvents.of(inputs, from, List.of(), rules).map(events -> {
            Dataset<Row> sales = events.groupBy(AccountEvents.ACCOUNT, DAY, AccountEvents.KIND, AccountEvents.SALE)
                    .agg(
                            sum(AccountEvents.NET_CENTS).as(AccountEvents.NET_CENTS),
                            sum(AccountEvents.BASE_CENTS).as(AccountEvents.BASE_CENTS),
                            sum(AccountEvents.CROSS_SELL_CENTS).as(AccountEvents.CROSS_SELL_CENTS),
                            sum(AccountEvents.UP_SELL_CENTS).as(AccountEvents.UP_SELL_CENTS),
                            sum(AccountEvents.MARGIN_CENTS).as(AccountEvents.MARGIN_CENTS),
                            max(AccountEvents.EXPANSION_CENTS).as(AccountEvents.EXPANSION_CENTS),
                            sum(AccountEvents.ARR_CENTS).as(AccountEvents.ARR_CENTS),
                            sum(AccountEvents.MRR_CENTS).as(AccountEvents.MRR_CENTS),
                            sum(AccountEvents.KEPT_QUANTITY).as(AccountEvents.KEPT_QUANTITY),
                            max(AccountEvents.GIVEN_BACK).as(AccountEvents.GIVEN_BACK));
            Column[] sums = metrics.stream()
                    .map(metric -> sum(amount(metric)).as(column(metric)))
                    .toArray(Column[]::new);
            return sales.groupBy(AccountEvents.ACCOUNT, DAY)
                    .agg(sum(lit(0L)).as("none"), sums)
                    .drop("none");
        });
    }

    private static Column amount(SalesMetric metric) {
        return switch (metric) {
            case EXPANSION_REVENUE -> col(AccountEvents.EXPANSION_CENTS);
            case EXPANSION_ARR -> col(AccountEvents.ARR_CENTS);
            case EXPANSION_MRR -> col(AccountEvents.MRR_CENTS);
            case NET_REVENUE -> col(AccountEvents.NET_CENTS);
            case BASE_REVENUE -> col(AccountEvents.BASE_CENTS);
            case CROSS_SELL_REVENUE -> col(AccountEvents.CROSS_SELL_CENTS);
            case UP_SELL_REVENUE -> col(AccountEvents.UP_SELL_CENTS);
            case GROSS_MARGIN -> col(AccountEvents.MARGIN_CENTS);
            case ORDERS, RETURNS, CANCELLATIONS, TICKETS ->
                when(AccountEvents.counts(metric), 1L).otherwise(0L);
            case CONVERTED, CONVERTED_CROSS_SELL, CONVERTED_UP_SELL ->
                throw new IllegalArgumentException(metric + " doesn't add up over days");
        };
    }
}
