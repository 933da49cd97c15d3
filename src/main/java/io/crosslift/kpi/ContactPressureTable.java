package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ContactPressure;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * M78: offer instances and offer events in, one row per measure, band, period, scope and segment out. An offer counts in the period and
 * the band of its presentation; what came before it counts whenever it was, so that a period's first offers are in their true bands.
 */
final class ContactPressureTable implements KpiTable {
    private static final List<String> PERIOD_TYPES = List.of(Periods.QUARTER, Periods.ALL);
    private static final int DAYS = 30;

    private static final String IN_WINDOW = "presented_of_late";
    private static final String STREAK = "declined_in_a_row";
    private static final String DECLINED = "was_declined";
    private static final String ACCEPTED_BEFORE = "accepted_before";

    @Override
    public TableSpec table() {
        return ContactPressure.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(OfferJourneys.TABLE, OfferEvents.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(AccountSegments.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> banded =
                banded(withPast(presented(inputs.read(OfferJourneys.TABLE), inputs.read(OfferEvents.TABLE)), periods));
        Dataset<Row> segmented = Slices.withSegments(
                banded,
                inputs.readIfPresent(AccountSegments.TABLE),
                coalesce(col(OfferJourneys.PRESENTED_AT), periods.lastInstant(col(OfferJourneys.OFFER_DATE))));
        Dataset<Row> sliced = Slices.withScopes(
                periods.by(segmented, col(OfferJourneys.OFFER_DATE), PERIOD_TYPES), col(OfferJourneys.IS_EXISTING));
        return Published.as(ContactPressure.TABLE, judged(counted(sliced), inputs), inputs);
    }

    /** Presented instances, each with whether it was declined; an acceptance overrules that. */
    private static Dataset<Row> presented(Dataset<Row> journeys, Dataset<Row> events) {
        Dataset<Row> declined = events.filter(col(OfferEvents.EVENT_TYPE).equalTo("declined"))
                .select(col(OfferEvents.OFFER_INSTANCE_ID).as("declined_instance"))
                .distinct();
        return journeys.filter(col(OfferJourneys.PRESENTED))
                .join(declined, col(OfferJourneys.OFFER_INSTANCE_ID).equalTo(col("declined_instance")), "left")
                .withColumn(DECLINED, col("declined_instance").isNotNull().and(not(col(OfferJourneys.ACCEPTED))))
                .drop("declined_instance");
    }

    /** How many the account was shown in the days up to the presentation's, and how many it had declined since it last accepted. */
    private static Dataset<Row> withPast(Dataset<Row> presented, Periods periods) {
        WindowSpec days = Window.partitionBy(OfferJourneys.ACCOUNT_ID)
                .orderBy(unix_date(col(OfferJourneys.OFFER_DATE)))
                .rangeBetween(1L - DAYS, Window.currentRow());
        Column at = coalesce(col(OfferJourneys.PRESENTED_AT), periods.lastInstant(col(OfferJourneys.OFFER_DATE)));
        WindowSpec earlier = Window.partitionBy(OfferJourneys.ACCOUNT_ID)
                .orderBy(at, col(OfferJourneys.OFFER_INSTANCE_ID))
                .rowsBetween(Window.unboundedPreceding(), -1);
        WindowSpec sinceAcceptance = Window.partitionBy(OfferJourneys.ACCOUNT_ID, ACCEPTED_BEFORE)
                .orderBy(at, col(OfferJourneys.OFFER_INSTANCE_ID))
                .rowsBetween(Window.unboundedPreceding(), -1);
        return presented
                .withColumn(IN_WINDOW, count(lit(1)).over(days))
                .withColumn(
                        ACCEPTED_BEFORE,
                        coalesce(count_if(col(OfferJourneys.ACCEPTED)).over(earlier), lit(0L)))
                .withColumn(STREAK, coalesce(count_if(col(DECLINED)).over(sinceAcceptance), lit(0L)));
    }

    /** Every instance in its band of both measures, and in ALL of both. */
    private static Dataset<Row> banded(Dataset<Row> instances) {
        Column pressure = when(col(IN_WINDOW).equalTo(1), "1")
                .when(col(IN_WINDOW).leq(3), "2-3")
                .when(col(IN_WINDOW).leq(6), "4-6")
                .otherwise("7+");
        Column streak = when(col(STREAK).lt(3), col(STREAK).cast("string")).otherwise("3+");
        Column all = lit(Slices.ALL);
        return instances.select(
                col("*"),
                inline(array(
                        band("pressure", pressure),
                        band("pressure", all),
                        band("decline_streak", streak),
                        band("decline_streak", all))));
    }

    private static Column band(String measure, Column band) {
        return struct(lit(measure).as(ContactPressure.MEASURE), band.as(ContactPressure.BAND));
    }

    private static Dataset<Row> counted(Dataset<Row> sliced) {
        Column mature = col(OfferJourneys.IS_MATURE);
        return sliced.groupBy(Published.columns(List.of(ContactPressure.MEASURE, ContactPressure.BAND), Slices.KEYS))
                .agg(
                        count_if(mature).as(ContactPressure.PRESENTED),
                        count_distinct(when(mature, col(OfferJourneys.ACCOUNT_ID)))
                                .as(ContactPressure.ACCOUNTS),
                        sum(when(mature.and(col(OfferJourneys.ACCEPTED)), 1L).otherwise(0L))
                                .as(ContactPressure.ACCEPTED),
                        sum(when(mature.and(col(DECLINED)), 1L).otherwise(0L)).as(ContactPressure.DECLINED),
                        count_if(not(mature)).as(ContactPressure.IMMATURE));
    }

    private static Dataset<Row> judged(Dataset<Row> counts, KpiInputs inputs) {
        Column presented = col(ContactPressure.PRESENTED);
        // New presentations always join the period that holds all; its rows hold elapsed windows only.
        Column complete = col(KpiColumns.PERIOD_TYPE)
                .equalTo(Periods.ALL)
                .or(col(ContactPressure.IMMATURE).equalTo(0));
        return counts.withColumns(Map.of(
                ContactPressure.ACCEPTANCE_RATE, Ratios.ofCounts(col(ContactPressure.ACCEPTED), presented),
                ContactPressure.DECLINE_RATE, Ratios.ofCounts(col(ContactPressure.DECLINED), presented),
                KpiColumns.IS_MATURE, presented.gt(0).and(complete),
                KpiColumns.INSUFFICIENT, Published.insufficient(presented, inputs)));
    }
}
