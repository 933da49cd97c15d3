package io.crosslift.lift.wedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.testing.CsvResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SteppedWedgeTest {

    @Test
    void aSecularTrendFoolsTheNaiveComparisonOnly() {
        SteppedWedge wedge = wedge(CsvResource.records("/golden/kpi/31_stepped_wedge/in_cells.csv").stream()
                .map(row -> WedgeCell.of(
                        row.getField("cluster"),
                        Integer.parseInt(row.getField("period")),
                        row.getField("treated").equals("1"),
                        Double.parseDouble(row.getField("mean_outcome"))))
                .toList());

        assertThat(expected31("naive_treated_minus_untreated"))
                .isCloseTo(wedge.naive().effect().value(), within(5e-7));
        assertThat(expected31("within_period_weighted"))
                .isCloseTo(wedge.withinPeriod().effect().value(), within(5e-7));
        assertThat(wedge.withinPeriod().periodsUsed()).isEqualTo((int) expected31("periods_used"));
        assertThat(wedge.fixedEffects().effect().value()).isCloseTo(5, within(1e-12));
        assertThat(wedge.exposureAverage().effect().value()).isCloseTo(5, within(1e-12));
        assertThat(wedge.fixedEffects().effect().standardError()).isNull();
        assertThat(wedge.fixedEffects().warnings())
                .containsExactly(
                        WedgeWarning.NO_CONTRAST,
                        WedgeWarning.FEW_CLUSTERS,
                        WedgeWarning.TOO_FEW_ORDERS,
                        WedgeWarning.NO_SPREAD);
        // Of the 6 orders of three clusters only the actual one has an effect of 5.
        assertThat(wedge.withinPeriod().orders()).isEqualTo(6);
        assertThat(wedge.withinPeriod().pOrders()).isCloseTo(1.0 / 6, within(1e-12));
    }

    @Test
    void aPeriodCountsByHowWellItCompares() {
        List<WedgeCell> cells = new ArrayList<>();
        int[] starts = {1, 2, 3, 9};
        for (int c = 0; c < 4; c++) {
            for (int t = 0; t < 4; t++) {
                boolean treated = t >= starts[c];
                cells.add(WedgeCell.of("c" + c, t, treated, 10 + t + (treated && t == 2 ? 4 : 0)));
            }
        }

        // Differences 0, 4, 0 in periods with 1, 2 and 3 of 4 clusters treated: weights .75, 1 and .75.
        assertThat(wedge(cells).withinPeriod().effect().value()).isCloseTo(4 / 2.5, within(1e-12));
    }

    @Test
    void cellsGiveWhatTheUnitsGive() {
        WedgeEffect effect = wedge(unitCells()).fixedEffects();

        // statsmodels 0.15.0 on the 218 units: ols('y ~ C(cluster) + C(period) + treated'), cov_type='cluster'.
        assertThat(effect.effect().value()).isCloseTo(0.3521107992366292, within(1e-9));
        assertThat(effect.errorCr1()).isCloseTo(0.12583473801127318, within(1e-9));
        // CR2 and its degrees of freedom from all units with numpy, by the formulas of Pustejovsky and Tipton (2018).
        assertThat(effect.effect().standardError()).isCloseTo(0.1313993733758523, within(1e-9));
        assertThat(effect.effect().degreesOfFreedom()).isCloseTo(6.614091528874873, within(1e-7));
    }

    @Test
    void theEffectByTimeSinceTheStartAndItsAverage() {
        WedgeEffect effect = wedge(unitCells()).exposureAverage();

        // statsmodels 0.15.0: ols('y ~ C(cluster) + C(period) + C(exposure)').
        assertThat(effect.byExposure()).hasSize(4);
        assertThat(effect.byExposure().get(0)).isCloseTo(0.453023794627035, within(1e-9));
        assertThat(effect.byExposure().get(1)).isCloseTo(0.8766109160197681, within(1e-9));
        assertThat(effect.byExposure().get(2)).isCloseTo(1.1335714824112735, within(1e-9));
        assertThat(effect.byExposure().get(3)).isCloseTo(1.231914723963515, within(1e-9));
        assertThat(effect.effect().value()).isCloseTo(0.923780229255398, within(1e-9));
        assertThat(effect.errorCr1()).isCloseTo(0.46899394872706907, within(1e-8));
        assertThat(effect.effect().standardError()).isCloseTo(0.5208305661318263, within(1e-8));
        assertThat(effect.effect().degreesOfFreedom()).isCloseTo(4.904109412841193, within(1e-6));
    }

    @Test
    void randomClustersByRestrictedLikelihood() {
        MixedModel model = Objects.requireNonNull(MixedModel.of(new Rollout(unitCells())));

        // From all units with numpy: the restricted likelihood of V = I + r 11' by cluster; statsmodels' mixedlm agrees
        // to 1e-6.
        assertThat(model.effect()).isCloseTo(0.37309595912, within(1e-8));
        assertThat(model.error()).isCloseTo(0.21326293760, within(1e-8));
        assertThat(model.variance()).isCloseTo(0.82590200539, within(1e-7));
        assertThat(model.ratio()).isCloseTo(0.28713063, within(1e-6));
    }

    @Test
    void theOrdersAreJudgedByTheSameEstimate() {
        Rollout rollout = new Rollout(unitCells());
        SteppedWedge wedge = wedge(unitCells());
        List<double[]> fixed = RolloutColumns.clustersAndPeriods(rollout);

        double effect = new PartialRegression(fixed, RolloutColumns.means(rollout), RolloutColumns.units(rollout))
                .meanCoefficient(List.of(RolloutColumns.treated(rollout, rollout.starts())));

        assertThat(effect).isCloseTo(wedge.fixedEffects().effect().value(), within(1e-12));
        // The effect is real: .25 per period and cluster; 2,000 of the 2,520 orders.
        assertThat(wedge.exposureAverage().pOrders()).isBetween(1.0 / 2520, 0.2);
    }

    @Test
    void anEffectThatGrowsIsUnderstatedByAConstantOne() {
        List<WedgeCell> cells = new ArrayList<>();
        for (int c = 0; c < 6; c++) {
            for (int t = 0; t < 7; t++) {
                int exposure = Math.max(0, t - c);
                double jitter = 0.01 * ((7 * c + 3 * t) % 5 - 2);
                cells.add(WedgeCell.of("c" + c, t, exposure > 0, 10 + t + 3 * c + exposure + jitter));
            }
        }
        SteppedWedge wedge = wedge(cells);

        WedgeEffect average = wedge.exposureAverage();

        // Effects 1 to 6 by time since the start.
        assertThat(average.effect().value()).isCloseTo(3.5, within(0.1));
        assertThat(average.byExposure().get(5)).isCloseTo(6, within(0.2));
        assertThat(wedge.fixedEffects().effect().value()).isLessThan(1);
        assertThat(average.warnings()).contains(WedgeWarning.EFFECT_CHANGES);
    }

    @Test
    void allOrdersOfARolloutAreTriedOrASampleOfThem() {
        int[] eight = {1, 1, 2, 2, 3, 3, 4, 4};
        RolloutOrders sampled = RolloutOrders.of(eight, starts -> starts[0] == 1 && starts[1] == 1 ? 1 : 0);
        RolloutOrders all = RolloutOrders.of(new int[] {1, 1, 2, 2}, starts -> starts[0] + starts[1] == 2 ? 1 : 0);

        assertThat(all.orders()).isEqualTo(6);
        assertThat(all.sampled()).isFalse();
        assertThat(all.p()).isCloseTo(1.0 / 6, within(1e-15));
        assertThat(sampled.sampled()).isTrue();
        assertThat(sampled.orders()).isEqualTo(2000);
        assertThat(sampled.p()).isCloseTo(1.0 / 28, within(0.012));
    }

    @Test
    void everyEstimatorIsNamedOnceAndTheHeadlineComesFirst() {
        assertThat(wedge(unitCells()).all())
                .extracting(WedgeEffect::estimator)
                .containsExactly("wedge_tate", "wedge_fe", "wedge_mixed", "wedge_within_period", "wedge_naive");
    }

    @Test
    void whatCannotBeToldApartHasNoEstimate() {
        // Both clusters start at once: treatment is a period.
        SteppedWedge wedge = wedge(List.of(
                WedgeCell.of("a", 0, false, 1),
                WedgeCell.of("a", 1, true, 2),
                WedgeCell.of("b", 0, false, 2),
                WedgeCell.of("b", 1, true, 4)));

        assertThat(wedge.all().subList(0, 4)).allSatisfy(effect -> {
            assertThat(effect.effect().value()).isNull();
            assertThat(effect.warnings()).contains(WedgeWarning.NOT_IDENTIFIED);
        });
        assertThat(wedge.naive().effect().value()).isEqualTo(1.5);
    }

    @Test
    void aRolloutThatIsNoneIsRefused() {
        assertThatThrownBy(() -> wedge(List.of(
                        WedgeCell.of("a", 0, true, 1),
                        WedgeCell.of("a", 1, false, 1),
                        WedgeCell.of("b", 0, false, 1),
                        WedgeCell.of("b", 1, false, 1))))
                .hasMessage("cluster a has the programme before period 1 but not in it");
        assertThatThrownBy(() -> wedge(List.of(WedgeCell.of("a", 0, true, 1), WedgeCell.of("a", 0, true, 1))))
                .hasMessage("a rollout needs 2 clusters and 2 periods, had 1 and 1");
        assertThatThrownBy(() -> wedge(List.of(
                        WedgeCell.of("a", 0, false, 1),
                        WedgeCell.of("b", 1, false, 1),
                        WedgeCell.of("b", 1, false, 1))))
                .hasMessage("cluster b is there twice in period 1");
        assertThatThrownBy(() -> WedgeCell.of("a", 0, true, Double.NaN)).hasMessageContaining("the mean NaN");
    }

    private static SteppedWedge wedge(List<WedgeCell> cells) {
        return new SteppedWedge(cells, Confidence.TWO_SIDED_95);
    }

    /** 8 clusters, 5 periods, 3 to 8 units each, made with numpy: effect .25 per period since the start, cluster levels N(0, .6). */
    private static List<WedgeCell> unitCells() {
        return CsvResource.records("/lift/wedge/cells.csv").stream()
                .map(row -> WedgeCell.ofSums(
                        row.getField("cluster"),
                        Integer.parseInt(row.getField("period")),
                        row.getField("treated").equals("1"),
                        Long.parseLong(row.getField("units")),
                        Double.parseDouble(row.getField("sum")),
                        Double.parseDouble(row.getField("squares"))))
                .toList();
    }

    private static double expected31(String estimator) {
        return CsvResource.records("/golden/kpi/31_stepped_wedge/expected.csv").stream()
                .filter(row -> row.getField("estimator").equals(estimator))
                .mapToDouble(row -> Double.parseDouble(row.getField("value")))
                .findFirst()
                .orElseThrow();
    }
}
