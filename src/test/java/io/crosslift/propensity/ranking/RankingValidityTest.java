package io.crosslift.propensity.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingValidityTest {
    @Test
    void aRandomScoreHasAnIntervalThatHoldsZero() {
        int held = 0;
        for (int sample = 0; sample < 400; sample++) {
            Random random = new Random(1000 + sample);
            List<double[]> rows = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                double treated = random.nextInt(2);
                rows.add(new double[] {random.nextInt(20), treated, random.nextDouble() < 0.2 + 0.1 * treated ? 1 : 0});
            }

            QiniBootstrap.Interval interval = QiniBootstrap.of(
                            QiniCurveTest.ranking(rows, ScoreKeys.exact()), 100, sample)
                    .qiniCoefficient();

            held += interval.low() < 0 && interval.high() > 0 ? 1 : 0;
        }
        // 95 % of 400 within three standard errors of 1.1 %
        assertThat(held / 400.0).isBetween(0.917, 0.983);
    }

    @Test
    void aScoreThatIsTheUpliftHasAnIntervalAboveZeroAndASlopeOfOne() {
        List<double[]> rows = QiniCurveTest.random(40_000, 17);
        Ranking ranking = QiniCurveTest.ranking(rows, ScoreKeys.ofProbabilities(100));

        QiniBootstrap.Result bootstrap = QiniBootstrap.of(ranking, 200, 1);
        double slope = CalibrationSlope.of(UpliftAtShare.groups(ranking, 10)).value();

        assertThat(bootstrap.qiniCoefficient().low()).isPositive();
        assertThat(bootstrap.qiniArea(ranking.units()).low()).isPositive();
        assertThat(slope).as("planted: 0.3 x score").isCloseTo(0.3, within(0.06));
    }

    @Test
    void theBootstrapOfCountsSpreadsLikeThatOfUnits() {
        List<double[]> rows = QiniCurveTest.random(600, 23);
        Ranking ranking = QiniCurveTest.ranking(rows, ScoreKeys.ofProbabilities(20));
        Random random = new Random(29);
        List<Double> byUnit = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            List<double[]> drawn =
                    random.ints(rows.size(), 0, rows.size()).mapToObj(rows::get).toList();
            byUnit.add(QiniCurve.of(QiniCurveTest.ranking(drawn, ScoreKeys.ofProbabilities(20)))
                    .qiniAreaPerSquaredUnits());
        }
        double mean = byUnit.stream().mapToDouble(x -> x).average().orElseThrow();
        double variance =
                byUnit.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum() / (byUnit.size() - 1);

        QiniBootstrap.Interval interval = QiniBootstrap.of(ranking, 1500, 3).qiniAreaPerSquaredUnits();

        assertThat(interval.standardDeviation() / Math.sqrt(variance)).isCloseTo(1, within(0.08));
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        Ranking ranking = QiniCurveTest.workedCase();

        assertThat(QiniBootstrap.of(ranking, 1000, 42)).isEqualTo(QiniBootstrap.of(ranking, 1000, 42));
    }

    @Test
    void revenueIsResampledByItsSpread() {
        RankingAccumulator rows = QiniCurveTest.exact();
        Random random = new Random(3);
        for (int i = 0; i < 4000; i++) {
            int score = random.nextInt(10);
            boolean treated = random.nextBoolean();
            rows.add(score, treated, 50 + 20 * random.nextGaussian() + (treated ? 2 * score : 0));
        }

        QiniBootstrap.Result bootstrap = QiniBootstrap.of(rows.ranking(), 200, 1);

        assertThat(bootstrap.qiniAreaPerSquaredUnits().low()).isPositive();
        assertThat(bootstrap.qiniCoefficient().low()).isNull();
    }

    @Test
    void theAreaUnderTheCurveCountsPairsAndHalvesTies() {
        // with: 0.9, 0.7, 0.6, 0.3; without: 0.8, 0.5, 0.4, 0.2: 4 + 3 + 3 + 1 of 16 pairs
        Discrimination worked = Discrimination.of(QiniCurveTest.workedCase());
        Discrimination tied = Discrimination.of(
                QiniCurveTest.exact().add(0.5, true, 1).add(0.5, false, 0).ranking());

        assertThat(worked.auc()).isEqualTo(11 / 16.0);
        assertThat(tied.auc()).isEqualTo(0.5);
        assertThat(tied.low()).isNull();
    }

    @Test
    void itsErrorIsDeLongs() {
        // V10 = 1, .75, .75, .25 and V01 = .25, .75, .75, 1 around 11/16: squared distances add up to .296875 for both
        Discrimination worked = Discrimination.of(QiniCurveTest.workedCase());

        double error = Math.sqrt((0.296875 / 3) / 4 + (0.296875 / 3) / 4);

        assertThat(worked.low()).isCloseTo(11 / 16.0 - 1.959963984540054 * error, within(1e-12));
    }

    @Test
    void theBrierScoreIsTheMeanSquaredDistance() {
        double expected = (0.01 + 0.64 + 0.09 + 0.16 + 0.25 + 0.16 + 0.49 + 0.04) / 8;

        assertThat(Discrimination.of(QiniCurveTest.workedCase()).brier()).isCloseTo(expected, within(1e-15));
        assertThat(Discrimination.of(QiniCurveTest.exact()
                                .add(2, true, 1)
                                .add(1, false, 0)
                                .ranking())
                        .brier())
                .as("a score above 1 is no probability")
                .isNull();
    }

    @Test
    void groupsHoldWholeTiesAndAllUnits() {
        Ranking ranking = QiniCurveTest.ranking(QiniCurveTest.random(5000, 2), ScoreKeys.exact());

        List<UpliftAtShare.Group> groups = UpliftAtShare.groups(ranking, 10);

        assertThat(groups).hasSize(10).allSatisfy(group -> assertThat(group.units())
                .isEqualTo(500));
        assertThat(groups.get(0).meanScore()).isGreaterThan(groups.get(9).meanScore());
        assertThat(groups.get(0).difference().value())
                .isGreaterThan(groups.get(9).difference().value());
    }

    @Test
    void aTieThatCrossesTheShareIsTakenWhole() {
        Ranking ranking = QiniCurveTest.exact()
                .add(1, true, 1)
                .add(1, false, 0)
                .add(0, true, 0)
                .add(0, false, 0)
                .ranking();

        UpliftAtShare best = UpliftAtShare.of(ranking, 0.1);

        assertThat(best.reachedShare()).isEqualTo(0.5);
        assertThat(best.difference().value()).isEqualTo(1);
    }

    @Test
    void rangesStartAtTheirLowerEnds() {
        ScoreKeys keys = ScoreKeys.from(0.1, 0.5);

        assertThat(keys.applyAsDouble(0.05)).isEqualTo(0.1);
        assertThat(keys.applyAsDouble(0.49)).isEqualTo(0.1);
        assertThat(keys.applyAsDouble(0.5)).isEqualTo(0.5);
        assertThat(ScoreKeys.ofProbabilities(1000).applyAsDouble(1)).isEqualTo(0.999);
    }
}
