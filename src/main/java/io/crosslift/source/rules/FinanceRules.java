package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trunc;

import io.crosslift.schema.FinanceLedger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rules on the entries of the general ledger. */
final class FinanceRules {
    private static final String HOME_AT_ANOTHER_RATE = "_home_at_another_rate";

    static final TableRules LEDGER = TableRules.of(FinanceLedger.TABLE)
            .amount(FinanceLedger.AMOUNT)
            .event(FinanceLedger.POSTED_AT)
            .format(
                    Rule.quarantine(
                            "UNKNOWN_SOURCE",
                            "source is not billing or manual_journal",
                            not(col(FinanceLedger.ENTRY_SOURCE)
                                    .isin(FinanceLedger.BILLING, FinanceLedger.MANUAL_JOURNAL)),
                            FinanceLedger.ENTRY_SOURCE),
                    Rule.quarantine(
                            "CURRENCY_UNKNOWN",
                            "no ISO 4217 code",
                            Money.unknown(FinanceLedger.CURRENCY),
                            FinanceLedger.CURRENCY),
                    Rule.quarantine(
                            "CURRENCY_DECIMALS",
                            "more decimals than the currency has",
                            Money.tooManyDecimals(FinanceLedger.CURRENCY, FinanceLedger.AMOUNT),
                            FinanceLedger.CURRENCY,
                            FinanceLedger.AMOUNT),
                    Rule.quarantine(
                            "RATE_NOT_POSITIVE",
                            "a rate must be above 0",
                            col(FinanceLedger.LEDGER_RATE).leq(0),
                            FinanceLedger.LEDGER_RATE))
            .step(Lookups.account(col(FinanceLedger.ACCOUNT_ID)), FinanceRules::inMonths)
            .defects(
                    Rule.quarantine(
                            "RATE_OF_REPORTING_CURRENCY",
                            "the rate of the reporting currency is 1",
                            col(HOME_AT_ANOTHER_RATE),
                            FinanceLedger.CURRENCY,
                            FinanceLedger.LEDGER_RATE),
                    Rule.quarantine(
                            "ORPHAN_ACCOUNT",
                            "there is no such account",
                            col(FinanceLedger.ACCOUNT_ID)
                                    .isNotNull()
                                    .and(col(Lookups.ACCOUNT).isNull()),
                            FinanceLedger.ACCOUNT_ID))
            .build();

    /** Adds whether an entry of the reporting currency was converted; any day of a period stands for its month. */
    private static Dataset<Row> inMonths(Dataset<Row> entries, Known known) {
        return entries.withColumn(
                        HOME_AT_ANOTHER_RATE,
                        col(FinanceLedger.CURRENCY)
                                .equalTo(known.currency())
                                .and(col(FinanceLedger.LEDGER_RATE).notEqual(lit(1))))
                .withColumn(FinanceLedger.PERIOD, trunc(col(FinanceLedger.PERIOD), "month"));
    }

    private FinanceRules() {}
}
