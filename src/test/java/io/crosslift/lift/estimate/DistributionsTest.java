package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DistributionsTest {
    static List<Golden.Reference> references() {
        return Golden.references("lift/distributions");
    }

    @ParameterizedTest
    @MethodSource("references")
    void agreesWithScipy(Golden.Reference reference) {
        double[] a = Arrays.stream(reference.field().split(";"))
                .mapToDouble(Double::parseDouble)
                .toArray();

        reference.matches(
                switch (reference.name()) {
                    case "norm_sf" -> Distributions.normalSurvival(a[0]);
                    case "norm_ppf" -> Distributions.normalQuantile(a[0]);
                    case "norm_isf" -> Distributions.normalInverseSurvival(a[0]);
                    case "t_ppf" -> Distributions.studentQuantile(a[0], a[1]);
                    case "t_sf" -> Distributions.studentSurvival(a[0], a[1]);
                    case "chi2_sf" -> Distributions.chiSquareSurvival(a[0], a[1]);
                    case "f_sf" -> Distributions.fisherSurvival(a[0], a[1], a[2]);
                    case "beta_ppf" -> Distributions.betaQuantile(a[0], a[1], a[2]);
                    case "nct_sf" -> Distributions.noncentralStudentSurvival(a[0], a[1], a[2]);
                    default -> throw new AssertionError(reference.name());
                });
    }

    @Test
    void theNoncentralTIsCentralWithoutNoncentralityAndMirrorsItself() {
        assertThat(Distributions.noncentralStudentSurvival(7, 0, 1.3)).isEqualTo(Distributions.studentSurvival(7, 1.3));
        assertThat(Distributions.noncentralStudentSurvival(7, -1, -0.5))
                .isCloseTo(1 - Distributions.noncentralStudentSurvival(7, 1, 0.5), within(1e-14));
    }

    @Test
    void theNoncentralTApproachesTheShiftedNormal() {
        // With many degrees of freedom T is Z + delta.
        assertThat(Distributions.noncentralStudentSurvival(1e9, 30, 31))
                .isCloseTo(Distributions.normalSurvival(1), within(1e-6));
        assertThat(Distributions.noncentralStudentSurvival(1e9, -2, 0.5))
                .isCloseTo(Distributions.normalSurvival(2.5), within(1e-8));
    }

    @Test
    void theNoncentralTAtZeroIsTheNormal() {
        // P(T > 0) = P(Z + delta > 0)
        assertThat(Distributions.noncentralStudentSurvival(5, 1.5, 0))
                .isCloseTo(Distributions.normalSurvival(-1.5), within(1e-13));
        assertThat(Distributions.noncentralStudentSurvival(5, -1.5, 0))
                .isCloseTo(Distributions.normalSurvival(1.5), within(1e-13));
    }
}
