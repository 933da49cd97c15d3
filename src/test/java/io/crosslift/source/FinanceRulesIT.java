package io.crosslift.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.FinanceLedger;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of the general ledger, each rule broken once by a row whose key says how. */
@ExtendWith(SparkSessionExtension.class)
class FinanceRulesIT {
    private static MemoryLake lake;

    @BeforeAll
    static void takeIn(SparkSession spark) {
        Constants world = Constants.source();
        world.rows("accounts", "account_id, created_at", "'a', TIMESTAMP'2020-01-01'");
        world.rows(
                "finance_ledger",
                "ledger_line_id, line_id, account_id, period, gl_account, amount, currency, ledger_rate, source, posted_at",
                entry("good", "'a'", "10.00", "USD", "1", "billing", "2025-03-31"),
                entry("journal", "NULL", "-10.00", "EUR", "1.1", "manual_journal", "2025-03-31"),
                entry("odd-source", "'a'", "10.00", "USD", "1", "oracle", "2025-03-31"),
                entry("gold", "'a'", "10.00", "ABC", "1", "billing", "2025-03-31"),
                entry("mill", "'a'", "10.005", "USD", "1", "billing", "2025-03-31"),
                entry("no-rate", "'a'", "10.00", "EUR", "0", "billing", "2025-03-31"),
                entry("home-rate", "'a'", "10.00", "USD", "1.1", "billing", "2025-03-31"),
                entry("nobody", "'zzz'", "10.00", "USD", "1", "billing", "2025-03-31"),
                entry("tomorrow", "'a'", "10.00", "USD", "1", "billing", "2025-04-02"));
        lake = new MemoryLake(spark).take(world.build(), LocalDate.parse("2025-03-31"), MemoryLake.FIRST_RUN);
    }

    private static String entry(
            String id, String account, String amount, String currency, String rate, String source, String posted) {
        return "'%s', NULL, %s, DATE'2025-03-31', '4000', CAST(%s AS DECIMAL(20,4)), '%s', CAST(%s AS DECIMAL(18,8)), '%s', TIMESTAMP'%s'"
                .formatted(id, account, amount, currency, rate, source, posted);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "good, accepted",
        "journal, accepted",
        "odd-source, quarantined UNKNOWN_SOURCE",
        "gold, quarantined CURRENCY_UNKNOWN",
        "mill, quarantined CURRENCY_DECIMALS",
        "no-rate, quarantined RATE_NOT_POSITIVE",
        "home-rate, quarantined RATE_OF_REPORTING_CURRENCY",
        "nobody, quarantined ORPHAN_ACCOUNT",
        "tomorrow, future FUTURE",
    })
    void aRowEndsAsTheRuleSays(String key, String outcome) {
        assertThat(lake.outcome("finance_ledger", key)).isEqualTo(outcome);
    }

    @Test
    void anyDayOfAPeriodStandsForItsMonth() {
        assertThat(lake.read(FinanceLedger.TABLE)
                        .select(FinanceLedger.PERIOD)
                        .distinct()
                        .collectAsList())
                .extracting(row -> row.getDate(0).toString())
                .containsExactly("2025-03-01");
    }
}
