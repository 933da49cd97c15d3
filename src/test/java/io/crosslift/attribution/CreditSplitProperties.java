package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class CreditSplitProperties {

    @Provide
    Arbitrary<double[]> weights() {
        return Arbitraries.doubles()
                .between(0, 1)
                .ofScale(6)
                .array(double[].class)
                .ofMinSize(1)
                .ofMaxSize(12)
                .filter(weights -> Arrays.stream(weights).sum() > 0);
    }

    @Property(tries = 500, seed = "1")
    void conservesAnyAmount(
            @ForAll @LongRange(min = -Long.MAX_VALUE) long amount, @ForAll("weights") double[] weights) {
        BigInteger sum = Arrays.stream(CreditSplit.split(amount, weights))
                .mapToObj(BigInteger::valueOf)
                .reduce(BigInteger.ZERO, BigInteger::add);

        assertThat(sum).isEqualTo(BigInteger.valueOf(amount));
    }

    @Property(tries = 500, seed = "1")
    void staysWithinOneUnitOfTheExactShare(
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long amount,
            @ForAll("weights") double[] weights) {
        long[] credit = CreditSplit.split(amount, weights);

        BigDecimal total =
                Arrays.stream(weights).mapToObj(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
        for (int i = 0; i < weights.length; i++) {
            BigDecimal exact = BigDecimal.valueOf(amount)
                    .multiply(BigDecimal.valueOf(weights[i]))
                    .divide(total, MathContext.DECIMAL128);
            // Weights count to 15 decimals; times this amount that is up to 0.02 units.
            assertThat(BigDecimal.valueOf(credit[i]).subtract(exact).abs()).isLessThan(new BigDecimal("1.02"));
        }
    }

    @Property(tries = 200, seed = "1")
    void mirrorsNegativeAmounts(@ForAll int amount, @ForAll("weights") double[] weights) {
        long[] mirrored = CreditSplit.split(-(long) amount, weights);

        assertThat(Arrays.stream(mirrored).map(unit -> -unit))
                .containsExactly(boxed(CreditSplit.split(amount, weights)));
    }

    @Property(tries = 200, seed = "1")
    void givesNothingToAWeightOfZero(@ForAll int amount, @ForAll("weights") double[] weights) {
        double[] longer = Arrays.copyOf(weights, weights.length + 1);

        assertThat(CreditSplit.split(amount, longer)[weights.length]).isZero();
    }

    private static Long[] boxed(long[] values) {
        return Arrays.stream(values).boxed().toArray(Long[]::new);
    }
}
