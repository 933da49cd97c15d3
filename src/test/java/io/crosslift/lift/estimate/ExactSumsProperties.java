package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** More vectors than a block holds, of small numbers, of numbers near the limit, and of both. */
class ExactSumsProperties {
    private static final int COLUMNS = 3;
    private static final double[] SCALES = {100, 1, 0x1p20};
    private static final MathContext DIGITS = new MathContext(200);
    private static final double DIGITS_LEFT_OUT = 1e-100;

    @Provide
    Arbitrary<List<long[]>> units() {
        Arbitrary<Long> small = Arbitraries.longs().between(-30_000, 30_000);
        Arbitrary<Long> any = Arbitraries.longs().between(-ExactSums.LARGEST, ExactSums.LARGEST);
        Arbitrary<Long> mixed = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(20, small),
                net.jqwik.api.Tuple.of(1, any),
                net.jqwik.api.Tuple.of(1, Arbitraries.of(ExactSums.LARGEST, -ExactSums.LARGEST, 0L)));
        return Combinators.combine(small, Arbitraries.of(small, mixed).flatMap(kind -> kind), any)
                .as((a, b, c) -> new long[] {a, b, c})
                .list()
                .ofMinSize(1)
                .ofMaxSize(200);
    }

    @Property(tries = 100)
    void anyOrderInAnyPartsGivesTheSameBits(
            @ForAll("units") List<long[]> units, @ForAll("units") List<long[]> others, @ForAll Random random) {
        List<long[]> shuffled = new ArrayList<>(units);
        shuffled.addAll(others);
        Collections.shuffle(shuffled, random);
        int cut = random.nextInt(shuffled.size() + 1);

        ExactSums parts = sums(others);
        parts.merge(ExactSums.fromBytes(sums(units).toBytes()));
        ExactSums cutElsewhere = sums(shuffled.subList(cut, shuffled.size()));
        cutElsewhere.merge(sums(shuffled.subList(0, cut)));

        assertThat(parts.toBytes()).isEqualTo(cutElsewhere.toBytes());
        assertThat(parts.moments(SCALES).toArray())
                .containsExactly(cutElsewhere.moments(SCALES).toArray());
    }

    @Property(tries = 100)
    void theMomentsAreThoseOfTheTextbookInDecimals(@ForAll("units") List<long[]> units) {
        Moments moments = sums(units).moments(SCALES);

        assertThat(moments.count()).isEqualTo(units.size());
        for (int i = 0; i < COLUMNS; i++) {
            assertClose(moments.mean(i), mean(units, i));
            assertClose(moments.third(i), centred(units, i, i, i));
            for (int j = 0; j <= i; j++) {
                assertClose(moments.product(i, j), centred(units, i, j));
            }
        }
    }

    /** Nothing is rounded but the result: four units in the last place, however much cancelled. */
    private static void assertClose(double actual, BigDecimal expected) {
        assertThat(actual)
                .isCloseTo(expected.doubleValue(), within(4 * Math.ulp(expected.doubleValue()) + DIGITS_LEFT_OUT));
    }

    private static ExactSums sums(List<long[]> units) {
        ExactSums sums = new ExactSums(COLUMNS);
        units.forEach(sums::add);
        return sums;
    }

    private static BigDecimal value(long[] unit, int column) {
        return BigDecimal.valueOf(unit[column]).divide(BigDecimal.valueOf(SCALES[column]), MathContext.UNLIMITED);
    }

    private static BigDecimal mean(List<long[]> units, int column) {
        return units.stream()
                .map(unit -> value(unit, column))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(units.size()), DIGITS);
    }

    /** Sum over units of the product of deviations from the mean. */
    private static BigDecimal centred(List<long[]> units, int... columns) {
        BigDecimal[] means =
                LongStream.range(0, COLUMNS).mapToObj(c -> mean(units, (int) c)).toArray(BigDecimal[]::new);
        BigDecimal sum = BigDecimal.ZERO;
        for (long[] unit : units) {
            BigDecimal product = BigDecimal.ONE;
            for (int column : columns) {
                product = product.multiply(value(unit, column).subtract(means[column]));
            }
            sum = sum.add(product);
        }
        return sum;
    }
}
