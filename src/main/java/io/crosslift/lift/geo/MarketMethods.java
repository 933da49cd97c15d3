package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods that estimate a test of markets, each by its name. They answer the same question under different assumptions, and are
 * meant to be read side by side.
 */
public final class MarketMethods {
    /** The method whose verdict is the headline. */
    public static final String PRIMARY = SyntheticControl.NAME;

    /** The method by which a return on spend is estimated. */
    public static final String REGRESSION = TimeBasedRegression.Model.NAME;

    /** Synthetic differences in differences solve two problems per placebo, so fewer are tried. */
    private static final int FEWER_PLACEBOS = 200;

    private static final Map<String, Method> METHODS = methods();

    private final MarketPanel panel;
    private final Confidence confidence;

    private MarketMethods(MarketPanel panel, Confidence confidence) {
        this.panel = panel;
        this.confidence = confidence;
    }

    /** A method on one test. */
    private interface Method {
        MarketEffect estimate(MarketMethods test);
    }

    /** All names, the headline's first. */
    public static List<String> names() {
        return List.copyOf(METHODS.keySet());
    }

    /**
     * Estimates a test by one method.
     *
     * @param confidence two-sided, as tests on absolute residuals are
     * @throws IllegalArgumentException if there is no such method, or the test can't be estimated by it
     */
    public static MarketEffect estimate(String method, MarketPanel panel, Confidence confidence) {
        Method known = METHODS.get(method);
        if (known == null) {
            throw new IllegalArgumentException("there is no method " + method + ", name one of " + names());
        }
        require(
                confidence.alternative() == Alternative.TWO_SIDED,
                "tests of markets are two-sided, not %s",
                confidence.alternative());
        return known.estimate(new MarketMethods(panel, confidence));
    }

    /** The smallest lift that the headline's method would have found in the history of this test. */
    public static InjectedLift detectable(MarketPanel panel, Confidence confidence) {
        return InjectedLift.of(new SyntheticControl(), panel, confidence.alpha());
    }

    private static Map<String, Method> methods() {
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put(SyntheticControl.NAME, test -> test.weighted(new SyntheticControl()));
        methods.put(
                RidgeAugmented.NAME,
                test -> test.weighted(RidgeAugmented.crossValidated(
                        test.panel.treatedMean(), test.panel.controls(), test.panel.before())));
        methods.put(SyntheticDifference.NAME, MarketMethods::syntheticDifference);
        methods.put(TimeBasedRegression.Model.NAME, MarketMethods::regression);
        methods.put(DifferenceInDifferences.NAME, MarketMethods::differenceInDifferences);
        return Collections.unmodifiableMap(methods);
    }

    /** Interval by inverting the conformal test. */
    private MarketEffect weighted(CounterfactualModel model) {
        double[] target = panel.treatedMean();
        int before = panel.before();
        CounterfactualModel.Prediction prediction =
                model.on(panel.controls(), before).fit(target);
        FitQuality fit = FitQuality.of(target, panel.controls(), prediction, before);
        double value = meanAfter(Series.minus(target, prediction.series()));
        BlockConformal test = new BlockConformal(model, panel.controls(), before);
        double p = test.p(target, 0);
        BlockConformal.Interval interval =
                test.interval(target, value, fit.l2() / Math.sqrt(before), confidence.alpha());
        Estimate effect = Estimates.of(value, interval.low(), interval.high(), p, panel.markets(), List.of());
        MarketSets sets = placeboSets(MarketSets.MOST);
        PlaceboMarkets markets = PlaceboMarkets.of(model, panel, sets);
        MarketEvidence evidence =
                MarketEvidence.of(null, p, markets, PlaceboPeriods.of(model, panel, confidence.alpha()));
        List<GeoWarning> warnings = new ArrayList<>(fit.warnings());
        warnings.addAll(interval.warnings());
        warnings.addAll(sets.warnings(confidence.alpha()));
        return result(model.name(), effect, prediction.series(), prediction.weights(), fit, evidence, warnings);
    }

