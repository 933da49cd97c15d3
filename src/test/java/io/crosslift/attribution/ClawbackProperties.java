package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ClawbackProperties {

    @Property(tries = 200, seed = "1")
    void endsAtZeroEverywhereAfterAnyPartialRefundAndTheRest(
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long value,
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long remaining,
            @ForAll @IntRange(min = 1, max = 9) int touches) {
        double[] weights = new double[touches];
        for (int i = 0; i < touches; i++) {
            weights[i] = i + 1;
        }

        long[] credit = CreditSplit.split(value, weights);
        long[] partial = Clawback.postings(value, remaining, weights);
        long[] rest = Clawback.postings(remaining, 0, weights);

        for (int i = 0; i < touches; i++) {
            assertThat(credit[i] + partial[i] + rest[i]).isZero();
        }
    }
}
