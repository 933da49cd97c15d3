package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class ResampledSumsProperties {
    @Property
    void whatIsWrittenIsReadBack(@ForAll @Size(5) long[] first, @ForAll @Size(5) long[] second) {
        ResampledSums sums = new ResampledSums(3, 5);
        for (int resample = 0; resample < 5; resample++) {
            int[] only = new int[5];
            only[resample] = 1;
            sums.add(0, only, first[resample]);
            sums.add(2, only, second[resample]);
        }

        ResampledSums read = ResampledSums.read(sums.bytes(), 3, 5);

        assertThat(read.of(0)).isEqualTo(first);
        assertThat(read.of(1)).containsOnly(0);
        assertThat(read.of(2)).isEqualTo(second);
    }

    @Property
    void anAmountIsAddedAsOftenAsItsResampleDrawsIt(@ForAll short amount) {
        ResampledSums sums = new ResampledSums(1, 3);
        sums.add(0, new int[] {0, 1, 3}, amount);
        sums.add(0, new int[] {2, 0, 1}, 10);

        assertThat(sums.of(0)).containsExactly(20, amount, 3L * amount + 10);
    }
}
