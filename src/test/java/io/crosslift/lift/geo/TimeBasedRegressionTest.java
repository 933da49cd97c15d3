package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.WarningCode;
import io.crosslift.lift.geo.Golden.Reference;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** matched_markets' own example: 100 markets, 42 days before and 28 days of the test. */
class TimeBasedRegressionTest {
    private static final Map<String, Reference> EXPECTED = Golden.references("tbr_matched_markets", "salesandcost");
    private static final int BEFORE = 42;
    private static final Confidence ONE_SIDED = new Confidence(0.1, Alternative.GREATER);

    private final TimeBasedRegression sales = regression("sales");
    private final TimeBasedRegression cost = regression("cost");

    @Test
    void slopeAndCounterfactual() {
        EXPECTED.get("slope").matches(sales.slope());
        EXPECTED.get("counterfactual_first_pre_day").matches(sales.predicted(0));
        EXPECTED.get("counterfactual_first_test_day").matches(sales.predicted(BEFORE));
        double half = Distributions.studentInverseSurvival(BEFORE - 2, 0.1) * sales.predictionError(BEFORE);
        EXPECTED.get("cf_lower80_2tail").matches(sales.predicted(BEFORE) - half);
        EXPECTED.get("cf_upper80_2tail").matches(sales.predicted(BEFORE) + half);
    }

    @Test
    void cumulativeEffectAndReturn() {
        ReturnOnSpend oneSided = ReturnOnSpend.of(sales, cost, 100, ONE_SIDED);

        EXPECTED.get("incr_response").matches(oneSided.response());
        EXPECTED.get("incr_cost").matches(oneSided.spend());
        EXPECTED.get("iroas").matches(oneSided.value().value());
        EXPECTED.get("iroas_lower_1tail").matches(oneSided.value().low());
        EXPECTED.get("iroas_precision_1tail")
                .matches(oneSided.value().value() - oneSided.value().low());
        assertThat(oneSided.value().high()).isNull();
        assertThat(oneSided.warnings()).isEmpty();

        Estimate twoSided = ReturnOnSpend.of(sales, cost, 100, new Confidence(0.1, Alternative.TWO_SIDED))
                .value();
        EXPECTED.get("iroas_lower_2tail").matches(twoSided.low());
        EXPECTED.get("iroas_upper_2tail").matches(twoSided.high());
    }

    @Test
    void relativeLift() {
        double observed = 0;
        for (int t = BEFORE; t < BEFORE + 28; t++) {
            observed += sales.predicted(t);
        }
        observed += sales.cumulativeEffect();
        Estimate effect = Estimates.symmetric(
                sales.cumulativeEffect(),
                Math.sqrt(sales.variance()),
                40.0,
                new Confidence(0.2, Alternative.TWO_SIDED),
                100);

        Estimate relative = Estimates.relative(effect, observed);

        EXPECTED.get("rel_lift").matches(relative.value());
        EXPECTED.get("rel_lift_lower_1tail").matches(relative.low());
    }

    @Test
    void theVarianceIsTheClosedFormulaOfTheCumulativeEffect() {
        // Pre: x = 1, 2, 3, 4, y = 2, 4, 5, 8 gives b = 1.9, a = 0, residuals .1, .2, -.7, .4, s^2 = .35.
        TimeBasedRegression fit =
                TimeBasedRegression.of(new double[] {2, 4, 5, 8, 20, 22}, new double[] {1, 2, 3, 4, 5, 6}, 4);

        assertThat(fit.slope()).isCloseTo(1.9, within(1e-14));
        assertThat(fit.residualVariance()).isCloseTo(0.35, within(1e-14));
        assertThat(fit.cumulativeEffect()).isCloseTo(42 - 1.9 * 11, within(1e-13));
        // T^2 s^2 (1/n + (5.5 - 2.5)^2 / 5) + T s^2
        assertThat(fit.variance()).isCloseTo(4 * 0.35 * (0.25 + 9.0 / 5) + 2 * 0.35, within(1e-13));
    }

