package io.crosslift.kpi;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Revenue12m;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Customers indexed at their first presentation, of one offer or of any, never at their acceptance: only so do those who never
 * answer have a start. Both groups are told apart by an acceptance within the acceptance window of that day.
 */
final class IndexedCustomers {
    static final String INDEX_DAY = "index_day";
    static final String INDEX_INSTANT = "index_instant";
    static final String ACCEPTOR = "acceptor";
    /** Accepted at any time up to as-of: known only in hindsight. */
    static final String EVER_ACCEPTOR = "ever_acceptor";

    static final String MATURE = "mature";

    private static final String ACCEPTED_DAY = "accepted_day";
    private static final String PRESENTED_OFFERS = "presented_offers";
    private static final String OFFERED_IN = "offered_in";
    private static final List<String> KEYS = List.of(
            OfferJourneys.ACCOUNT_ID,
            Revenue12m.OFFER,
            INDEX_DAY,
            INDEX_INSTANT,
            OfferJourneys.IS_EXISTING,
            ACCEPTOR,
            PRESENTED_OFFERS);

    private IndexedCustomers() {}

    /** Offer instances in, one row per account and offer, and per account and ALL, out. */
    static Dataset<Row> indexed(Dataset<Row> journeys, Periods periods, int acceptWindowDays) {
        Column took = col(OfferJourneys.ACCEPTED).or(col(OfferJourneys.PURCHASED));
        Column answered = coalesce(
                col(OfferJourneys.ACCEPTED_AT), col(OfferJourneys.PURCHASED_AT), col(OfferJourneys.PRESENTED_AT));
        Column order = struct(
                col(OfferJourneys.OFFER_DATE), col(OfferJourneys.PRESENTED_AT), col(OfferJourneys.OFFER_INSTANCE_ID));
        return journeys.filter(col(OfferJourneys.PRESENTED).and(periods.published(col(OfferJourneys.OFFER_DATE))))
                .withColumn(ACCEPTED_DAY, when(took, periods.localDay(answered)))
                .withColumn(Revenue12m.OFFER, explode(array(col(OfferJourneys.OFFER_ID), lit(Slices.ALL))))
                .groupBy(col(OfferJourneys.ACCOUNT_ID), col(Revenue12m.OFFER))
                .agg(
                        min(OfferJourneys.OFFER_DATE).as(INDEX_DAY),
                        min_by(col(OfferJourneys.PRESENTED_AT), order).as(INDEX_INSTANT),
                        min_by(col(OfferJourneys.IS_EXISTING), order).as(OfferJourneys.IS_EXISTING),
                        min(ACCEPTED_DAY).as(ACCEPTED_DAY),
                        collect_set(OfferJourneys.OFFER_ID).as(PRESENTED_OFFERS))
                .withColumn(
                        ACCEPTOR,
                        coalesce(col(ACCEPTED_DAY).leq(date_add(col(INDEX_DAY), acceptWindowDays)), lit(false)))
                .withColumn(EVER_ACCEPTOR, col(ACCEPTED_DAY).isNotNull())
                .drop(ACCEPTED_DAY);
    }

