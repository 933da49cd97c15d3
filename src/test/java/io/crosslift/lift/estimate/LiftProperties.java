package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LiftProperties {
    private static final double CLOSE = 1e-12;

    @Provide
    Arbitrary<List<double[]>> units() {
        return Arbitraries.doubles()
                .between(-1000, 1000)
                .ofScale(2)
                .array(double[].class)
                .ofSize(2)
                .list()
                .ofMinSize(2)
                .ofMaxSize(30);
    }

    @Property(tries = 200)
    void mergingIsAssociative(
            @ForAll("units") List<double[]> a, @ForAll("units") List<double[]> b, @ForAll("units") List<double[]> c) {
        Moments left = moments(a).merge(moments(b)).merge(moments(c));
        Moments right = moments(a).merge(moments(b).merge(moments(c)));

        assertSame(left, right);
    }

    @Property(tries = 200)
    void mergingIsCommutative(@ForAll("units") List<double[]> a, @ForAll("units") List<double[]> b) {
        assertSame(moments(a).merge(moments(b)), moments(b).merge(moments(a)));
    }

    @Property(tries = 200)
    void mergingIsTheSameAsAddingEveryUnit(@ForAll("units") List<double[]> a, @ForAll("units") List<double[]> b) {
        MomentAccumulator all = new MomentAccumulator(moments(a));
        b.forEach(all::add);

        assertSame(all.moments(), moments(a).merge(moments(b)));
    }

    @Property(tries = 200)
    void theDifferenceIsAntisymmetricInItsArms(@ForAll("units") List<double[]> a, @ForAll("units") List<double[]> b) {
        for (LiftEstimator estimator : List.of(new MeanDifference(0), new CovariateAdjusted(0, List.of(1)))) {
            Estimate forth = estimator.estimate(moments(a), moments(b)).difference();
            Estimate back = estimator.estimate(moments(b), moments(a)).difference();

            assertThat(forth.value()).isCloseTo(-back.value(), within(1e-9));
            if (forth.low() != null) {
                assertThat(forth.low()).isCloseTo(-back.high(), within(1e-9 * (1 + Math.abs(back.high()))));
                assertThat(forth.p()).isCloseTo(back.p(), within(1e-9));
            }
        }
    }

    @Property(tries = 200)
    void theLogRelativeLiftIsAntisymmetricInItsArms(
            @ForAll("units") List<double[]> a, @ForAll("units") List<double[]> b) {
        Estimate forth = new MeanDifference(0)
                .estimate(moments(shifted(a)), moments(shifted(b)))
                .relative();
        Estimate back = new MeanDifference(0)
                .estimate(moments(shifted(b)), moments(shifted(a)))
                .relative();

        boolean bothByLogarithm = forth.low() != null
                && back.low() != null
                && !forth.warnings().contains(WarningCode.FIELLER_INTERVAL)
                && !back.warnings().contains(WarningCode.FIELLER_INTERVAL);
        if (bothByLogarithm) {
            assertThat(Math.log1p(forth.value())).isCloseTo(-Math.log1p(back.value()), within(1e-9));
            assertThat(Math.log1p(forth.low())).isCloseTo(-Math.log1p(back.high()), within(1e-9));
        }
    }

    @Property(tries = 200)
    void anotherCurrencyScalesTheDifferenceAndLeavesRelativeLiftAndP(
            @ForAll("units") List<double[]> a, @ForAll("units") List<double[]> b) {
        double rate = 64;
        Lift euros = new MeanDifference(0).estimate(moments(shifted(a)), moments(shifted(b)));
        Lift cents =
                new MeanDifference(0).estimate(moments(scaled(shifted(a), rate)), moments(scaled(shifted(b), rate)));

        assertThat(cents.difference().value())
                .isCloseTo(rate * euros.difference().value(), within(1e-9));
        assertThat(cents.difference().p()).isEqualTo(euros.difference().p());
        assertThat(cents.relative().low()).isEqualTo(euros.relative().low());
        assertThat(cents.relative().warnings()).isEqualTo(euros.relative().warnings());
    }

    @Property(tries = 200)
    void rescaledCovariatesGiveTheSameAdjustedDifference(
            @ForAll("units") List<double[]> a, @ForAll("units") List<double[]> b) {
        CovariateAdjusted adjusted = new CovariateAdjusted(0, List.of(1));
        Estimate plain = adjusted.estimate(moments(a), moments(b)).difference();
        Estimate rescaled = adjusted.estimate(moments(scaledCovariate(a)), moments(scaledCovariate(b)))
                .difference();

        assertThat(rescaled.value()).isCloseTo(plain.value(), within(1e-9 * (1 + Math.abs(plain.value()))));
        assertThat(rescaled.warnings()).isEqualTo(plain.warnings());
    }

    private static void assertSame(Moments left, Moments right) {
        assertThat(left.count()).isEqualTo(right.count());
        for (int i = 0; i < left.columns(); i++) {
            assertThat(left.mean(i)).isCloseTo(right.mean(i), within(CLOSE * 1000));
            for (int j = 0; j <= i; j++) {
                double scale = Math.sqrt(left.product(i, i) * left.product(j, j)) + 1000;
                assertThat(left.product(i, j)).isCloseTo(right.product(i, j), within(CLOSE * scale));
            }
            double scale = Math.pow(left.product(i, i), 1.5) + 1e6;
            assertThat(left.third(i)).isCloseTo(right.third(i), within(CLOSE * scale));
        }
    }

    private static Moments moments(List<double[]> units) {
        return Samples.rows(units.toArray(new double[0][]));
    }

    private static List<double[]> shifted(List<double[]> units) {
        return units.stream().map(u -> new double[] {u[0] + 1500, u[1]}).toList();
    }

    private static List<double[]> scaled(List<double[]> units, double factor) {
        return units.stream().map(u -> new double[] {factor * u[0], u[1]}).toList();
    }

    private static List<double[]> scaledCovariate(List<double[]> units) {
        return units.stream().map(u -> new double[] {u[0], 1024 * u[1]}).toList();
    }
}
