package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class CalibratedSplitProperties {
    @Property(tries = 500)
    void nothingIsGainedOrLostAndNoShareIsACentOff(
            @ForAll @Size(min = 1, max = 12)
                    List<@LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) Long> credits,
            @ForAll @Size(12) List<@DoubleRange(min = 0, max = 3) Double> kappas) {
        List<BigDecimal> factors = kappas.subList(0, credits.size()).stream()
                .map(CalibratedSplit::factor)
                .toList();

        long[] shares = CalibratedSplit.split(credits, factors);

        assertThat(Arrays.stream(shares).sum())
                .isEqualTo(credits.stream().mapToLong(Long::longValue).sum());
        for (int i = 0; i < credits.size(); i++) {
            BigDecimal exact = BigDecimal.valueOf(credits.get(i)).multiply(factors.get(i));
            assertThat(BigDecimal.valueOf(shares[i]).subtract(exact).abs()).isLessThan(BigDecimal.ONE);
        }
    }

    @Property(tries = 200)
    void creditsThatCameBackWholeLeaveNothing(
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 3) Double> kappas) {
        List<Long> nothing = kappas.stream().map(any -> 0L).toList();

        assertThat(CalibratedSplit.split(
                        nothing, kappas.stream().map(CalibratedSplit::factor).toList()))
                .containsOnly(0);
    }
}
