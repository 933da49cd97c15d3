package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;

import io.crosslift.schema.AcceptorRetention;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Proposals of services and what their customers answered (M79). Both groups start at their first answer: a customer who declined
 * and accepted later has declined.
 */
final class Proposals {
    private static final String SERVICES = "services";
    private static final String DECLINED_AT = "declined_at";
    private static final String PRODUCTS = "service_products";
    private static final String FAMILIES = "service_families";

    private Proposals() {}

    /** One row per account, offer or ALL, and motion or ALL, indexed at the answer; nothing where no feed knows of any. */
    static Optional<Dataset<Row>> answered(KpiInputs inputs, Periods periods) {
        if (!inputs.has(OfferEvents.TABLE) || !inputs.has(Offers.TABLE) || !inputs.has(Products.TABLE)) {
            return Optional.empty();
        }
        Dataset<Row> declined = inputs.read(OfferEvents.TABLE)
                .filter(col(OfferEvents.EVENT_TYPE).equalTo("declined"))
                .groupBy(OfferEvents.OFFER_INSTANCE_ID)
                .agg(min(OfferEvents.EVENT_TS).as(DECLINED_AT));
        Column answer = least(col(OfferJourneys.ACCEPTED_AT), col(DECLINED_AT));
        Column accepted = coalesce(
                col(OfferJourneys.ACCEPTED_AT).leq(col(DECLINED_AT)),
                col(DECLINED_AT).isNull());
        Dataset<Row> answers = inputs.read(OfferJourneys.TABLE)
                .filter(col(OfferJourneys.PRESENTED))
                .join(services(inputs), OfferJourneys.OFFER_ID)
                .join(declined, new String[] {OfferJourneys.OFFER_INSTANCE_ID}, "left")
                .withColumn(IndexedCustomers.INDEX_INSTANT, answer)
                .filter(col(IndexedCustomers.INDEX_INSTANT).isNotNull())
                .withColumn(IndexedCustomers.ACCEPTOR, accepted)
                .withColumn(AcceptorRetention.OFFER, explode(array(col(OfferJourneys.OFFER_ID), lit(Slices.ALL))))
                .withColumn(AcceptorRetention.MOTION, explode(array(col(Offers.MOTION), lit(Slices.ALL))));
        Column order = struct(col(IndexedCustomers.INDEX_INSTANT), col(OfferJourneys.OFFER_INSTANCE_ID));
        Dataset<Row> first = answers.groupBy(
                        OfferJourneys.ACCOUNT_ID, AcceptorRetention.OFFER, AcceptorRetention.MOTION)
                .agg(
                        min(IndexedCustomers.INDEX_INSTANT).as(IndexedCustomers.INDEX_INSTANT),
                        min_by(col(IndexedCustomers.ACCEPTOR), order).as(IndexedCustomers.ACCEPTOR),
                        min_by(col(OfferJourneys.IS_EXISTING), order).as(OfferJourneys.IS_EXISTING))
                .withColumn(IndexedCustomers.INDEX_DAY, periods.localDay(col(IndexedCustomers.INDEX_INSTANT)));
        return Optional.of(first.filter(periods.published(col(IndexedCustomers.INDEX_DAY))));
    }

    /** The offers of services, each with its motion. */
    private static Dataset<Row> services(KpiInputs inputs) {
        Dataset<Row> services = inputs.read(Products.TABLE)
                .filter(col(Products.BUSINESS_MODEL).equalTo(SERVICES))
                .agg(
                        collect_set(Products.PRODUCT_ID).as(PRODUCTS),
                        collect_set(Products.PRODUCT_FAMILY).as(FAMILIES));
        Column products = array_compact(
                concat(array(col(Offers.OFFERED_PRODUCT_ID)), coalesce(col(Offers.OFFERED_PRODUCT_IDS), none())));
        Column offered = arrays_overlap(products, col(PRODUCTS))
                .or(arrays_overlap(coalesce(col(Offers.OFFERED_FAMILIES), none()), col(FAMILIES)));
        return inputs.read(Offers.TABLE)
                .crossJoin(services)
                .filter(coalesce(offered, lit(false)))
                .select(Offers.OFFER_ID, Offers.MOTION);
    }

    private static Column none() {
        return array().cast(ColumnTypes.STRINGS);
    }
}
