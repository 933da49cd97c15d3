package io.crosslift.lift.geo;

import io.crosslift.lift.estimate.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each test says about one method's effect. One p value is no answer for markets: a result counts only where all tests that can be
 * made agree, of which there must be two, and where the test on the periods before the treatment finds nothing.
 *
 * @param pInterval of the test behind the method's interval
 * @param pConformal of the block conformal test
 * @param pMarkets of the placebo test in space, on the ratio of residuals where the method has residuals, else on the effect
 * @param pMarketsEffect of the same on the absolute effect
 * @param pMarketsRelative of the same on the effect over the counterfactual
 * @param placeboSets number of placebos in space
 * @param residualRatio root mean squared residual after over before the treatment
 * @param effectBefore of the placebo test in time, per market and period
 * @param pBefore of the same
 * @param falseAlarmRate share of windows of the history with an alarm
 * @param falseAlarmWindows number of those windows
 */
public record MarketEvidence(
        @Nullable Double pInterval,
        @Nullable Double pConformal,
        @Nullable Double pMarkets,
        @Nullable Double pMarketsEffect,
        @Nullable Double pMarketsRelative,
        int placeboSets,
        @Nullable Double residualRatio,
        @Nullable Double effectBefore,
        @Nullable Double pBefore,
        @Nullable Double falseAlarmRate,
        int falseAlarmWindows) {
    private static final double FALSE_ALARM_FACTOR = 2;

    /** The tests of a method whose interval comes from its conformal test or its own distribution. */
    static MarketEvidence of(
            @Nullable Double pInterval, @Nullable Double pConformal, PlaceboMarkets markets, PlaceboPeriods periods) {
        return new MarketEvidence(
                pInterval,
                pConformal,
                markets.p(),
                markets.pEffect(),
                markets.pRelative(),
                markets.sets(),
                markets.ratio(),
                periods.effect(),
                periods.p(),
                periods.falseAlarmRate(),
                periods.windows());
    }

    /** The verdict on an effect of this sign. */
    Verdict verdict(double effect, double alpha) {
        List<Double> tests = tests();
        boolean agree = tests.size() >= 2 && tests.stream().allMatch(p -> p <= alpha);
        if (!agree || !isQuietBefore(alpha) || effect == 0) {
            return Verdict.INCONCLUSIVE;
        }
        return effect > 0 ? Verdict.POSITIVE : Verdict.NEGATIVE;
    }

    /** Why a verdict is what it is, beyond the p values. */
    List<GeoWarning> warnings(double alpha) {
        List<GeoWarning> warnings = new ArrayList<>();
        List<Double> tests = tests();
        if (tests.stream().anyMatch(p -> p <= alpha) && tests.stream().anyMatch(p -> p > alpha)) {
            warnings.add(GeoWarning.TESTS_DISAGREE);
        }
        if (!isQuietBefore(alpha)) {
            warnings.add(GeoWarning.EFFECT_BEFORE_TEST);
        }
        if (falseAlarmRate != null && falseAlarmRate > FALSE_ALARM_FACTOR * alpha) {
            warnings.add(GeoWarning.FALSE_ALARMS);
        }
        return warnings;
    }

    private List<Double> tests() {
        return Stream.of(Stream.ofNullable(pInterval), Stream.ofNullable(pConformal), Stream.ofNullable(pMarkets))
                .flatMap(test -> test)
                .toList();
    }

    private boolean isQuietBefore(double alpha) {
        return pBefore == null || pBefore > alpha;
    }
}