    /** Interval by the t distribution of the regression. */
    private MarketEffect regression() {
        CounterfactualModel model = new TimeBasedRegression.Model();
        double[] target = panel.treatedMean();
        TimeBasedRegression regression =
                TimeBasedRegression.of(target, Series.meanOf(panel.controls()), panel.before());
        double[] series = model.on(panel.controls(), panel.before()).fit(target).series();
        Estimate effect = Estimates.symmetric(
                regression.cumulativeEffect() / panel.after(),
                Math.sqrt(regression.variance()) / panel.after(),
                regression.degreesOfFreedom(),
                confidence,
                panel.markets());
        MarketSets sets = placeboSets(MarketSets.MOST);
        PlaceboMarkets markets = PlaceboMarkets.of(model, panel, sets);
        MarketEvidence evidence = MarketEvidence.of(
                effect.p(),
                new BlockConformal(model, panel.controls(), panel.before()).p(target, 0),
                markets,
                PlaceboPeriods.of(model, panel, confidence.alpha()));
        List<GeoWarning> warnings = new ArrayList<>(sets.warnings(confidence.alpha()));
        if (regression.hasConstantControl()) {
            warnings.add(GeoWarning.CONSTANT_CONTROL);
        }
        return result(model.name(), effect, series, new double[0], null, evidence, warnings);
    }

    /** Interval by the spread over markets, and placebo markets. */
    private MarketEffect differenceInDifferences() {
        DifferenceInDifferences fitted =
                DifferenceInDifferences.of(panel.treated(), panel.controls(), panel.before(), confidence);
        MarketSets sets = placeboSets(MarketSets.MOST);
        List<GeoWarning> warnings = new ArrayList<>(sets.warnings(confidence.alpha()));
        if (fitted.pooled()) {
            warnings.add(GeoWarning.POOLED_SPREAD);
        }
        return result(
                DifferenceInDifferences.NAME,
                fitted.effect(),
                DifferenceInDifferences.counterfactual(panel.treated(), panel.controls(), panel.before()),
                new double[0],
                null,
                evidence(DifferenceInDifferences::effect, fitted.effect(), sets),
                warnings);
    }

    /** Interval by the spread of the placebo effects. */
    private MarketEffect syntheticDifference() {
        SyntheticDifference fitted = SyntheticDifference.of(panel.treated(), panel.controls(), panel.before());
        MarketSets sets = placeboSets(FEWER_PLACEBOS);
        PlaceboDifferences placebos = PlaceboDifferences.of(
                SyntheticDifference::effect, panel.treated(), panel.controls(), panel.before(), sets);
        Double error = placebos.spread();
        Estimate effect = error == null
                ? Estimates.of(fitted.effect(), null, null, null, panel.markets(), List.of())
                : Estimates.symmetric(fitted.effect(), error, null, confidence, panel.markets());
        return result(
                SyntheticDifference.NAME,
                effect,
                fitted.counterfactual(panel.treated(), panel.controls()),
                fitted.marketWeights(),
                null,
                evidence(placebos, PlaceboDifferences.before(SyntheticDifference::effect, panel, sets), effect),
                sets.warnings(confidence.alpha()));
    }

    private MarketEvidence evidence(PlaceboDifferences.Method method, Estimate effect, MarketSets sets) {
        PlaceboDifferences placebos =
                PlaceboDifferences.of(method, panel.treated(), panel.controls(), panel.before(), sets);
        return evidence(placebos, PlaceboDifferences.before(method, panel, sets), effect);
    }

    private static MarketEvidence evidence(
            PlaceboDifferences placebos, @Nullable PlaceboDifferences before, Estimate effect) {
        return new MarketEvidence(
                effect.p(),
                null,
                placebos.p(),
                placebos.p(),
                null,
                placebos.sets(),
                null,
                before == null ? null : before.effect(),
                before == null ? null : before.p(),
                null,
                0);
    }

    private MarketEffect result(
            String method,
            Estimate effect,
            double[] series,
            double[] weights,
            @Nullable FitQuality fit,
            MarketEvidence evidence,
            List<GeoWarning> warnings) {
        List<GeoWarning> all = new ArrayList<>(warnings);
        all.addAll(evidence.warnings(confidence.alpha()));
        Estimate relative = Estimates.relative(effect, meanAfter(panel.treatedMean()));
        if (relative.value() == null) {
            all.add(GeoWarning.PREDICTED_BELOW_ZERO);
        }
        Map<String, Double> byMarket = new LinkedHashMap<>();
        for (int i = 0; i < weights.length; i++) {
            byMarket.put(panel.controlMarkets().get(i), weights[i]);
        }
        return new MarketEffect(
                method,
                effect,
                effect.scaled(panel.treatedCells()),
                relative,
                Arrays.stream(series).boxed().toList(),
                Collections.unmodifiableMap(byMarket),
                fit,
                evidence,
                evidence.verdict(value(effect), confidence.alpha()),
                all);
    }

    private double meanAfter(double[] series) {
        return Series.mean(series, panel.before(), panel.periods());
    }

    private static double value(Estimate effect) {
        Double value = effect.value();
        return value == null ? 0 : value;
    }

    private MarketSets placeboSets(int most) {
        return MarketSets.of(panel.controls().length, panel.treated().length, most);
    }
}
