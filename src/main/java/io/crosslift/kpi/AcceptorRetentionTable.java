package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.ProportionDifference;
import io.crosslift.schema.AcceptorRetention;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * K12: offer instances and classified lines, or contracts and recurring revenue in, one row per method, horizon, offer, period, scope and
 * segment out (M70, M76, M77, M79). Periods are those in which the offer was presented, so that a churn is counted against the quarter that
 * sold; of contracts those in which they were up for renewal.
 */
final class AcceptorRetentionTable implements KpiTable {
    static final String LANDMARK = "landmark";
    static final String NAIVE = "naive_ever_accepted";
    static final String PROPOSAL = "proposal";

    private static final List<String> PERIOD_TYPES = List.of(Periods.QUARTER, Periods.ALL);
    private static final List<String> DIMENSIONS = List.of(
            AcceptorRetention.METHOD,
            AcceptorRetention.HORIZON_DAYS,
            AcceptorRetention.OFFER,
            AcceptorRetention.MOTION);
    private static final String POINTS = "points_in_time";
    private static final String GROUP = "in_acceptor_group";
    private static final String MATURE = "horizon_elapsed";
    private static final String AT_RISK = "active_at_start";
    private static final String RETAINED = "active_at_horizon";

    private static final StructType INTERVAL =
            Computed.columns(AcceptorRetention.TABLE, AcceptorRetention.CI_LOW, AcceptorRetention.CI_HIGH);

