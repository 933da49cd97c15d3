package io.crosslift.simulate;

import static io.crosslift.simulate.FeedColumns.cents;
import static io.crosslift.simulate.FeedColumns.instant;
import static io.crosslift.simulate.FeedColumns.text;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.Referrals;
import io.crosslift.schema.SupportTickets;
import io.crosslift.simulate.world.ReferredAccount;
import io.crosslift.simulate.world.SignedContract;
import io.crosslift.simulate.world.Tickets;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** What accounts sign, whom they recommend, and when they ask for help. */
final class AgreementFeeds {
    /** Of four accounts the one that comes by recommendation of the first. */
    private static final int REFERRED = AccountFeeds.SOURCES.indexOf("referral");

    private AgreementFeeds() {}

    static AccountFeed contracts(ScenarioSettings scenario) {
        return new AccountFeed(
                Contracts.TABLE,
                12,
                StructType.fromDDL(
                        "a BIGINT, number INT, at BIGINT, kind STRING, amount BIGINT, renewal INT, currency INT"),
                (chapter, rows) -> {
                    if (chapter.account().internal()) {
                        return;
                    }
                    List<SignedContract> contracts =
                            SignedContract.of(chapter.world(), chapter.account(), chapter.history());
                    for (int i = 0; i < contracts.size(); i++) {
                        SignedContract contract = contracts.get(i);
                        rows.add(new Object[] {
                            chapter.account().number(),
                            i + 1,
                            contract.at(),
                            contract.kind(),
                            contract.recurring(),
                            Math.toIntExact(contract.nextRenewal().toEpochDay()),
                            chapter.account().currency()
                        });
                    }
                },
                new FeedColumns()
                        .with(Contracts.CONTRACT_ID, "concat('c', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(Contracts.ACCOUNT_ID, "IF(flaw = 4, 'nobody', concat('a', a))")
                        .with(Contracts.SIGNED_AT, instant("at"))
                        .with(Contracts.TERM_MONTHS, "IF(flaw = 3, 0, " + SignedContract.TERM_MONTHS + ")")
                        .with(Contracts.RECURRING_TCV, cents("amount"))
                        .with(Contracts.ONE_OFF_TCV, cents("0"))
                        .with(Contracts.CURRENCY, "IF(flaw = 2, 'dollars', " + FeedColumns.currency(scenario) + ")")
                        .with(Contracts.KIND, "kind")
                        .with(Contracts.NEXT_RENEWAL_DATE, "date_from_unix_date(renewal)")
                        .columns(),
                List.of(
                        Flaw.REPEATED,
                        Flaw.quarantined(2, "CURRENCY_UNKNOWN"),
                        Flaw.quarantined(3, "TERM_NOT_POSITIVE"),
                        Flaw.quarantined(4, "ORPHAN_ACCOUNT")));
    }

    static AccountFeed referrals() {
        return new AccountFeed(
                Referrals.TABLE,
                13,
                StructType.fromDDL("a BIGINT, referrer BIGINT, at BIGINT, closed BIGINT"),
                (chapter, rows) -> {
                    long number = chapter.account().number();
                    if (number % AccountFeeds.SOURCES.size() == REFERRED
                            && !chapter.account().internal()) {
                        ReferredAccount referred =
                                ReferredAccount.of(chapter.world(), chapter.account(), number - REFERRED);
                        rows.add(
                                new Object[] {number, referred.referrer(), referred.referredAt(), referred.closedAt()});
                    }
                },
                new FeedColumns()
                        .with(Referrals.REFERRAL_ID, "concat('r', a, " + FeedColumns.OTHER_ID + ")")
                        .with(
                                Referrals.REFERRER_ACCOUNT_ID,
                                "CASE WHEN flaw = 3 THEN concat('a', a) WHEN referrer >= 0 THEN concat('a', referrer) END")
                        .with(Referrals.REFERRED_ACCOUNT_ID, "concat('a', a)")
                        .with(Referrals.REFERRED_AT, instant("at"))
                        .with(Referrals.CLOSED_AT, instant("IF(flaw = 2, at - 1, closed)"))
                        .with(Referrals.STATUS, "IF(flaw = 4, 'maybe', 'closed_won')")
                        .columns(),
                List.of(
                        Flaw.REPEATED,
                        Flaw.quarantined(2, "NEGATIVE_DURATION"),
                        Flaw.quarantined(3, "SELF_REFERRAL"),
                        Flaw.quarantined(4, "UNKNOWN_STATUS")));
    }

    static AccountFeed tickets(ScenarioSettings scenario) {
        String cost =
                "CAST(" + text(BigDecimal.valueOf(scenario.support().cost()).toPlainString()) + " AS DECIMAL(20,4))";
        return new AccountFeed(
                SupportTickets.TABLE,
                14,
                StructType.fromDDL("a BIGINT, number INT, at BIGINT"),
                (chapter, rows) -> {
                    List<Long> tickets = Tickets.of(chapter.world(), chapter.account(), chapter.history());
                    for (int i = 0; i < tickets.size(); i++) {
                        rows.add(new Object[] {chapter.account().number(), i + 1, tickets.get(i)});
                    }
                },
                new FeedColumns()
                        .with(SupportTickets.TICKET_ID, "concat('t', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(SupportTickets.ACCOUNT_ID, "IF(flaw = 3, 'nobody', concat('a', a))")
                        .with(SupportTickets.OPENED_AT, instant("at"))
                        .with(SupportTickets.UNIT_COST, "IF(flaw = 2, -1, 1) * " + cost)
                        .columns(),
                List.of(
                        Flaw.OF_A_TEST,
                        Flaw.REPEATED,
                        Flaw.quarantined(2, "NEGATIVE_COST"),
                        Flaw.quarantined(3, "ORPHAN_ACCOUNT")));
    }
}
