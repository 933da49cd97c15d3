package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.geo.Golden.Reference;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The three tests of one effect, each recomputed apart from this code. */
class MarketInferenceTest {
    private static final MarketPanel PANEL = Golden.walkthrough();

    @Test
    void allPairsOfControlMarketsAsPlacebos() {
        PlaceboMarkets placebos =
                PlaceboMarkets.of(new SyntheticControl(), PANEL, MarketSets.of(38, 2, MarketSets.MOST));
        MarketEffect effect = MarketMethods.estimate("synthetic_control", PANEL, Confidence.TWO_SIDED_95);

        Map<String, Reference> expected = Golden.references("geo_inference", "placebo_space");
        expected.get("pairs").matches(placebos.sets());
        expected.get("att").matches(effect.effect().value());
        expected.get("pct_lift").matches(effect.relative().value());
        expected.get("rmspe_ratio").matches(placebos.ratio());
        expected.get("p_rmspe_ratio").matches(placebos.p());
        expected.get("p_abs_att").matches(placebos.pEffect());
        expected.get("p_abs_pct_lift").matches(placebos.pRelative());
    }

    @Test
    void cyclicShiftsOfTheResiduals() {
        BlockConformal test = new BlockConformal(new SyntheticControl(), PANEL.controls(), PANEL.before());

        Map<String, Reference> expected = Golden.references("geo_inference", "conformal_block");
        expected.get("stat").matches(test.statistic(PANEL.treatedMean(), 0));
        expected.get("p").matches(test.p(PANEL.treatedMean(), 0));
    }

    @Test
    void theLastWindowBeforeTheTestHasNoEffect() {
        PlaceboPeriods placebo = PlaceboPeriods.of(new SyntheticControl(), PANEL, 0.05);

        Golden.references("geo_inference", "placebo_time_76_90").get("att").matches(placebo.effect());
        assertThat(placebo.p()).isGreaterThan(0.05);
        assertThat(placebo.windows()).isEqualTo(61 - 30);
    }

    @Test
    void differenceInDifferencesIsTheRegressionWithMarketAndPeriodEffects() {
        DifferenceInDifferences did =
                DifferenceInDifferences.of(PANEL.treated(), PANEL.controls(), PANEL.before(), Confidence.TWO_SIDED_95);

        Golden.references("geo_inference", "did_2x2")
                .get("est")
                .matches(did.effect().value());
        Map<String, Reference> expected = Golden.references("geo_inference", "did_twfe");
        expected.get("est").matches(did.effect().value());
        expected.get("se_cluster_cr0").matches(did.errorCr0());
        // Two treated markets show no spread of their own: scipy 1.17.1 ttest_ind(equal_var=True) on the changes.
        assertThat(did.pooled()).isTrue();
        assertThat(did.effect().standardError()).isCloseTo(314.3089718825128, within(1e-8));
        assertThat(did.effect().p()).isCloseTo(0.42210695978987467, within(1e-10));
        assertThat(did.effect().low()).isCloseTo(-381.20922495231724, within(1e-7));
    }

    @Test
    void withFiveMarketsInEachArmEachHasItsOwnSpread() {
        DifferenceInDifferences did =
                DifferenceInDifferences.of(rows(1, 2, 3, 4, 5), rows(0, 0, 1, 0, 0, 2), 1, Confidence.TWO_SIDED_95);

        // Changes 1 to 5 have the variance 2.5, the others 0.7: sqrt(2.5 / 5 + 0.7 / 6).
        assertThat(did.pooled()).isFalse();
        assertThat(did.effect().value()).isCloseTo(2.5, within(1e-14));
        assertThat(did.effect().standardError()).isCloseTo(Math.sqrt(0.5 + 0.7 / 6), within(1e-14));
        assertThat(did.errorCr0()).isCloseTo(Math.sqrt(0.4 + 3.5 / 36), within(1e-14));
    }

    private static double[][] rows(double... changes) {
        return Arrays.stream(changes)
                .mapToObj(change -> new double[] {7, 7 + change})
                .toArray(double[][]::new);
    }

    @Test
    void theIntervalHoldsWhatTheSameTestDoesNotReject() {
        BlockConformal test = new BlockConformal(new SyntheticControl(), PANEL.controls(), PANEL.before());
        double[] target = PANEL.treatedMean();

        BlockConformal.Interval interval = test.interval(target, 155.56, 95.87, 0.05);

        assertThat(test.p(target, interval.low())).isGreaterThan(0.05);
        assertThat(test.p(target, interval.low() - 0.01)).isLessThanOrEqualTo(0.05);
        assertThat(test.p(target, interval.high())).isGreaterThan(0.05);
        assertThat(test.p(target, interval.high() + 0.01)).isLessThanOrEqualTo(0.05);
        assertThat(test.p(target, 0)).isLessThanOrEqualTo(0.05);
        assertThat(interval.warnings()).containsExactly(GeoWarning.INTERVAL_HAS_GAPS);
    }

    @Test
    void fewPeriodsCannotRejectAndSaySo() {
        MarketPanel shortPanel =
                Golden.panel("geolift_walkthrough/GeoLift_Test.csv.gz", Set.of("chicago", "portland"), 12, 16);
        BlockConformal test = new BlockConformal(new SyntheticControl(), shortPanel.controls(), 12);

        assertThat(test.interval(shortPanel.treatedMean(), 0, 1, 0.05).warnings())
                .containsExactly(GeoWarning.TOO_FEW_PERIODS);
        assertThat(test.p(shortPanel.treatedMean(), 1e6)).isCloseTo(1.0 / 16, within(1e-15));
    }
}