    /**
     * Indexed customers and lines with their margin in, one row per customer, offer and number of months out, with the net revenue of the
     * days in [index day, index day + months), refunds taken off the sale, with and without what was offered (M59), and the gross margin
     * of those days and of all days until then (M58, M66). A customer without revenue has zero.
     */
    static Dataset<Row> withRevenue(
            Dataset<Row> indexed,
            Dataset<Row> lines,
            Dataset<Row> offers,
            List<Integer> months,
            int acceptWindowDays,
            Periods periods) {
        Dataset<Row> revenue = withOffers(lines, offers)
                .select(
                        col(ClassifiedLines.ACCOUNT_ID),
                        col(ClassifiedLines.LINE_DATE),
                        col(ClassifiedLines.OFFER_ID),
                        col(ClassifiedLines.NET),
                        col(GrossMargins.OF_LINE),
                        col(OFFERED_IN));
        int longest = months.stream().mapToInt(Integer::intValue).max().orElse(0);
        Column known = revenue.col(ClassifiedLines.LINE_DATE).lt(add_months(indexed.col(INDEX_DAY), longest));
        Dataset<Row> joined = indexed.join(
                        revenue,
                        indexed.col(OfferJourneys.ACCOUNT_ID)
                                .equalTo(revenue.col(ClassifiedLines.ACCOUNT_ID))
                                .and(known),
                        "left")
                .drop(revenue.col(ClassifiedLines.ACCOUNT_ID));
        Column offered = arrays_overlap(col(PRESENTED_OFFERS), col(OFFERED_IN))
                .or(coalesce(array_contains(col(PRESENTED_OFFERS), col(ClassifiedLines.OFFER_ID)), lit(false)));
        List<Column> sums = new ArrayList<>();
        List<Column> perMonths = new ArrayList<>();
        for (int month : months) {
            Column early = col(ClassifiedLines.LINE_DATE).lt(add_months(col(INDEX_DAY), month));
            Column inside = early.and(col(ClassifiedLines.LINE_DATE).geq(col(INDEX_DAY)));
            String all = "revenue_" + month;
            String others = "other_revenue_" + month;
            String margin = "margin_" + month;
            String marginToDate = "margin_to_date_" + month;
            sums.add(zeroOr(sum(when(inside, col(ClassifiedLines.NET)))).as(all));
            sums.add(zeroOr(sum(when(inside.and(offered.equalTo(false)), col(ClassifiedLines.NET))))
                    .as(others));
            sums.add(marginOf(inside).as(margin));
            sums.add(marginOf(early).as(marginToDate));
            // The group is known only once the acceptance window has passed.
            Column ends = greatest(
                    date_sub(add_months(col(INDEX_DAY), month), 1), date_add(col(INDEX_DAY), acceptWindowDays));
            perMonths.add(struct(
                    lit(month).as(Revenue12m.MONTH_N),
                    ends.leq(lit(periods.asOf())).as(MATURE),
                    col(all).as(Revenue12m.NET_REVENUE),
                    col(others).as(Revenue12m.EXCL_OFFER_REVENUE),
                    col(margin).as(Revenue12m.MARGIN),
                    col(marginToDate).as(Revenue12m.MARGIN_TO_DATE)));
        }
        return joined.groupBy(Published.columns(KEYS))
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
                .select(Published.with(KEYS, inline(array(perMonths.toArray(Column[]::new)))))
                .drop(PRESENTED_OFFERS);
    }

    /** Lines in, the same lines with the offers that offer their product, or their family where an offer names no product, out. */
    private static Dataset<Row> withOffers(Dataset<Row> lines, Dataset<Row> offers) {
        Column products = array_compact(
                concat(array(col(Offers.OFFERED_PRODUCT_ID)), coalesce(col(Offers.OFFERED_PRODUCT_IDS), none())));
        Column families = when(size(products).equalTo(0), coalesce(col(Offers.OFFERED_FAMILIES), none()))
                .otherwise(none());
        String byFamily = "offered_in_family";
        Dataset<Row> ofProduct = offers.select(
                        col(Offers.OFFER_ID), explode(products).as(ClassifiedLines.PRODUCT_ID))
                .groupBy(ClassifiedLines.PRODUCT_ID)
                .agg(collect_set(Offers.OFFER_ID).as(OFFERED_IN));
        Dataset<Row> ofFamily = offers.select(
                        col(Offers.OFFER_ID), explode(families).as(ClassifiedLines.FAMILY))
                .groupBy(ClassifiedLines.FAMILY)
                .agg(collect_set(Offers.OFFER_ID).as(byFamily));
        return lines.join(ofProduct, new String[] {ClassifiedLines.PRODUCT_ID}, "left")
                .join(ofFamily, new String[] {ClassifiedLines.FAMILY}, "left")
                .withColumn(OFFERED_IN, concat(coalesce(col(OFFERED_IN), none()), coalesce(col(byFamily), none())));
    }

    /** Gross margin of some lines, NULL where that of one of them isn't known. */
    private static Column marginOf(Column lines) {
        Column unknown = lines.and(col(GrossMargins.OF_LINE).isNull());
        return when(count_if(unknown).equalTo(0), zeroOr(sum(when(lines, col(GrossMargins.OF_LINE)))));
    }

    private static Column none() {
        return array().cast(ColumnTypes.STRINGS);
    }

    private static Column zeroOr(Column amount) {
        return coalesce(amount, lit(0)).cast(ColumnTypes.MONEY);
    }
}
