package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.ProgramEconomics;
import io.crosslift.schema.SupportTickets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What became of those who accepted offers of plays: the support they asked for (M75), and whether they left (M67). */
final class AcceptorAftermath {
    private static final int WINDOW_DAYS = 90;
    private static final String ACCEPTED_ON = "accepted_on";
    private static final String ACCOUNT = "account_id";
    private static final String TICKET_ACCOUNT = "ticket_account";

    private AcceptorAftermath() {}

    /**
     * Tickets within 90 days after the account accepted an offer of a play, by play and period of its latest acceptance before the
     * ticket; nothing where tickets or offers aren't fed.
     */
    static Optional<Dataset<Row>> tickets(KpiInputs inputs, Dataset<Row> programs, Periods periods) {
        if (!inputs.has(SupportTickets.TABLE) || !inputs.has(OfferJourneys.TABLE) || !inputs.has(Offers.TABLE)) {
            return Optional.empty();
        }
        Dataset<Row> plays = inputs.read(Offers.TABLE)
                .select(col(Offers.OFFER_ID), col(Offers.PLAY_ID).as(ProgramEconomics.PROGRAM));
        Dataset<Row> accepted = accepted(inputs, periods)
                .join(plays, Offers.OFFER_ID)
                .join(programs, ProgramEconomics.PROGRAM)
                .withColumn(ProgramEconomics.PROGRAM, explode(array(col(ProgramEconomics.PROGRAM), lit(Slices.ALL))));
        Dataset<Row> opened = inputs.read(SupportTickets.TABLE)
                .select(
                        col(SupportTickets.TICKET_ID),
                        col(SupportTickets.ACCOUNT_ID).as(TICKET_ACCOUNT),
                        col(SupportTickets.UNIT_COST),
                        periods.localDay(col(SupportTickets.OPENED_AT)).as("opened_on"));
        Column after = datediff(col("opened_on"), col(ACCEPTED_ON));
        Dataset<Row> theirs = opened.join(
                        accepted, col(TICKET_ACCOUNT).equalTo(col(ACCOUNT)).and(after.between(0, WINDOW_DAYS)))
                .groupBy(ProgramEconomics.PROGRAM, SupportTickets.TICKET_ID)
                .agg(
                        max(ACCEPTED_ON).as(ACCEPTED_ON),
                        max(SupportTickets.UNIT_COST).as(SupportTickets.UNIT_COST));
        Column cost = col(SupportTickets.UNIT_COST);
        return Optional.of(periods.by(theirs, col(ACCEPTED_ON), ProgramCosts.PERIOD_TYPES)
                .groupBy(Published.columns(List.of(ProgramEconomics.PROGRAM), ProgramCosts.PERIOD))
                .agg(
                        count(lit(1)).as(ProgramEconomics.TICKETS),
                        when(count_if(cost.isNull()).equalTo(0), sum(cost))
                                .cast(ColumnTypes.MONEY)
                                .as(ProgramEconomics.TICKET_COST)));
    }

    /** Accounts that left in each period and had accepted an offer before; nothing where subscriptions or offers aren't fed. */
    static Optional<Dataset<Row>> churned(KpiInputs inputs, Periods periods) {
        if (!inputs.has(MrrMovements.TABLE) || !inputs.has(OfferJourneys.TABLE)) {
            return Optional.empty();
        }
        Dataset<Row> left = inputs.read(MrrMovements.TABLE)
                .filter(col(MrrMovements.MOVEMENT_CLASS).equalTo("churn"))
                .select(col(MrrMovements.ACCOUNT_ID).as("churned_account"), col(MrrMovements.EFFECTIVE_DATE));
        Column before = col(ACCOUNT)
                .equalTo(col("churned_account"))
                .and(col(ACCEPTED_ON).leq(col(MrrMovements.EFFECTIVE_DATE)));
        Dataset<Row> theirs = left.join(accepted(inputs, periods), before, "left_semi");
        return Optional.of(periods.by(theirs, col(MrrMovements.EFFECTIVE_DATE), ProgramCosts.PERIOD_TYPES)
                .groupBy(Published.columns(ProgramCosts.PERIOD))
                .agg(countDistinct(col("churned_account")).as(ProgramEconomics.CHURNED_ACCEPTORS)));
    }

    private static Dataset<Row> accepted(KpiInputs inputs, Periods periods) {
        return inputs.read(OfferJourneys.TABLE)
                .filter(col(OfferJourneys.ACCEPTED))
                .select(
                        col(OfferJourneys.ACCOUNT_ID),
                        col(OfferJourneys.OFFER_ID),
                        periods.localDay(col(OfferJourneys.ACCEPTED_AT)).as(ACCEPTED_ON));
    }
}
