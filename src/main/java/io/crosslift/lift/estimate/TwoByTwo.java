package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.BARNARD_TEST;
import static io.crosslift.lift.estimate.WarningCode.FISHER_TEST;
import static io.crosslift.lift.estimate.WarningCode.SMALL_EXPECTED_COUNT;

import java.util.List;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.UnconditionedExactTest;

/**
 * Events and units of two arms, and the test of equal rates.
 *
 * <p>The pooled z test where all four expected counts are at least 5. Below that, two-sided, Barnard's unconditional test with the
 * pooled z statistic for up to {@value #BARNARD_CELLS} possible tables; one-sided or for more tables, Fisher's conditional test,
 * which is conservative; past the range of int, the z test with {@link WarningCode#SMALL_EXPECTED_COUNT}.
 */
record TwoByTwo(long eventsT, long unitsT, long eventsC, long unitsC) {
    private static final int SMALL_COUNT = 5;

    /** Barnard's test visits every table with the same arm sizes; a hundred thousand take about a tenth of a second. */
    private static final int BARNARD_CELLS = 100_000;

    static TwoByTwo of(long eventsT, long unitsT, long eventsC, long unitsC) {
        return new TwoByTwo(eventsT, unitsT, eventsC, unitsC);
    }

    /** Whether nobody or everybody had the event. */
    boolean constant() {
        long events = eventsT + eventsC;
        return events == 0 || events == unitsT + unitsC;
    }

    double pooledZ() {
        double pooled = (double) (eventsT + eventsC) / (unitsT + unitsC);
        double difference = (double) eventsT / unitsT - (double) eventsC / unitsC;
        return difference / Math.sqrt(pooled * (1 - pooled) * (1.0 / unitsT + 1.0 / unitsC));
    }

    /** Adds the code of the test that was used, unless it is the z test. */
    double p(Confidence confidence, List<WarningCode> warnings) {
        if (smallestExpected() >= SMALL_COUNT) {
            return confidence.p(pooledZ(), null);
        }
        if (unitsT + unitsC > Integer.MAX_VALUE) {
            warnings.add(SMALL_EXPECTED_COUNT);
            return confidence.p(pooledZ(), null);
        }
        int[][] table = {{(int) eventsT, (int) eventsC}, {(int) (unitsT - eventsT), (int) (unitsC - eventsC)}};
        boolean twoSided = confidence.alternative() == Alternative.TWO_SIDED;
        if (twoSided && (unitsT + 1) * (unitsC + 1) <= BARNARD_CELLS) {
            warnings.add(BARNARD_TEST);
            return UnconditionedExactTest.withDefaults()
                    .with(UnconditionedExactTest.Method.Z_POOLED)
                    .test(table)
                    .getPValue();
        }
        warnings.add(FISHER_TEST);
        return FisherExactTest.withDefaults()
                .with(hypothesis(confidence.alternative()))
                .test(table)
                .getPValue();
    }

    private double smallestExpected() {
        double total = unitsT + unitsC;
        double events = eventsT + eventsC;
        return Math.min(events, total - events) * Math.min(unitsT, unitsC) / total;
    }

    private static AlternativeHypothesis hypothesis(Alternative alternative) {
        return switch (alternative) {
            case TWO_SIDED -> AlternativeHypothesis.TWO_SIDED;
            case GREATER -> AlternativeHypothesis.GREATER_THAN;
            case LESS -> AlternativeHypothesis.LESS_THAN;
        };
    }
}
