package io.crosslift.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceTest {
    private static final LocalDate JANUARY = LocalDate.of(2025, 1, 1);
    private static final LocalDate MARCH = LocalDate.of(2025, 3, 1);

    @Test
    void aSliceIsACondition() {
        assertThat(Slice.whole().predicate()).isEqualTo("true");
        assertThat(Slice.from("month", JANUARY).predicate()).isEqualTo("`month` >= DATE'2025-01-01'");
        assertThat(Slice.between("month", JANUARY, MARCH).predicate())
                .isEqualTo("`month` >= DATE'2025-01-01' AND `month` <= DATE'2025-03-01'");
        assertThat(Slice.of("month", List.of(MARCH, JANUARY)).predicate())
                .isEqualTo("`month` IN (DATE'2025-01-01', DATE'2025-03-01')");
    }

    @Test
    void quotesInsideTextAreEscaped() {
        assertThat(Slice.of("name", List.of("O'Neil \\ Sons")).predicate())
                .isEqualTo("`name` IN ('O\\'Neil \\\\ Sons')");
    }

    @Test
    void theWholeTableIsNeutralInAnAndAndAbsorbsAnOr() {
        Slice january = Slice.of("month", List.of(JANUARY));

        assertThat(january.and(Slice.whole())).isEqualTo(january);
        assertThat(Slice.whole().and(january)).isEqualTo(january);
        assertThat(january.or(Slice.whole())).isEqualTo(Slice.whole());
        assertThat(january.or(Slice.of("id", List.of(1))).predicate())
                .isEqualTo("(`month` IN (DATE'2025-01-01')) OR (`id` IN (1))");
    }

    @Test
    void aSliceOfNoValuesOrOfFractionsIsRefused() {
        assertThatThrownBy(() -> Slice.of("month", List.of())).hasMessageContaining("at least one value");
        assertThatThrownBy(() -> Slice.of("share", List.of(0.5))).hasMessageContaining("0.5");
    }
}
