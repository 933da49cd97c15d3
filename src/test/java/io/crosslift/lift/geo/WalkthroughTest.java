package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.lift.geo.Golden.Reference;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** GeoLift's own walkthrough: 40 markets, 105 days, Chicago and Portland treated in the last 15. */
class WalkthroughTest {
    private static final MarketPanel PANEL = Golden.walkthrough();

    @Test
    void syntheticControlIsWhatGeoLiftPrints() {
        MarketEffect effect = MarketMethods.estimate("synthetic_control", PANEL, Confidence.TWO_SIDED_95);

        Map<String, Reference> expected = Golden.references("geolift_walkthrough", "test");
        expected.get("att").matches(effect.effect().value());
        expected.get("incremental").matches(effect.total().value());
        expected.get("lift_pct").matches(100 * effect.relative().value());
        expected.get("l2").matches(effect.fit().l2());
        expected.get("scaled_l2").matches(effect.fit().scaledL2());
        assertThat(expected.keySet().stream().filter(field -> field.startsWith("w:")))
                .hasSize(13)
                .allSatisfy(
                        field -> expected.get(field).matches(effect.weights().get(field.substring(2))));
        assertThat(effect.weights().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void theRidgeAugmentationIsWhatGeoLiftPrints() {
        MarketEffect effect = MarketMethods.estimate("augmented_synthetic_control", PANEL, Confidence.TWO_SIDED_95);

        // Recorded without a tolerance; these are the digits that were printed.
        assertThat(effect.effect().value()).isCloseTo(156.805, within(5e-4));
        assertThat(effect.total().value()).isCloseTo(4704, within(0.5));
        assertThat(effect.relative().value()).isCloseTo(0.055, within(5e-4));
        assertThat(effect.fit().l2()).isCloseTo(903.525, within(5e-4));
        assertThat(effect.fit().scaledL2()).isCloseTo(0.1626, within(5e-5));
        assertThat(155.55568692 - effect.effect().value()).isCloseTo(-1.249, within(1e-3));
    }

    @Test
    void randomOrdersGiveThePublishedPAndShiftsTheOneThatHolds() {
        BlockConformal test = new BlockConformal(new SyntheticControl(), PANEL.controls(), PANEL.before());

        double published = test.pOverRandomOrders(PANEL.treatedMean(), 0, 10_000, 1);

        Golden.references("geolift_walkthrough", "test").get("pvalue_conformal").matches(published);
        assertThat(test.p(PANEL.treatedMean(), 0)).isGreaterThan(3 * published);
    }

    @Test
    void theTestsDisagreeSoTheVerdictIsInconclusive() {
        MarketEffect effect = MarketMethods.estimate("synthetic_control", PANEL, Confidence.TWO_SIDED_95);

        assertThat(effect.evidence().pConformal()).isLessThan(0.05);
        assertThat(effect.evidence().pMarkets()).isGreaterThan(0.05);
        assertThat(effect.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(effect.warnings()).contains(GeoWarning.TESTS_DISAGREE);
    }

    @Test
    void syntheticDifferenceInDifferencesIsThatOfItsReference() {
        SyntheticDifference fitted = SyntheticDifference.of(PANEL.treated(), PANEL.controls(), PANEL.before());

        // synthdid-py 0.1.0 (a port of the authors' R package), sparsify=None, min_decrease=1e-12, max_iter=1e6.
        assertThat(fitted.effect()).isCloseTo(236.18608, within(2e-3));
        Map<String, Double> weights = MarketMethods.estimate("synthetic_did", PANEL, Confidence.TWO_SIDED_95)
                .weights();
        assertThat(weights.get("baton rouge")).isCloseTo(0.041945, within(2e-6));
        assertThat(weights.get("cincinnati")).isCloseTo(0.041681, within(2e-6));
        assertThat(weights.get("minneapolis")).isCloseTo(0.039445, within(2e-6));
        assertThat(fitted.periodWeights()[78]).isCloseTo(0.411906, within(5e-6));
        assertThat(fitted.periodWeights()[7]).isCloseTo(0.236629, within(5e-6));
        assertThat(fitted.periodWeights()[84]).isCloseTo(0.195416, within(5e-6));
    }

    @Test
    void theCounterfactualOfEveryMethodLeavesItsEffect() {
        for (String method : MarketMethods.names()) {
            MarketEffect effect = MarketMethods.estimate(method, PANEL, Confidence.TWO_SIDED_95);

            double left = 0;
            for (int t = PANEL.before(); t < PANEL.periods(); t++) {
                left += PANEL.treatedMean()[t] - effect.counterfactual().get(t);
            }

            assertThat(left / PANEL.after())
                    .as(method)
                    .isCloseTo(effect.effect().value(), within(1e-8));
            assertThat(effect.total().value()).isCloseTo(30 * effect.effect().value(), within(1e-8));
        }
    }

    @Test
    void noNumberContradictsItsOwnInterval() {
        for (String method : MarketMethods.names()) {
            MarketEffect effect = MarketMethods.estimate(method, PANEL, Confidence.TWO_SIDED_95);

            assertThat(effect.effect().low())
                    .as(method)
                    .isLessThan(effect.effect().value());
            assertThat(effect.effect().high())
                    .as(method)
                    .isGreaterThan(effect.effect().value());
        }
    }
}
