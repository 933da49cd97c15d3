package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final String GOLDEN = "lift/moments_stability";

    @ParameterizedTest
    @ValueSource(strings = {"offset_0", "offset_1e+06", "offset_1e+09"})
    void keepsTheVarianceAtAnyOffset(String name) {
        double offset = Double.parseDouble(name.substring("offset_".length()));

        Moments moments = column(offset + 4, offset + 7, offset + 13, offset + 16);

        Map<String, Golden.Reference> expected = Golden.references(GOLDEN, name);
        expected.get("mean").matches(moments.mean(0));
        expected.get("var").matches(moments.variance(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"offset_0", "offset_1e+06", "offset_1e+09"})
    void wholeNumbersKeepTheVarianceAtAnyOffset(String name) {
        double offset = Double.parseDouble(name.substring("offset_".length()));
        ExactSums sums = new ExactSums(1);
        for (double add : new double[] {4, 7, 13, 16}) {
            sums.add((long) (16 * (offset + add)));
        }

        Moments moments = sums.moments(16);

        Map<String, Golden.Reference> expected = Golden.references(GOLDEN, name);
        expected.get("mean").matches(moments.mean(0));
        expected.get("var").matches(moments.variance(0));
    }

    @Test
    void wholeNumbersMergeAtALargeOffset() {
        long offset = 1_000_000_000;
        ExactSums first = new ExactSums(2);
        first.add(offset + 4, 0);
        first.add(offset + 7, 1);
        ExactSums second = new ExactSums(2);
        second.add(offset + 13, 2);
        second.add(offset + 16, 3);

        second.merge(first);
        Moments merged = second.moments(1, 1);

        Map<String, Golden.Reference> expected = Golden.references(GOLDEN, "merge");
        expected.get("n").matches((double) merged.count());
        expected.get("mean").matches(merged.mean(0));
        expected.get("m2").matches(merged.product(0, 0));
        expected.get("cov_with_index(0..3)").matches(merged.covariance(0, 1));
    }

    @Test
    void aWholeNumberThatMayBeNoDoubleIsRefused() {
        for (long number : new long[] {ExactSums.LARGEST + 1, -ExactSums.LARGEST - 2, Long.MIN_VALUE}) {
            ExactSums sums = new ExactSums(2);
            sums.add(0, number);

            assertThatIllegalArgumentException()
                    .isThrownBy(sums::toBytes)
                    .withMessage("column 1 must lie within 9007199254740991 of 0, was " + number);
        }
    }

    @Test
    void mergesPartsAtALargeOffset() {
        double offset = 1e9;
        Moments first = Samples.rows(new double[] {offset + 4, 0}, new double[] {offset + 7, 1});
        Moments second = Samples.rows(new double[] {offset + 13, 2}, new double[] {offset + 16, 3});

        Moments merged = first.merge(second);

        Map<String, Golden.Reference> expected = Golden.references(GOLDEN, "merge");
        expected.get("n").matches((double) merged.count());
        expected.get("mean").matches(merged.mean(0));
        expected.get("m2").matches(merged.product(0, 0));
        expected.get("cov_with_index(0..3)").matches(merged.covariance(0, 1));
    }

    @Test
    void readsBackWhatItWrote() throws Exception {
        Moments moments = Samples.rows(new double[] {1, 5, -2}, new double[] {2, 3, 7}, new double[] {4, 8, 0.5});

        assertThat(Moments.fromArray(moments.toArray()).toArray()).containsExactly(moments.toArray());
        assertThat(throughSerialisation(moments).toArray()).containsExactly(moments.toArray());
        assertThat(moments.toArray()).hasSize(2 + 3 + 6 + 3);
    }

    @Test
    void anEmptyPartChangesNothing() {
        Moments moments = column(3, 1, 4, 1, 5);

        assertThat(moments.merge(Moments.empty(1)).toArray()).containsExactly(moments.toArray());
        assertThat(Moments.empty(1).merge(moments).toArray()).containsExactly(moments.toArray());
    }

    @Test
    void theSameBucketsInTheSameOrderGiveTheSameBits() {
        List<Moments> buckets = List.of(column(0.1, 0.2), column(0.3), column(1e6, 0.7), Moments.empty(1));

        assertThat(Moments.mergeInOrder(buckets).toArray())
                .containsExactly(Moments.mergeInOrder(buckets).toArray());
        assertThat(Moments.mergeInOrder(buckets).count()).isEqualTo(5);
    }

    @Test
    void skewnessIsThatOfTheTextbook() {
        // 1, 2, 3, 10: deviations from 4 are -3, -2, -1, 6; sums of powers 50 and 180; (180/4) / (50/4)^1.5
        double expected = 45 / Math.pow(12.5, 1.5);

        assertThat(column(1, 2, 3, 10).skewness(0)).isCloseTo(expected, within(1e-14));
        assertThat(column(1, 2).merge(column(3, 10)).skewness(0)).isCloseTo(expected, within(1e-14));
        assertThat(column(5, 5, 5).skewness(0)).isZero();
    }

    @Test
    void countsAreAColumnOfZerosAndOnes() {
        Moments counted = Moments.ofCounts(2, 5);

        assertThat(counted.toArray()).containsExactly(column(1, 0, 0, 1, 0).toArray(), within(1e-15));
    }

    @Test
    void selectedColumnsKeepTheirNumbers() {
        Moments moments = Samples.rows(new double[] {1, 5, -2}, new double[] {2, 3, 7}, new double[] {4, 8, 0.5});

        Moments selected = moments.columns(2, 0);

        assertThat(selected.mean(0)).isEqualTo(moments.mean(2));
        assertThat(selected.product(0, 1)).isEqualTo(moments.product(0, 2));
        assertThat(selected.skewness(1)).isEqualTo(moments.skewness(0));
    }

    @Test
    void refusesWhatIsNoNumber() {
        MomentAccumulator sample = new MomentAccumulator(2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.add(1, Double.NaN))
                .withMessage("column 1 must be a finite number, was NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.add(1))
                .withMessage("a row needs 2 columns, had 1");
        assertThat(sample.moments().count()).isZero();
    }

    @Test
    void refusesArraysThatAreNoMoments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.fromArray(new double[] {1, 2, 3}))
                .withMessage("moments of 1.0 columns need 5 numbers, were 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moments.fromArray(new double[] {1, 2, 3, -1, 0}))
                .withMessage("the sum of squares of column 0 must be at least 0, was -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> column(1).merge(Moments.empty(2)))
                .withMessage("a part needs 1 columns, had 2");
    }

    @Test
    void aSingleUnitHasNoVariance() {
        assertThatIllegalStateException()
                .isThrownBy(() -> column(3).variance(0))
                .withMessage("a variance needs at least 2 units, were 1");
    }

    private static Moments throughSerialisation(Moments moments) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(moments);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Moments) in.readObject();
        }
    }
}