    @Override
    public TableSpec table() {
        return AcceptorRetention.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(OfferJourneys.TABLE, ClassifiedLines.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(
                AccountSegments.TABLE,
                OfferEvents.TABLE,
                Offers.TABLE,
                Products.TABLE,
                Contracts.TABLE,
                MrrMovements.TABLE);
    }

    /** Either of offers and contracts is enough. */
    @Override
    public List<TableSpec> missing(KpiInputs inputs) {
        return ContractRenewals.known(inputs) ? List.of() : KpiTable.super.missing(inputs);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        List<Dataset<Row>> parts = new ArrayList<>();
        if (KpiTable.super.missing(inputs).isEmpty()) {
            parts.add(ofOffers(inputs));
        }
        if (ContractRenewals.known(inputs)) {
            Column point = ContractRenewals.point(GROUP, MATURE, AT_RISK, RETAINED);
            Dataset<Row> due = ContractRenewals.due(inputs, Periods.of(inputs));
            parts.add(rates(counted(sliced(due, List.of(point), inputs))));
        }
        Dataset<Row> rows = parts.stream()
                .reduce((one, other) -> one.unionByName(other, true))
                .orElseThrow(() -> new IllegalStateException("neither offers nor contracts are there"));
        return Published.as(AcceptorRetention.TABLE, judged(rows, inputs), inputs);
    }

    private static Dataset<Row> ofOffers(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        int acceptWindowDays = inputs.settings().offers().acceptWindowDays();
        Column landmark = date_add(col(IndexedCustomers.INDEX_DAY), acceptWindowDays);
        Dataset<Row> spells = CustomerSpells.of(
                inputs.read(ClassifiedLines.TABLE),
                inputs.settings()
                        .lifecycle()
                        .inactiveAfterDays(inputs.settings().orders()),
                inputs.asOf());
        Dataset<Row> customers = IndexedCustomers.indexed(inputs.read(OfferJourneys.TABLE), periods, acceptWindowDays)
                .withColumn(AcceptorRetention.MOTION, lit(Slices.ALL));
        Dataset<Row> watched = SurvivalAfterLandmark.watched(withSpells(customers, spells), landmark, inputs.asOf());
        Dataset<Row> presented = sliced(watched, afterPresentation(inputs, acceptWindowDays), inputs);
        Dataset<Row> counts = counted(presented);
        Dataset<Row> allCounts = Proposals.answered(inputs, periods)
                .map(answered -> sliced(withSpells(answered, spells), afterAnswer(inputs), inputs))
                .map(proposals -> counts.unionByName(counted(proposals)))
                .orElse(counts);
        return rates(allCounts).unionByName(SurvivalAfterLandmark.rows(presented), true);
    }

    private static Dataset<Row> withSpells(Dataset<Row> customers, Dataset<Row> spells) {
        return customers.join(spells, new String[] {OfferJourneys.ACCOUNT_ID}, "left");
    }

    /** Customers with their spells in, one row per slice out, with what became of the customer at each point. */
    private static Dataset<Row> sliced(Dataset<Row> customers, List<Column> points, KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> pointed = customers
                .withColumn(POINTS, array(points.toArray(Column[]::new)))
                .drop(CustomerSpells.SPELLS);
        Dataset<Row> segmented = Slices.withSegments(
                pointed, inputs.readIfPresent(AccountSegments.TABLE), col(IndexedCustomers.INDEX_INSTANT));
        return Slices.withScopes(
                periods.by(segmented, col(IndexedCustomers.INDEX_DAY), PERIOD_TYPES), col(OfferJourneys.IS_EXISTING));
    }

    /** The landmark analysis and the naive one, at each horizon that lies behind the landmark. */
    private static List<Column> afterPresentation(KpiInputs inputs, int acceptWindowDays) {
        Column index = col(IndexedCustomers.INDEX_DAY);
        List<Column> points = new ArrayList<>();
        for (int days : inputs.settings().lifecycle().retentionWindowsDays()) {
            if (days > acceptWindowDays) {
                points.add(point(LANDMARK, days, IndexedCustomers.ACCEPTOR, date_add(index, acceptWindowDays), inputs));
            }
            points.add(point(NAIVE, days, IndexedCustomers.EVER_ACCEPTOR, index, inputs));
        }
        return points;
    }

    private static List<Column> afterAnswer(KpiInputs inputs) {
        return inputs.settings().lifecycle().retentionWindowsDays().stream()
                .map(days -> point(PROPOSAL, days, IndexedCustomers.ACCEPTOR, col(IndexedCustomers.INDEX_DAY), inputs))
                .toList();
    }

    private static Column point(String method, int days, String acceptor, Column start, KpiInputs inputs) {
        Column end = date_add(col(IndexedCustomers.INDEX_DAY), days);
        return struct(
                lit(method).as(AcceptorRetention.METHOD),
                lit(days).as(AcceptorRetention.HORIZON_DAYS),
                col(acceptor).as(GROUP),
                end.leq(lit(inputs.asOf())).as(MATURE),
                CustomerSpells.activeOn(start).as(AT_RISK),
                CustomerSpells.activeOn(end).as(RETAINED));
    }

    private static Dataset<Row> counted(Dataset<Row> sliced) {
        Column atRisk = col(MATURE).and(col(AT_RISK));
        Column acceptor = col(GROUP);
        return sliced.select(col("*"), inline(col(POINTS)))
                .groupBy(Published.columns(DIMENSIONS, Slices.KEYS))
                .agg(
                        count_if(atRisk.and(acceptor)).as(AcceptorRetention.ACCEPTORS_AT_RISK),
                        count_if(atRisk.and(acceptor).and(col(RETAINED))).as(AcceptorRetention.ACCEPTORS_RETAINED),
                        count_if(atRisk.and(not(acceptor))).as(AcceptorRetention.NON_ACCEPTORS_AT_RISK),
                        count_if(atRisk.and(not(acceptor)).and(col(RETAINED)))
                                .as(AcceptorRetention.NON_ACCEPTORS_RETAINED),
                        count_if(col(MATURE).and(not(col(AT_RISK)))).as(AcceptorRetention.GONE),
                        count_if(not(col(MATURE))).as(AcceptorRetention.IMMATURE));
    }

    private static Dataset<Row> rates(Dataset<Row> counts) {
        Column acceptors = col(AcceptorRetention.ACCEPTORS_AT_RISK);
        Column others = col(AcceptorRetention.NON_ACCEPTORS_AT_RISK);
        // From the unrounded rates, rounded once: x1/n1 - x0/n0 over one denominator.
        Column difference = Ratios.fraction(
                Ratios.whole(col(AcceptorRetention.ACCEPTORS_RETAINED))
                        .multiply(Ratios.whole(others))
                        .minus(Ratios.whole(col(AcceptorRetention.NON_ACCEPTORS_RETAINED))
                                .multiply(Ratios.whole(acceptors))),
                Ratios.whole(acceptors).multiply(Ratios.whole(others)));
        Dataset<Row> rated = counts.withColumns(Map.of(
                AcceptorRetention.ACCEPTOR_RETENTION,
                Ratios.ofCounts(col(AcceptorRetention.ACCEPTORS_RETAINED), acceptors),
                AcceptorRetention.NON_ACCEPTOR_RETENTION,
                Ratios.ofCounts(col(AcceptorRetention.NON_ACCEPTORS_RETAINED), others),
                AcceptorRetention.DIFFERENCE,
                difference));
        return Computed.with(rated, INTERVAL, AcceptorRetentionTable::interval);
    }

    /** Newcombe's interval; none for the naive comparison, whose error is not one of chance. */
    private static Object[] interval(Row row) {
        long acceptors = row.getLong(row.fieldIndex(AcceptorRetention.ACCEPTORS_AT_RISK));
        long others = row.getLong(row.fieldIndex(AcceptorRetention.NON_ACCEPTORS_AT_RISK));
        if (acceptors == 0 || others == 0 || NAIVE.equals(row.getString(row.fieldIndex(AcceptorRetention.METHOD)))) {
            return new Object[] {null, null};
        }
        Estimate difference = new ProportionDifference(0)
                .estimate(
                        Moments.ofCounts(row.getLong(row.fieldIndex(AcceptorRetention.ACCEPTORS_RETAINED)), acceptors),
                        Moments.ofCounts(row.getLong(row.fieldIndex(AcceptorRetention.NON_ACCEPTORS_RETAINED)), others))
                .difference();
        return new Object[] {difference.low(), difference.high()};
    }

    private static Dataset<Row> judged(Dataset<Row> rows, KpiInputs inputs) {
        Column smaller = least(col(AcceptorRetention.ACCEPTORS_AT_RISK), col(AcceptorRetention.NON_ACCEPTORS_AT_RISK));
        // New customers always join the period that holds all; its rows hold elapsed horizons only.
        Column elapsed = when(
                        col(AcceptorRetention.METHOD).equalTo(ContractRenewals.RENEWAL),
                        Periods.of(inputs).complete())
                .otherwise(col(AcceptorRetention.IMMATURE).equalTo(0));
        Column complete = col(KpiColumns.PERIOD_TYPE).equalTo(Periods.ALL).or(elapsed);
        Column atRisk = col(AcceptorRetention.ACCEPTORS_AT_RISK).plus(col(AcceptorRetention.NON_ACCEPTORS_AT_RISK));
        return rows.withColumn(KpiColumns.IS_MATURE, atRisk.gt(0).and(complete))
                .withColumn(KpiColumns.INSUFFICIENT, Published.insufficient(smaller, inputs));
    }
}
