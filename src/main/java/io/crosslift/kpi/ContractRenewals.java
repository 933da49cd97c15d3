package io.crosslift.kpi;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AcceptorRetention;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferJourneys;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Contracts up for renewal (M77), those of accounts that hold a cross-sold item on that day against the others. A contract is renewed where
 * its account still pays at the end of the day: recurring revenue says so, also where nobody signed again. Amendments are parts
 * of contracts and not counted.
 */
final class ContractRenewals {
    static final String RENEWAL = "renewal";

    private static final String ACCOUNT = "moved_account";
    private static final String BEFORE = "mrr_before";
    private static final String AFTER = "mrr_after";
    private static final String CROSS_SOLD = "item_cross_sold";
    private static final String PAYS = "pays_before";
    private static final String STILL_PAYS = "pays_after";

    private ContractRenewals() {}

    /** Whether contracts and recurring revenue are fed. */
    static boolean known(KpiInputs inputs) {
        return inputs.has(Contracts.TABLE) && inputs.has(MrrMovements.TABLE);
    }

    /** Contracts and movements in, one row per contract out, indexed at its renewal day. */
    static Dataset<Row> due(KpiInputs inputs, Periods periods) {
        Column day = col(IndexedCustomers.INDEX_DAY);
        Dataset<Row> contracts = inputs.read(Contracts.TABLE)
                .filter(col(Contracts.KIND)
                        .isin("new", RENEWAL)
                        .and(col(Contracts.NEXT_RENEWAL_DATE).isNotNull()))
                .select(
                        col(Contracts.CONTRACT_ID),
                        col(Contracts.ACCOUNT_ID).as(OfferJourneys.ACCOUNT_ID),
                        col(Contracts.NEXT_RENEWAL_DATE).as(IndexedCustomers.INDEX_DAY));
        Dataset<Row> movements = inputs.read(MrrMovements.TABLE)
                .select(
                        col(MrrMovements.ACCOUNT_ID).as(ACCOUNT),
                        col(MrrMovements.ITEM_ID),
                        col(MrrMovements.EFFECTIVE_DATE),
                        col(MrrMovements.MOVEMENT_CLASS),
                        col(MrrMovements.MRR_DELTA));
        Column theirs = col(OfferJourneys.ACCOUNT_ID)
                .equalTo(col(ACCOUNT))
                .and(col(MrrMovements.EFFECTIVE_DATE).leq(day));
        Column before = col(MrrMovements.EFFECTIVE_DATE).lt(day);
        Dataset<Row> items = contracts
                .join(movements, theirs, "left")
                .groupBy(col(Contracts.CONTRACT_ID), col(OfferJourneys.ACCOUNT_ID), day, col(MrrMovements.ITEM_ID))
                .agg(
                        sum(when(before, col(MrrMovements.MRR_DELTA)).otherwise(lit(0)))
                                .as(BEFORE),
                        sum(MrrMovements.MRR_DELTA).as(AFTER),
                        max(before.and(col(MrrMovements.MOVEMENT_CLASS).equalTo("cross_sell")))
                                .as(CROSS_SOLD));
        return items.groupBy(col(Contracts.CONTRACT_ID), col(OfferJourneys.ACCOUNT_ID), day)
                .agg(
                        coalesce(sum(BEFORE).gt(0), lit(false)).as(PAYS),
                        coalesce(sum(AFTER).gt(0), lit(false)).as(STILL_PAYS),
                        coalesce(max(col(CROSS_SOLD).and(col(BEFORE).gt(0))), lit(false))
                                .as(IndexedCustomers.ACCEPTOR))
                .withColumn(IndexedCustomers.INDEX_INSTANT, periods.lastInstant(day))
                .withColumn(OfferJourneys.IS_EXISTING, lit(true))
                .withColumn(AcceptorRetention.OFFER, lit(Slices.ALL))
                .withColumn(AcceptorRetention.MOTION, lit(Slices.ALL));
    }

    /** What became of a contract on its day. */
    static Column point(String group, String mature, String atRisk, String retained) {
        return struct(
                lit(RENEWAL).as(AcceptorRetention.METHOD),
                lit(0).as(AcceptorRetention.HORIZON_DAYS),
                col(IndexedCustomers.ACCEPTOR).as(group),
                lit(true).as(mature),
                col(PAYS).as(atRisk),
                col(STILL_PAYS).as(retained));
    }
}