    @Test
    void fiellersEndsAreTheRatiosThatAreJustRejected() {
        double[] x = {10, 12, 9, 11, 13, 10, 11, 12, 10, 11};
        double[] y = {20, 23, 19, 22, 25, 21, 22, 24, 30, 33};
        double[] spendX = {1, 2, 1, 2, 1, 1, 2, 1, 2, 1};
        double[] spendY = {2, 3, 1, 3, 2, 2, 3, 2, 9, 8};
        TimeBasedRegression outcome = TimeBasedRegression.of(y, x, 8);
        TimeBasedRegression spend = TimeBasedRegression.of(spendY, spendX, 8);

        Estimate value =
                ReturnOnSpend.of(outcome, spend, 2, Confidence.TWO_SIDED_95).value();

        double critical = Distributions.studentInverseSurvival(6, 0.025);
        for (double ratio : new double[] {value.low(), value.high()}) {
            double distance = outcome.cumulativeEffect() - ratio * spend.cumulativeEffect();
            double variance =
                    outcome.variance() - 2 * ratio * outcome.covariance(spend) + ratio * ratio * spend.variance();
            assertThat(Math.abs(distance) / Math.sqrt(variance)).isCloseTo(critical, within(1e-9));
        }
        assertThat(value.warnings()).containsExactly(WarningCode.FIELLER_INTERVAL);
        assertThat(value.value()).isBetween(value.low(), value.high());
    }

    @Test
    void aSpendThatMayBeNothingHasNoFiniteBound() {
        double[] x = {10, 12, 9, 11, 13, 10, 11, 12};
        TimeBasedRegression outcome = TimeBasedRegression.of(new double[] {20, 23, 19, 22, 25, 21, 26, 28}, x, 6);
        TimeBasedRegression spend =
                TimeBasedRegression.of(new double[] {5, 1, 4, 2, 6, 1, 5, 4}, new double[] {1, 2, 1, 2, 1, 2, 1, 2}, 6);

        ReturnOnSpend result = ReturnOnSpend.of(outcome, spend, 2, Confidence.TWO_SIDED_95);

        assertThat(result.value().low()).isNull();
        assertThat(result.value().high()).isNull();
        assertThat(result.value().warnings()).containsExactly(WarningCode.NO_FINITE_BOUND);
    }

    @Test
    void noSpendHasNoReturn() {
        double[] zero = new double[8];
        TimeBasedRegression outcome = TimeBasedRegression.of(
                new double[] {20, 23, 19, 22, 25, 21, 26, 28}, new double[] {10, 12, 9, 11, 13, 10, 11, 12}, 6);

        ReturnOnSpend result =
                ReturnOnSpend.of(outcome, TimeBasedRegression.of(zero, zero, 6), 2, Confidence.TWO_SIDED_95);

        assertThat(result.value().value()).isNull();
        assertThat(result.warnings()).containsExactly(GeoWarning.NO_SPEND);
    }

    /** The treated group's daily sum on the control group's. */
    private static TimeBasedRegression regression(String column) {
        Map<String, String> groups = new HashMap<>();
        for (NamedCsvRecord row : Golden.rows("tbr_matched_markets/geoassignment.csv")) {
            groups.put(row.getField("geo"), row.getField("geo.group"));
        }
        Map<String, double[]> byDay = new TreeMap<>();
        for (NamedCsvRecord row : Golden.rows("tbr_matched_markets/salesandcost.csv.gz")) {
            String day = row.getField("date");
            if (day.compareTo("2015-01-05") >= 0 && day.compareTo("2015-03-15") <= 0) {
                boolean isTreated = groups.getOrDefault(row.getField("geo"), "").equals("2");
                boolean isControl = groups.getOrDefault(row.getField("geo"), "").equals("1");
                double[] sums = byDay.computeIfAbsent(day, any -> new double[2]);
                sums[0] += isTreated ? Double.parseDouble(row.getField(column)) : 0;
                sums[1] += isControl ? Double.parseDouble(row.getField(column)) : 0;
            }
        }
        double[] treated = byDay.values().stream().mapToDouble(sums -> sums[0]).toArray();
        double[] control = byDay.values().stream().mapToDouble(sums -> sums[1]).toArray();
        return TimeBasedRegression.of(treated, control, BEFORE);
    }
}
