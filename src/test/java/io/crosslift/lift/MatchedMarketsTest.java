package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Matched markets from their accounts' sales to K19: 15 pairs whose daily differences under the test are those of Darwin's pairs, which
 * Fisher (1935) tested by all signs, a pair without its control and a market without a pair.
 */
@ExtendWith(SparkSessionExtension.class)
class MatchedMarketsTest {
    private static final int[] DIFFERENCES = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    private static final int BEFORE = 20;
    private static final int WINDOW = 7;

    private static Measured measured;

    @BeforeAll
    static void measure(SparkSession spark) {
        measured = business().measured(spark);
    }

    @Test
    void theMeanOfThePairsHasFishersP() {
        Row row = measured.row("net_revenue", "treated", "matched_pairs");

        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(314 / 15.0, within(1e-9));
        assertThat(row.<Double>getAs(ExperimentLift.P_VALUE)).isCloseTo(2 * 863 / 32_768.0, within(1e-12));
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
        assertThat(row.<Long>getAs(ExperimentLift.N)).isEqualTo(15);
        assertThat(row.<Long>getAs(ExperimentLift.N_CONTROL)).isEqualTo(15);
        // 314 a day over 8 days.
        assertThat(row.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL)).isEqualByComparingTo("2512.00");
        assertThat(row.<String>getAs(ExperimentLift.UNIT)).isEqualTo("market and day");
    }

    @Test
    void howAlikeThePairsWereStandsBesideThem() {
        // 8 of the 15 treated markets are 1 up and 1 down by turns.
        assertThat(measured.row("net_revenue", "treated", "matched_pairs").<Double>getAs(ExperimentLift.PAIR_DISTANCE))
                .isCloseTo(Math.sqrt(8 / 15.0), within(1e-9));
        assertThat(measured.row("net_revenue", "treated", "did").<Double>getAs(ExperimentLift.PAIR_DISTANCE))
                .isNull();
    }

    @Test
    void withoutThePairsThatBehaveUnlikeTheOthersTheEffectIsClear() {
        Row row = measured.row("net_revenue", "treated", "trimmed_match");

        // The trimmed mean lies above the mean, which two pairs pull down.
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isGreaterThan(314 / 15.0);
        assertThat(row.<Double>getAs(ExperimentLift.CI_LOW)).isPositive();
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
    }

    @Test
    void marketsWithoutAPartnerAreNamedAndLeftOutOfThePairsOnly() {
        assertThat(measured.skipped())
                .containsExactly(
                        "2 markets of experiment e in treated or control are in no pair of one of each and left out"
                                + " of matched_pairs and trimmed_match of net_revenue over 7 days");
        assertThat(measured.row("net_revenue", "treated", "did").<Long>getAs(ExperimentLift.N))
                .isEqualTo(16);
    }

    @Test
    void theKnownCostOfTheProgrammeIsSetAgainstTheEffect() {
        Row regression = measured.row("net_revenue", "treated", "tbr");
        Row returned = measured.row("net_revenue", "treated", "roi");

        double total =
                regression.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL).doubleValue();
        assertThat(returned.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(total / 1000 - 1, within(1e-4));
        assertThat(returned.<BigDecimal>getAs(ExperimentLift.COST)).isEqualByComparingTo("1000.00");
        assertThat(returned.<Double>getAs(ExperimentLift.CI_HIGH))
                .isCloseTo(
                        regression
                                                .<BigDecimal>getAs(ExperimentLift.INCREMENTAL_HIGH)
                                                .doubleValue()
                                        / 1000
                                - 1,
                        within(1e-4));
    }

    private static Business business() {
        Business business = new Business()
                .with(Experiments.DESIGN, "matched")
                .with(Experiments.UNIT_TYPE, "geo_market")
                .with(Experiments.WINDOWS, new Object[] {WINDOW})
                .cost("offer-1", "1000.00", "2025-03-01", "2025-03-31");
        for (int pair = 0; pair < DIFFERENCES.length; pair++) {
            sold(business, pair, true, DIFFERENCES[pair], "pair-" + pair);
            sold(business, pair, false, 0, "pair-" + pair);
        }
        sold(business, 15, true, 20, "pair-15");
        sold(business, 16, false, 0, null);
        return business;
    }

    private static void sold(Business business, int number, boolean treated, int difference, String pair) {
        String market = (treated ? "treated-" : "control-") + number;
        business.inMarket("account-" + market, market)
                .assignedInPair(market, treated ? "treated" : "control", Business.START.toString(), pair);
        for (int day = -BEFORE; day <= WINDOW; day++) {
            LocalDate date = LocalDate.parse("2025-03-01").plusDays(day);
            int byTurns = treated && number % 2 == 0 ? (day + BEFORE) % 2 * 2 - 1 : 0;
            int amount = 200 + number + (number * 7 + (day + BEFORE) * 5) % 11 + byTurns + (day >= 0 ? difference : 0);
            business.line("account-" + market, market + date, date + "T10:00:00Z", amount + ".00", "1");
        }
    }
}
