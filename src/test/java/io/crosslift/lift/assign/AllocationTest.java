package io.crosslift.lift.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.power.DesignEffect;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationTest {
    @ParameterizedTest
    @CsvSource({ // sha256sum of GNU coreutils, first 13 digits
        "spring,account-1,abb561d1f6cab",
        "spring,account-2,07c2726f964fa",
        "s,é,9ba53a38da987"
    })
    void aUnitsNumberIsTheStartOfItsHash(String salt, String unit, String digits) {
        assertThat(SaltedHash.position(salt, unit)).isEqualTo(Long.parseLong(digits, 16) / Math.pow(16, 13));
    }

    @Test
    void positionsAreEvenlySpread() {
        int[] tenths = new int[10];
        for (int i = 0; i < 20_000; i++) {
            tenths[(int) (10 * SaltedHash.position("salt", "unit-" + i))]++;
        }

        // 2,000 each within four standard deviations of 42
        assertThat(Arrays.stream(tenths).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(1830, 2170));
    }

    @Test
    void armsTakeTheirSharesOfThePositionsInOrder() {
        Allocation allocation = Allocation.parse("control=0.1, treated=0.9");

        assertThat(allocation.arm(0)).isEqualTo("control");
        assertThat(allocation.arm(0.0999)).isEqualTo("control");
        assertThat(allocation.arm(0.1)).isEqualTo("treated");
        assertThat(allocation.arm(Math.nextDown(1.0))).isEqualTo("treated");
    }

    @Test
    void weightsNeedNotAddUpToOne() {
        Allocation thirds = Allocation.parse("a=1,b=1,c=1");

        assertThat(thirds.shares().values()).containsOnly(new BigDecimal("0.33333333"));
        assertThat(thirds.ends()).last().isEqualTo(1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "control | 'control' isn't an arm with its weight, such as control=0.1",
                "a=1,a=2 | arm a is named twice",
                "a=x,b=1 | the weight of arm a must be a number, was 'x'",
                "a=0,b=1 | the weight of arm a must be above 0, was 0",
                "a=-1,b=1 | the weight of arm a must be above 0, was -1",
                "a=NaN,b=1 | the weight of arm a must be a number, was 'NaN'",
                "a=1 | at least two arms are needed, were [a]"
            })
    void whatIsNoAllocationIsRefused(String text, String message) {
        assertThatThrownBy(() -> Allocation.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void identicalUnitsInAClusterCountAsOne() {
        // clusters {1, 1}, {0, 0}, {1, 1}, {0, 0}: all of the spread is between them
        ClusterSpread spread = new ClusterSpread(4, 8, 16, 4, 4, 4);

        assertThat(spread.designEffect().correlation()).isEqualTo(1);
        assertThat(spread.designEffect().factor()).isEqualTo(2);
    }

    @Test
    void theAnalysisOfVarianceGivesTheCorrelation() {
        // clusters {2, 4}, {6, 8, 10}, {1}: by hand SSB = 6^2/2 + 24^2/3 + 1 - 31^2/6, SSW = 2 + 8
        ClusterSpread spread = new ClusterSpread(3, 6, 14, 31, 18 + 192 + 1, 221);
        double between = (211 - 961 / 6.0) / 2;
        double within = 10 / 3.0;
        double size = (6 - 14 / 6.0) / 2;

        assertThat(spread.designEffect().correlation())
                .isCloseTo((between - within) / (between + (size - 1) * within), within(1e-12));
        // mean size 2, squared CV 14/3/4 - 1 = 1/6
        assertThat(spread.designEffect().factor())
                .isCloseTo(1 + (7 / 6.0 * 2 - 1) * spread.designEffect().correlation(), within(1e-12));
    }

    @Test
    void sumsGiveWhatTheUnitsThemselvesGive() {
        DesignEffect fromUnits = DesignEffect.of(List.of(moments(2, 4), moments(6, 8, 10), moments(1)));

        DesignEffect fromSums = new ClusterSpread(3, 6, 14, 31, 211, 221).designEffect();

        assertThat(fromSums.factor()).isCloseTo(fromUnits.factor(), within(1e-12));
        assertThat(fromSums.adjustedSize()).isCloseTo(fromUnits.adjustedSize(), within(1e-12));
    }

    private static Moments moments(double... values) {
        MomentAccumulator cluster = new MomentAccumulator(1);
        for (double value : values) {
            cluster.add(value);
        }
        return cluster.moments();
    }

    @Test
    void withoutLargerClustersThereIsNoDesignEffect() {
        assertThat(new ClusterSpread(5, 5, 5, 3, 3, 3).designEffect().factor()).isEqualTo(1);
        assertThat(new ClusterSpread(0, 0, 0, 0, 0, 0).designEffect().correlation())
                .isNull();
    }
}
