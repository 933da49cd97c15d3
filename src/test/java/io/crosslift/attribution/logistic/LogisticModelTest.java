package io.crosslift.attribution.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.ChannelSets;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticModelTest {
    private static final LogisticModel.Settings UNBAGGED = new LogisticModel.Settings(0, 1e-9, 1);

    /** Three sets, three coefficients: the fit meets every rate, so differences of log-odds are the coefficients. */
    private static final List<PathCount> SATURATED =
            List.of(path(20, 0, 80, "a"), path(30, 0, 70, "b"), path(60, 600, 40, "a", "b"));

    @Test
    void coefficientsAreDifferencesOfLogOddsWhereTheFitIsSaturated() {
        double[] logOdds = new LogisticModel(UNBAGGED).logOdds(sets(SATURATED));

        assertThat(logOdds[0]).isCloseTo(logit(0.6) - logit(0.3), within(1e-8));
        assertThat(logOdds[1]).isCloseTo(logit(0.6) - logit(0.2), within(1e-8));
    }

    @Test
    void aJourneyIsSharedByLogOddsAboveNoChannel() {
        PathModelResult result = new LogisticModel(UNBAGGED).fit(SATURATED);

        double a = logit(0.6) - logit(0.3);
        double b = logit(0.6) - logit(0.2);
        assertThat(result.channels().get("a").conversions()).isCloseTo(20 + 60 * a / (a + b), within(1e-6));
        assertThat(result.channels().get("b").conversions()).isCloseTo(30 + 60 * b / (a + b), within(1e-6));
        assertThat(result.channels().get("b").value()).isCloseTo(600 * b / (a + b), within(1e-5));
        assertThat(result.method()).containsExactly("ridge 1.0E-9, 0 bags");
    }

    @Test
    void aChannelWithoutAPositiveCoefficientGetsOnlyWhatItEarnsAlone() {
        // With b the rate falls from 0.4 to 0.2: b is clipped, a takes all of a > b.
        PathModelResult result = new LogisticModel(UNBAGGED)
                .fit(List.of(
                        path(40, 0, 60, "a"), path(5, 0, 95, "b"), path(20, 0, 80, "a", "b"), path(9, 0, 1, "a", "c")));

        assertThat(result.channels().get("b").conversions()).isEqualTo(5);
        assertThat(result.channels().get("a").conversions()).isGreaterThanOrEqualTo(60);
    }

    @Test
    void channelsThatAllLowerTheRateShareEvenly() {
        PathModelResult result = new LogisticModel(UNBAGGED)
                .fit(List.of(path(50, 0, 50, "a"), path(50, 0, 50, "b"), path(10, 0, 90, "a", "b")));

        assertThat(result.channels().get("a").conversions()).isCloseTo(55, within(1e-9));
        assertThat(result.channels().get("b").conversions()).isCloseTo(55, within(1e-9));
    }

    @Test
    void bagsSpreadAroundTheFitOnTheJourneysAsObserved() {
        ChannelSets sets = sets(SATURATED);

        double[] observed = new LogisticModel(UNBAGGED).logOdds(sets);
        double[] bagged = new LogisticModel(new LogisticModel.Settings(400, 1e-9, 7)).logOdds(sets);

        // Standard error of a: sqrt of the summed 1 / counts of b and ab = 0.30, of a mean of 400 bags 0.015.
        assertThat(bagged[0]).isNotEqualTo(observed[0]).isCloseTo(observed[0], within(0.06));
        assertThat(bagged[1]).isNotEqualTo(observed[1]).isCloseTo(observed[1], within(0.06));
    }

    @Test
    void theSameSeedDrawsTheSameBags() {
        List<PathCount> shuffled = new ArrayList<>(SATURATED);
        Collections.shuffle(shuffled, new Random(2));
        PathModelResult first = new LogisticModel(LogisticModel.Settings.DEFAULTS).fit(SATURATED);

        assertThat(new LogisticModel(LogisticModel.Settings.DEFAULTS).fit(shuffled))
                .isEqualTo(first);
        assertThat(new LogisticModel(new LogisticModel.Settings(50, 1, 2)).fit(SATURATED))
                .isNotEqualTo(first);
    }

    @Test
    void aChannelThatAlwaysConvertsHasAFiniteCoefficient() {
        double[] logOdds = new LogisticModel(new LogisticModel.Settings(0, 1, 1))
                .logOdds(sets(List.of(path(1_000_000, 0, 0, "a"), path(0, 0, 1_000_000, "b"))));

        assertThat(logOdds[0]).isBetween(5.0, 20.0);
        assertThat(logOdds[1]).isCloseTo(-logOdds[0], within(1e-8));
    }

    @Test
    void withoutNullsThereIsNothingToCompare() {
        PathModelResult result =
                new LogisticModel(LogisticModel.Settings.DEFAULTS).fit(List.of(path(2, 10, 0, "a", "b")));

        assertThat(result.channels().get("a").conversions()).isEqualTo(1);
        assertThat(result.notes())
                .containsExactly("no journey without a conversion: nothing to compare, split evenly over channels");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogisticModel.Settings(-1, 1, 1))
                .withMessage("logistic bags must be 0 to 10000, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogisticModel.Settings(1, 0, 1))
                .withMessage("logistic ridge must be above 0 and at most 1000000, was 0.0");
    }

    private static double logit(double probability) {
        return Math.log(probability / (1 - probability));
    }

    private static ChannelSets sets(List<PathCount> paths) {
        PathTable table = PathTable.of(paths);
        return ChannelSets.of(table, table.observed());
    }

    private static PathCount path(long conversions, long value, long nulls, String... channels) {
        return new PathCount(List.of(channels), conversions, value, nulls);
    }
}
