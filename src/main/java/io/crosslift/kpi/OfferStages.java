package io.crosslift.kpi;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.config.OfferSettings;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.OfferJourneys;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How far each offer instance got, as counts of 0 and 1. */
final class OfferStages {
    static final String CROSS_SELL = "cross_sell";

    /** The instance counts for K01: accepted in its window, bought, and something of it not given back as of as-of (M01). */
    static final String CONVERTED = "converted";
    /** Every window behind the instance has elapsed: purchase, and return where it was bought. */
    static final String SETTLED = "settled";

    /** Stages and observations that are counted per instance. */
    static final List<String> COUNTED = List.of(
            OfferConversion.ELIGIBLE,
            OfferConversion.WITHHELD,
            OfferConversion.SENT,
            OfferConversion.PRESENTED,
            OfferConversion.CLICKED,
            OfferConversion.ACCEPTED,
            OfferConversion.PURCHASED,
            OfferConversion.KEPT,
            OfferConversion.OBSERVED_ELIGIBLE,
            OfferConversion.OBSERVED_SENT,
            OfferConversion.OBSERVED_CLICKED,
            OfferConversion.PURCHASED_NEW_FAMILY);

    private static final List<String> KEPT_COLUMNS = List.of(
            OfferJourneys.ACCOUNT_ID,
            OfferJourneys.OFFER_ID,
            OfferJourneys.SELL_TYPE,
            OfferJourneys.IS_EXISTING,
            OfferJourneys.OFFER_DATE,
            OfferJourneys.CHANNEL,
            OfferJourneys.PLACEMENT,
            OfferJourneys.TIMING,
            OfferJourneys.FRAMING,
            OfferJourneys.REVENUE,
            OfferJourneys.IS_MATURE);

    private OfferStages() {}

    /**
     * Offer journeys in, the same rows out, each stage 1 where it or a later one was reached (an in-app offer is presented
     * without a send), with what was observed beside it.
     */
    static Dataset<Row> reached(Dataset<Row> journeys, Periods periods, OfferSettings offers) {
        Column kept = col(OfferJourneys.KEPT);
        Column purchased = col(OfferJourneys.PURCHASED).or(kept);
        Column accepted = col(OfferJourneys.ACCEPTED).or(purchased);
        Column clicked = col(OfferJourneys.CLICKED_AT).isNotNull().or(accepted);
        Column presented = col(OfferJourneys.PRESENTED).or(clicked);
        Column sent = col(OfferJourneys.SENT_AT).isNotNull().or(presented);
        Column withheld = col(OfferJourneys.WITHHELD_AT).isNotNull();
        Column eligible =
                col(OfferJourneys.ELIGIBLE_AT).isNotNull().or(withheld).or(sent);
        Column converted = presented
                .and(col(OfferJourneys.ACCEPTED))
                .and(col(OfferJourneys.PURCHASED))
                .and(col(OfferJourneys.REVENUE).gt(0));
        Column returnable = date_add(periods.localDay(col(OfferJourneys.PURCHASED_AT)), lit(offers.returnWindowDays()))
                .gt(lit(periods.asOf()));
        Column settled = col(OfferJourneys.IS_MATURE)
                .and(col(OfferJourneys.PURCHASED_AT).isNull().or(returnable.equalTo(false)));
        return journeys.filter(periods.published(col(OfferJourneys.OFFER_DATE)))
                .select(Published.with(
                        KEPT_COLUMNS,
                        col(OfferJourneys.PRESENTED_AT),
                        count(eligible, OfferConversion.ELIGIBLE),
                        count(withheld, OfferConversion.WITHHELD),
                        count(sent, OfferConversion.SENT),
                        count(presented, OfferConversion.PRESENTED),
                        count(clicked, OfferConversion.CLICKED),
                        count(accepted, OfferConversion.ACCEPTED),
                        count(purchased, OfferConversion.PURCHASED),
                        count(kept, OfferConversion.KEPT),
                        count(col(OfferJourneys.ELIGIBLE_AT).isNotNull(), OfferConversion.OBSERVED_ELIGIBLE),
                        count(col(OfferJourneys.SENT_AT).isNotNull(), OfferConversion.OBSERVED_SENT),
                        count(col(OfferJourneys.CLICKED_AT).isNotNull(), OfferConversion.OBSERVED_CLICKED),
                        count(
                                purchased.and(col(OfferJourneys.PURCHASED_NEW_FAMILY)),
                                OfferConversion.PURCHASED_NEW_FAMILY),
                        count(converted, CONVERTED),
                        settled.as(SETTLED)));
    }

    /** Rows of {@link #reached} that K01 counts in: cross-sell offers that were presented. */
    static Column crossSellPresented() {
        return col(OfferJourneys.SELL_TYPE)
                .equalTo(CROSS_SELL)
                .and(col(OfferConversion.PRESENTED).equalTo(1));
    }

    private static Column count(Column reached, String name) {
        return reached.cast("int").as(name);
    }
}
