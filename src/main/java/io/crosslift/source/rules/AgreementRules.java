package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.crosslift.schema.Contracts;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.Referrals;
import io.crosslift.schema.SupportTickets;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rules on what accounts signed, who recommended them, and what they asked support for. */
final class AgreementRules {
    private static final String RATED = "_rated";

    static final TableRules CONTRACTS = TableRules.of(Contracts.TABLE)
            .event(Contracts.SIGNED_AT)
            .amount(Contracts.RECURRING_TCV)
            .format(
                    Rule.quarantine(
                            "CURRENCY_UNKNOWN",
                            "no ISO 4217 code",
                            Money.unknown(Contracts.CURRENCY),
                            Contracts.CURRENCY),
                    Rule.quarantine(
                            "UNKNOWN_KIND",
                            "kind is not new, expansion or renewal",
                            not(col(Contracts.KIND).isin("new", "expansion", "renewal")),
                            Contracts.KIND),
                    Rule.quarantine(
                            "TERM_NOT_POSITIVE",
                            "a term has at least one month",
                            col(Contracts.TERM_MONTHS).leq(0),
                            Contracts.TERM_MONTHS))
            .step(Lookups.account(col(Contracts.ACCOUNT_ID)), AgreementRules::withRate)
            .defects(
                    orphan(Contracts.ACCOUNT_ID),
                    Rule.quarantine(
                            "FX_MISSING",
                            "no exchange rate on the day of signing",
                            not(col(RATED)),
                            Contracts.CURRENCY,
                            Contracts.SIGNED_AT))
            .exclusions(internal())
            .build();

    static final TableRules REFERRALS = TableRules.of(Referrals.TABLE)
            .event(Referrals.REFERRED_AT)
            .format(
                    Rule.quarantine(
                            "UNKNOWN_STATUS",
                            "status is not open, closed_won or closed_lost",
                            not(col(Referrals.STATUS).isin("open", "closed_won", "closed_lost")),
                            Referrals.STATUS),
                    Rule.quarantine(
                            "NEGATIVE_DURATION",
                            "the deal was closed before the account was referred",
                            col(Referrals.CLOSED_AT).lt(col(Referrals.REFERRED_AT)),
                            Referrals.REFERRED_AT,
                            Referrals.CLOSED_AT),
                    Rule.quarantine(
                            "CLOSED_WITHOUT_DATE",
                            "a closed deal says when it was closed",
                            col(Referrals.STATUS)
                                    .notEqual("open")
                                    .and(col(Referrals.CLOSED_AT).isNull()),
                            Referrals.STATUS),
                    Rule.quarantine(
                            "SELF_REFERRAL",
                            "an account cannot refer itself",
                            col(Referrals.REFERRER_ACCOUNT_ID).equalTo(col(Referrals.REFERRED_ACCOUNT_ID)),
                            Referrals.REFERRER_ACCOUNT_ID))
            .step(Lookups.account(col(Referrals.REFERRED_ACCOUNT_ID)))
            .defects(orphan(Referrals.REFERRED_ACCOUNT_ID))
            .exclusions(internal())
            .build();

    static final TableRules TICKETS = TableRules.of(SupportTickets.TABLE)
            .event(SupportTickets.OPENED_AT)
            .format(Rule.quarantine(
                    "NEGATIVE_COST",
                    "a ticket must not have a negative cost",
                    col(SupportTickets.UNIT_COST).lt(0),
                    SupportTickets.UNIT_COST))
            .step(Lookups.account(col(SupportTickets.ACCOUNT_ID)))
            .defects(orphan(SupportTickets.ACCOUNT_ID))
            .exclusions(internal())
            .build();

    private AgreementRules() {}

    private static Rule orphan(String account) {
        return Rule.quarantine(
                "ORPHAN_ACCOUNT",
                "there is no such account",
                col(Lookups.ACCOUNT).isNull(),
                account);
    }

    private static Rule internal() {
        return Rule.exclude("internal_account", "internal or test account", col(Lookups.INTERNAL));
    }

    /** Adds whether a contract's currency has a rate on the day of signing; the reporting currency needs none. */
    private static Dataset<Row> withRate(Dataset<Row> contracts, Known known) {
        Column home = col(Contracts.CURRENCY).equalTo(known.currency());
        Optional<Dataset<Row>> rates = known.accepted().apply(FxRates.TABLE);
        if (rates.isEmpty()) {
            return contracts.withColumn(RATED, home);
        }
        Dataset<Row> days = rates.get()
                .select(
                        col(FxRates.CURRENCY).as("_rate_currency"),
                        col(FxRates.RATE_DATE).as("_rate_date"),
                        lit(true).as("_rate_known"));
        Column sameDay = col(Contracts.CURRENCY)
                .equalTo(col("_rate_currency"))
                .and(LocalDays.day(col(Contracts.SIGNED_AT), known.zone()).equalTo(col("_rate_date")));
        return contracts
                .join(broadcast(days), sameDay, "left")
                .withColumn(RATED, home.or(coalesce(col("_rate_known"), lit(false))))
                .drop("_rate_currency", "_rate_date", "_rate_known");
    }
}
