package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {
    @ParameterizedTest
    @CsvSource({
        "0.1,0.3,POSITIVE",
        "-0.3,-0.1,NEGATIVE",
        "-0.1,0.3,INCONCLUSIVE",
        "0,0.3,INCONCLUSIVE",
        "-0.3,0,INCONCLUSIVE",
        "0.1,,POSITIVE",
        ",-0.1,NEGATIVE",
        ",,INCONCLUSIVE"
    })
    void readsTheInterval(Double low, Double high, Verdict expected) {
        assertThat(Verdict.of(Validity.clean(), low, high)).isEqualTo(expected);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(new Validity(0.00099, 0.001, false, false, 0, 0.05, true), Validity.Failure.SAMPLE_RATIO),
                Arguments.of(new Validity(0.0099, 0.01, false, false, 0, 0.05, true), Validity.Failure.SAMPLE_RATIO),
                Arguments.of(new Validity(0.5, 0.001, true, false, 0, 0.05, true), Validity.Failure.LATE_REGISTRATION),
                Arguments.of(new Validity(0.5, 0.001, false, true, 0, 0.05, true), Validity.Failure.MULTI_ARM),
                Arguments.of(new Validity(0.5, 0.001, false, false, 0.051, 0.05, true), Validity.Failure.CONTAMINATION),
                Arguments.of(new Validity(null, 0.001, false, false, 0, 0.05, false), Validity.Failure.WINDOW_OPEN));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenRuleBeatsAClearInterval(Validity validity, Validity.Failure failure) {
        assertThat(validity.failures()).containsExactly(failure);
        assertThat(Verdict.of(validity, 1.0, 2.0)).isEqualTo(Verdict.INVALID);
    }

    @Test
    void theLimitsThemselvesAreAllowed() {
        Validity validity = new Validity(0.001, 0.001, false, false, 0.05, 0.05, true);

        assertThat(Verdict.of(validity, 1.0, 2.0)).isEqualTo(Verdict.POSITIVE);
    }

    @Test
    void aShareOutsideItsRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Validity(null, 0.001, false, false, Double.NaN, 0.05, true))
                .withMessage("the exposed share of control must be in [0, 1], was NaN");
    }
}
