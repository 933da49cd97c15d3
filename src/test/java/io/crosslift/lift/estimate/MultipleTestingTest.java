package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MultipleTestingTest {
    private static final String GOLDEN = "lift/multiplicity";

    static List<Golden.Reference> references() {
        return Golden.references(GOLDEN).stream()
                .filter(reference -> !reference.field().startsWith("holm_sidak"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("references")
    void agreesWithOtherTools(Golden.Reference reference) {
        List<Double> p = Golden.inputs(GOLDEN, reference.name()).values().stream()
                .map(Double::valueOf)
                .toList();
        int last = reference.field().length() - 1;
        int index = Character.digit(reference.field().charAt(last), 10);

        List<Double> adjusted =
                switch (reference.field().substring(0, last)) {
                    case "bh" -> MultipleTesting.benjaminiHochberg(p);
                    case "by" -> MultipleTesting.benjaminiYekutieli(p);
                    case "hochberg_bonf" -> MultipleTesting.hochberg(p);
                    case "holm_bonf" -> MultipleTesting.holm(p);
                    default -> throw new AssertionError(reference.field());
                };

        reference.matches(adjusted.get(index));
    }

    @Test
    void aDeclaredTestWithoutAPStillCounts() {
        List<Double> p = Arrays.asList(0.01, null, 0.04);

        assertThat(MultipleTesting.holm(p)).containsExactly(0.03, null, 0.08);
        assertThat(MultipleTesting.benjaminiHochberg(p)).containsExactly(0.03, null, 0.06);
    }

    @Test
    void intervalsAtHolmsLevelsExcludeZeroWhereHolmRejects() {
        // 0.005 <= .05/6 and 0.007 <= .05/5 are rejected, 0.01 <= .05/4 too, 0.03 > .05/3 stops the procedure.
        List<Double> alphas = MultipleTesting.holmAlphas(List.of(0.005, 0.06, 0.007, 0.04, 0.01, 0.03), 0.05);

        double[] expected = {0.05 / 6, 0.05 / 3, 0.05 / 5, 0.05 / 3, 0.05 / 4, 0.05 / 3};
        for (int i = 0; i < expected.length; i++) {
            assertThat(alphas.get(i)).isCloseTo(expected[i], within(1e-15));
        }
    }

    @Test
    void anEmptyFamilyStaysEmptyAndABadPIsRefused() {
        assertThat(MultipleTesting.holm(List.of())).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MultipleTesting.holm(List.of(Double.NaN)))
                .withMessage("p must be in [0, 1], was NaN");
    }
}
