package io.crosslift.attribution;

import static io.crosslift.attribution.Golden.minorUnits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CreditSplitTest {

    static Stream<String> workedCases() {
        return Golden.rows("kpi/17_credit_split/in_splits.csv").stream()
                .map(row -> row.get("case_id"))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("workedCases")
    void splitsEveryWorkedCaseToTheMinorUnit(String caseId) {
        List<Map<String, String>> touches = Golden.rows("kpi/17_credit_split/in_splits.csv").stream()
                .filter(row -> caseId.equals(row.get("case_id")))
                .toList();
        int exponent = Integer.parseInt(touches.get(0).get("currency_exponent"));
        double[] weights = touches.stream()
                .mapToDouble(row -> Double.parseDouble(row.get("weight")))
                .toArray();

        long[] credit = CreditSplit.split(minorUnits(touches.get(0).get("value"), exponent), weights);

        assertThat(credit)
                .containsExactly(Golden.rows("kpi/17_credit_split/expected.csv").stream()
                        .filter(row -> caseId.equals(row.get("case_id")))
                        .mapToLong(row -> minorUnits(row.get("credit"), exponent))
                        .toArray());
    }

    @Test
    void givesUnitsOfEqualRemaindersToTheEarlierWeights() {
        assertThat(CreditSplit.split(2, new double[] {1, 1, 1})).containsExactly(1, 1, 0);
        assertThat(CreditSplit.split(-2, new double[] {1, 1, 1})).containsExactly(-1, -1, 0);
    }

    @Test
    void treatsRemaindersThatAgreeInNineDecimalsAsEqual() {
        assertThat(CreditSplit.split(1, new double[] {0.4999999999, 0.5000000001}))
                .containsExactly(1, 0);
        assertThat(CreditSplit.split(1, new double[] {0.499999999, 0.500000001}))
                .containsExactly(0, 1);
    }

    @Test
    void readsWeightsAsTheDecimalsTheyAreWrittenWith() {
        // 0.1 + 0.2 is 0.30000000000000004 in binary, which would move a unit of this amount.
        assertThat(CreditSplit.split(1_000_000_000_000_000_000L, new double[] {0.1, 0.2, 0.7}))
                .containsExactly(100_000_000_000_000_000L, 200_000_000_000_000_000L, 700_000_000_000_000_000L);
    }

    @Test
    void conservesTheLargestAmounts() {
        for (long amount : new long[] {Long.MAX_VALUE, -Long.MAX_VALUE, (1L << 52) - 1, 1L << 52}) {
            assertThat(Arrays.stream(CreditSplit.split(amount, new double[] {1, 1, 1}))
                            .sum())
                    .isEqualTo(amount);
            assertThat(CreditSplit.split(amount, new double[] {0, 1})).containsExactly(0, amount);
        }
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> CreditSplit.split(Long.MIN_VALUE, new double[] {1}));
    }

    @Test
    void refusesWeightsThatSplitNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreditSplit.split(1, new double[0]))
                .withMessageContaining("positive, finite sum, were []");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreditSplit.split(1, new double[] {0, 0}))
                .withMessageContaining("positive, finite sum, were [0.0, 0.0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreditSplit.split(1, new double[] {1, Double.POSITIVE_INFINITY}))
                .withMessageContaining("positive, finite sum, were [1.0, Infinity]");
        for (double weight : new double[] {-0.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CreditSplit.split(1, new double[] {1, weight}))
                    .withMessage("a weight must not be negative, was " + weight);
        }
    }
}
