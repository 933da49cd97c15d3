package io.crosslift.kpi.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurvivalCurveTest {
    /**
     * Remission of 21 patients under 6-mercaptopurine (Freireich et al. 1963, as in Gehan 1965), weeks; survival and Greenwood's
     * standard error as R's survfit prints them.
     */
    private static final SurvivalCurve REMISSION =
            curve(new int[] {6, 6, 6, 7, 10, 13, 16, 22, 23}, new int[] {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35});

    @ParameterizedTest
    @CsvSource({
        "5, 1.000, 0.0000",
        "6, 0.857, 0.0764",
        "7, 0.807, 0.0869",
        "10, 0.753, 0.0963",
        "13, 0.690, 0.1068",
        "16, 0.627, 0.1141",
        "22, 0.538, 0.1282",
        "23, 0.448, 0.1346",
        "35, 0.448, 0.1346"
    })
    void theCurveOfAPublishedTrialIsReproduced(int week, double survival, double standardError) {
        SurvivalCurve.At at = REMISSION.at(week);

        assertThat(at.survival()).isCloseTo(survival, within(5e-4));
        assertThat(Math.sqrt(at.variance())).isCloseTo(standardError, within(5e-5));
    }

    @Test
    void whoIsNoLongerObservedIsNeitherRetainedNorChurned() {
        // to week 10: relapsed in weeks 6, 6, 6, 7, 10; lost in weeks 6 and 9; the one lost in week 10 was seen in it
        SurvivalCurve.At at = REMISSION.at(10);

        assertThat(REMISSION.customers()).isEqualTo(21);
        assertThat(at.churned()).isEqualTo(5);
        assertThat(at.retained()).isEqualTo(21 - 5 - 2);
        assertThat(at.months()).isCloseTo((6 * 4 + 7 + 9 + 10 * 15) / 30.0, within(1e-12));
        assertThat(at.hazard()).isCloseTo(5 / ((6 * 4 + 7 + 9 + 10 * 15) / 30.0), within(1e-12));
    }

    @Test
    void aCurveThatReachesZeroHasNoVariance() {
        SurvivalCurve.At at = curve(new int[] {3, 3}, new int[] {}).at(3);

        assertThat(at.survival()).isZero();
        assertThat(at.variance()).isZero();
    }

    @Test
    void nobodyIsACurveOfOne() {
        assertThat(SurvivalCurve.of(List.of()).at(30).survival()).isEqualTo(1);
        assertThat(SurvivalCurve.of(List.of()).at(30).retained()).isZero();
    }

    @Test
    void aNegativeCountIsRefused() {
        assertThatThrownBy(() -> new SurvivalCurve.Day(1, -1, 0)).hasMessageContaining("were 1, -1, 0");
    }

    @Property
    void withoutLossesTheCurveIsTheShareStillThere(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 200) Integer> churns,
            @ForAll @IntRange(min = 1, max = 180) int horizon) {
        List<SurvivalCurve.Day> days = new ArrayList<>();
        // who lasts longer than the study is observed to its end
        churns.forEach(
                day -> days.add(day > 180 ? new SurvivalCurve.Day(180, 0, 1) : new SurvivalCurve.Day(day, 1, 0)));

        SurvivalCurve.At at = SurvivalCurve.of(days).at(horizon);

        long left = churns.stream().filter(day -> day > horizon).count();
        double share = (double) left / churns.size();
        assertThat(at.survival()).isCloseTo(share, within(1e-12));
        assertThat(at.retained()).isEqualTo(left);
        // Greenwood's variance is then the binomial one
        assertThat(at.variance()).isCloseTo(share * (1 - share) / churns.size(), within(1e-12));
    }

    private static SurvivalCurve curve(int[] churned, int[] censored) {
        List<SurvivalCurve.Day> days = new ArrayList<>();
        for (int day : censored) {
            days.add(new SurvivalCurve.Day(day, 0, 1));
        }
        for (int day : churned) {
            days.add(new SurvivalCurve.Day(day, 1, 0));
        }
        return SurvivalCurve.of(days);
    }
}
