package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BucketJackknifeTest {
    private static final List<Moments> NOBODY =
            List.of(Moments.empty(1), Moments.empty(1), Moments.empty(1), Moments.empty(1));

    @Test
    void oneUnitPerBucketGivesTheErrorOfTheMean() {
        // The jackknife of a mean is s / sqrt(n): 1, 2, 3, 4 have s^2 = 5/3.
        List<Moments> buckets = List.of(column(1), column(2), column(3), column(4));

        BucketJackknife.Result result = BucketJackknife.of(buckets, NOBODY, (t, c) -> t.mean(0));

        assertThat(result.standardError()).isCloseTo(Math.sqrt(5.0 / 12), within(1e-14));
        assertThat(result.buckets()).isEqualTo(4);
    }

    @Test
    void emptyBucketsDoNotCount() {
        List<Moments> buckets = List.of(column(1, 2), Moments.empty(1), Moments.empty(1), column(3, 4));

        BucketJackknife.Result result = BucketJackknife.of(buckets, NOBODY, (t, c) -> t.mean(0));

        // Means without a bucket are 3.5 and 1.5: (1/2) (1 + 1)
        assertThat(result.standardError()).isCloseTo(1, within(1e-14));
        assertThat(result.buckets()).isEqualTo(2);
    }

    @Test
    void aSingleBucketHasNoJackknife() {
        BucketJackknife.Result result =
                BucketJackknife.of(List.of(column(1, 2)), List.of(column(3)), (t, c) -> t.mean(0));

        assertThat(result.standardError()).isNull();
        assertThat(result.warnings()).containsExactly(WarningCode.TOO_FEW_BUCKETS);
    }

    @Test
    void aStatisticThatIsUndefinedWithoutABucketHasNoJackknife() {
        BucketJackknife.Result result =
                BucketJackknife.of(List.of(column(1), column(0)), NOBODY.subList(0, 2), (t, c) -> 1 / t.mean(0));

        assertThat(result.standardError()).isNull();
        assertThat(result.warnings()).containsExactly(WarningCode.NOT_FINITE);
    }

    @Test
    void bothArmsNeedTheSameBuckets() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BucketJackknife.of(NOBODY, List.of(), (t, c) -> 0))
                .withMessage("both arms need the same buckets, had 4 and 0");
    }
}
