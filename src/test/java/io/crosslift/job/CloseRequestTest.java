package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseRequestTest {
    @ParameterizedTest
    @CsvSource({
        "2025-13, false, false, why, '--month must be a month such as 2025-03, was 2025-13'",
        "2025-3, false, false, why, '--month must be a month such as 2025-03, was 2025-3'",
        "March, false, false, why, '--month must be a month such as 2025-03, was March'",
        "2025-03, true, false, , '--reopen needs --reason TEXT'",
        "2025-03, true, false, ' ', '--reopen needs --reason TEXT'",
        "2025-03, false, true, , '--unreconciled needs --reason TEXT'",
        "2025-03, true, true, why, '--reopen and --unreconciled exclude each other'",
    })
    void whatStandsForNothingIsRefusedBeforeASessionStarts(
            String month, boolean reopen, boolean unreconciled, String reason, String sentence) {
        assertThatThrownBy(() -> CloseRequest.of(month, reopen, unreconciled, reason))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageContaining(sentence);
    }

    @Test
    void aReconciledMonthNeedsNoReason() {
        assertThat(CloseRequest.of("2025-03", false, false, null))
                .isEqualTo(new CloseRequest(YearMonth.of(2025, 3), false, false, null));
    }
}
