package io.crosslift.finance;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.Bookings;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.Subscriptions;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class BookedContractsTest {
    private static final LocalDate AS_OF = LocalDate.of(2025, 6, 30);
    private static final String A_YEAR_AT_100 = "('c', 'a', timestamp'2025-01-10 09:00:00', 12, 1200, 'USD', 'new')";
    private static final String HUNDRED_MORE = "('a', DATE'2025-01-10', 'new', 1200.00, 100, 'USD')";

    @Test
    void aContractThatBroughtWhatItPromisedNeedsNoReason(SparkSession spark) {
        assertThat(booked(spark, A_YEAR_AT_100, HUNDRED_MORE, ""))
                .containsExactly("c new 2025-01-01 2025-01-10 1200.00 1200.00 0.00 null true");
    }

    @Test
    void twoYearsPromiseWhatRecursInOne(SparkSession spark) {
        assertThat(booked(
                        spark, "('c', 'a', timestamp'2025-01-10 09:00:00', 24, 2400, 'USD', 'new')", HUNDRED_MORE, ""))
                .containsExactly("c new 2025-01-01 2025-01-10 1200.00 1200.00 0.00 null true");
    }

    @Test
    void itIsSignedOnTheDayOfTheReportingTimeZone(SparkSession spark) {
        assertThat(booked(
                        spark,
                        "('c', 'a', timestamp'2025-01-31 23:30:00', 12, 1200, 'USD', 'new')",
                        "('a', DATE'2025-02-01', 'new', 1200.00, 100, 'USD')",
                        ""))
                .as("half past midnight in Berlin")
                .containsExactly("c new 2025-02-01 2025-02-01 1200.00 1200.00 0.00 null true");
    }

    @Test
    void whatComesInAnotherMonthIsTiming(SparkSession spark) {
        assertThat(booked(
                        spark,
                        "('c', 'a', timestamp'2025-01-25 09:00:00', 12, 1200, 'USD', 'expansion')",
                        "('a', DATE'2025-02-03', 'cross_sell', 1200.00, 100, 'USD')",
                        ""))
                .containsExactly("c expansion 2025-01-01 2025-02-03 1200.00 1200.00 0.00 TIMING_CUTOFF true");
    }

    @Test
    void whatMayStillComeIsTimingAndNotMature(SparkSession spark) {
        assertThat(booked(spark, "('c', 'a', timestamp'2025-06-20 09:00:00', 12, 1200, 'USD', 'new')", "", ""))
                .containsExactly("c new 2025-06-01 null 1200.00 0.00 1200.00 TIMING_CUTOFF false");
    }

    @Test
    void whatNeverCameIsUnexplainedOrWaitsInQuarantine(SparkSession spark) {
        String contracts = A_YEAR_AT_100
                + ", ('d', 'b', timestamp'2025-01-10 09:00:00', 12, 1200, 'USD', 'new')"
                + ", ('e', 'x', timestamp'2025-01-10 09:00:00', 12, 1200, 'USD', 'new')";

        assertThat(
                        booked(
                                spark,
                                contracts,
                                "",
                                "('core.subscriptions', '{\"subscription_id\":\"s-b\",\"account_id\":\"b\"}', NULL),"
                                        + " ('core.subscription_items', '{\"item_id\":\"i\",\"subscription_id\":\"s-a\"}', timestamp'2025-02-01 00:00:00'),"
                                        + " ('core.subscription_items', '{\"item_id\":\"j\",\"subscription_id\":\"s-x\"}', NULL)"))
                .as("that of a was accepted after all")
                .containsExactly(
                        "c new 2025-01-01 null 1200.00 0.00 1200.00 UNEXPLAINED true",
                        "d new 2025-01-01 null 1200.00 0.00 1200.00 QUARANTINED true",
                        "e new 2025-01-01 null 1200.00 0.00 1200.00 QUARANTINED true");
    }

    /** The day's rate is 1.10; movements were valued at the rate of the month before, 1.05. */
    @Test
    void anotherRateThanThatOfTheDayOfSigningIsExchange(SparkSession spark) {
        assertThat(booked(
                        spark,
                        "('c', 'a', timestamp'2025-01-10 09:00:00', 12, 1200, 'EUR', 'new')",
                        "('a', DATE'2025-01-10', 'new', 1260.00, 100, 'EUR'), ('a', DATE'2025-01-31', 'fx_effect', 60.00, 0, 'EUR')",
                        ""))
                .containsExactly("c new 2025-01-01 2025-01-10 1320.00 1260.00 60.00 FX_RATE true");
    }

    /** 800 a year are 66.67 a month; from 66.67 to 133.33 a month it is 66.66, and twelve times that 799.92. */
    @Test
    void monthsOfAnotherCurrencyAreRoundedOnBothEnds(SparkSession spark) {
        assertThat(booked(
                        spark,
                        "('c', 'a', timestamp'2025-01-10 09:00:00', 12, 800, 'EUR', 'expansion')",
                        "('a', DATE'2025-01-10', 'up_sell', 880.00, 66.66, 'EUR')",
                        ""))
                .containsExactly("c expansion 2025-01-01 2025-01-10 880.00 880.00 0.00 null true");
    }

    @Test
    void anotherCurrencyBringsNothingToAContract(SparkSession spark) {
        assertThat(booked(spark, A_YEAR_AT_100, "('a', DATE'2025-01-10', 'new', 1320.00, 100, 'EUR')", ""))
                .containsExactly("c new 2025-01-01 null 1200.00 0.00 1200.00 UNEXPLAINED true");
    }

    @Test
    void aRenewalIsHeldAgainstWhatGoesOnWithTransfers(SparkSession spark) {
        assertThat(booked(
                        spark,
                        "('r', 'a', timestamp'2025-05-10 09:00:00', 12, 1500, 'USD', 'renewal')",
                        HUNDRED_MORE + ", ('a', DATE'2025-03-01', 'transfer_in', 300.00, 25, 'USD')",
                        ""))
                .as("1200.00 of its own and 300.00 that came with another account")
                .containsExactly("r renewal 2025-05-01 2025-05-10 1500.00 1500.00 0.00 null true");
    }

    /** Contracts as (id, account, signed, months, recurring, currency, kind), movements as (account, day, class, arr, month, currency). */
    private static List<String> booked(SparkSession spark, String contracts, String movements, String quarantined) {
        Dataset<Row> bookings = BookedContracts.of(
                new BookedContracts.Inputs(
                        CoreRows.of(
                                spark,
                                Contracts.TABLE,
                                "SELECT *, 0 AS one_off_tcv FROM VALUES " + contracts
                                        + " AS t(contract_id, account_id, signed_at, term_months, recurring_tcv, currency, kind)"),
                        CoreRows.of(
                                spark,
                                MrrMovements.TABLE,
                                "SELECT * FROM VALUES "
                                        + (movements.isEmpty()
                                                ? "('-', DATE'2025-01-01', 'new', 0, 0, 'USD')"
                                                : movements)
                                        + " AS t(account_id, effective_date, movement_class, arr_delta, orig_mrr_delta, orig_ccy)"),
                        CoreRows.of(
                                spark,
                                Subscriptions.TABLE,
                                "SELECT * FROM VALUES ('s-a', 'a'), ('s-x', 'x') AS t(subscription_id, account_id)"),
                        CoreRows.of(
                                spark,
                                Quarantine.TABLE,
                                "SELECT * FROM VALUES "
                                        + (quarantined.isEmpty() ? "('core.orders', '{}', NULL)" : quarantined)
                                        + " AS t(`table`, raw_json, resolved_at)"),
                        CoreRows.of(
                                spark,
                                FxRates.TABLE,
                                "SELECT 'EUR' AS currency, DATE'2025-01-10' AS rate_date, 1.10 AS rate")),
                new ReportingSettings(ZoneId.of("Europe/Berlin"), "USD", 30),
                31,
                AS_OF,
                "1");
        return bookings
                .select(
                        Bookings.CONTRACT_ID,
                        Bookings.KIND,
                        KpiColumns.PERIOD_START,
                        Bookings.EFFECTIVE_ON,
                        Bookings.SIGNED_ARR,
                        Bookings.ARR_DELTA,
                        Bookings.DIFFERENCE,
                        Bookings.REASON_CODE,
                        KpiColumns.IS_MATURE)
                .orderBy(Bookings.CONTRACT_ID)
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();
    }
}
