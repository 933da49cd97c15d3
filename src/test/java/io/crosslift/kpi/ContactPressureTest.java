package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.testing.SparkSessionExtension;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One account that was shown seven offers and one that was shown one. Of the first: declined on 1 and 5 January, ignored on the 9th,
 * declined on the 20th, accepted on the 31st, declined on 2 March, still open on 20 March.
 */
@ExtendWith(SparkSessionExtension.class)
class ContactPressureTest {
    private static final ContactPressureTable TABLE = new ContactPressureTable();

    @Test
    void pressureCountsTheOffersOfThirtyDays(SparkSession spark) {
        // 1 January: 1; 5: 2; 9: 3; 20: 4; 31 January: the first is 30 days back and counts no more, 4; 2 March: 1; 20
        // March: 2.
        assertThat(row(spark, "pressure", "1")).containsExactly("3", "2", "0", "2", "0", "0.000000", "0.666667");
        assertThat(row(spark, "pressure", "2-3")).containsExactly("2", "1", "0", "1", "1", "0.000000", "0.500000");
        assertThat(row(spark, "pressure", "4-6")).containsExactly("2", "1", "1", "1", "0", "0.500000", "0.500000");
        assertThat(row(spark, "pressure", "ALL")).containsExactly("7", "2", "1", "4", "1", "0.142857", "0.571429");
    }

    @Test
    void aStreakGoesOnPastWhatWasIgnoredAndEndsWithAnAcceptance(SparkSession spark) {
        // Declined before: 0, 1, 2, 2, 3, then from the acceptance on 0, 1.
        assertThat(row(spark, "decline_streak", "0")).startsWith("3", "2", "0", "2", "0");
        assertThat(row(spark, "decline_streak", "1")).startsWith("1", "1", "0", "1", "1");
        assertThat(row(spark, "decline_streak", "2")).startsWith("2", "1", "0", "1", "0");
        assertThat(row(spark, "decline_streak", "3+")).startsWith("1", "1", "1", "0", "0");
    }

    @Test
    void aQuarterWithAnOpenOfferIsNotMature(SparkSession spark) {
        List<Row> quarter = run(spark).rows(TABLE, Map.of("period_type", "quarter", "scope", "all", "band", "ALL"));

        assertThat(quarter).hasSize(2).allSatisfy(row -> assertThat(
                        cells(row, "period_start", "is_mature").values())
                .containsExactly("2025-01-01", "false"));
    }

    private static Iterable<String> row(SparkSession spark, String measure, String band) {
        List<Row> found = run(spark)
                .rows(TABLE, Map.of("measure", measure, "band", band, "period_type", "all", "scope", "existing_only"));
        assertThat(found).hasSize(1);
        return cells(
                        found.get(0),
                        "presented",
                        "accounts",
                        "accepted",
                        "declined",
                        "immature",
                        "acceptance_rate",
                        "decline_rate")
                .values();
    }

    private static TestRun run(SparkSession spark) {
        TableRows journeys = TableRows.of(OfferJourneys.TABLE);
        TableRows events = TableRows.of(OfferEvents.TABLE);
        shown(journeys, events, "a", "2025-01-01", "declined");
        shown(journeys, events, "a", "2025-01-05", "declined");
        shown(journeys, events, "a", "2025-01-09", "expired");
        shown(journeys, events, "a", "2025-01-20", "declined");
        shown(journeys, events, "a", "2025-01-31", "accepted");
        shown(journeys, events, "a", "2025-03-02", "declined");
        shown(journeys, events, "a", "2025-03-20", "clicked");
        shown(journeys, events, "b", "2025-02-01", "expired");
        return TestRun.asOf(spark, "2025-04-10")
                .with(OfferJourneys.TABLE, journeys)
                .with(OfferEvents.TABLE, events);
    }

    private static void shown(TableRows journeys, TableRows events, String account, String day, String answer) {
        journeys.row(
                "offer_instance_id",
                account + day,
                "account_id",
                account,
                "offer_date",
                day,
                "presented_at",
                day,
                "is_existing",
                true,
                "presented",
                true,
                "accepted",
                answer.equals("accepted"),
                "is_mature",
                !answer.equals("clicked"));
        events.row("offer_instance_id", account + day, "event_type", answer);
        if (answer.equals("accepted")) {
            // Closed first, taken after all.
            events.row("offer_instance_id", account + day, "event_type", "declined");
        }
    }
}
