package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.geo.Golden.Reference;
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
        // With two treated markets CR0 halves the treated variance, which CR2 repairs: sum e^2 / (N (N - 1)).
        assertThat(did.effect().standardError()).isGreaterThan(1.38 * did.errorCr0());
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
