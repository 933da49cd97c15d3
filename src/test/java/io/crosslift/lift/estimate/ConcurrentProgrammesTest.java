package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.ConcurrentProgrammes.Cell;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrentProgrammesTest {
    @Test
    void twoProgrammesThatEatIntoEachOtherShowANegativeInteraction() {
        // Alone 4 and 3, together 5: they share 2.
        ConcurrentProgrammes both =
                programmes(cell(10, false, false), cell(14, true, false), cell(13, false, true), cell(15, true, true));

        assertThat(both.mainEffect(0).value()).isCloseTo((4 + 2) / 2.0, within(1e-14));
        assertThat(both.mainEffect(1).value()).isCloseTo((3 + 1) / 2.0, within(1e-14));
        assertThat(both.interaction(0, 1).value()).isCloseTo(-2, within(1e-14));
        // V = 4/3 over 4 units in each of 4 cells, coefficients 1/2 and 1
        assertThat(both.mainEffect(0).standardError()).isCloseTo(Math.sqrt(1.0 / 3), within(1e-14));
        assertThat(both.interaction(0, 1).standardError()).isCloseTo(Math.sqrt(4.0 / 3), within(1e-14));
        assertThat(both.interaction(0, 1).degreesOfFreedom()).isCloseTo(12, within(1e-12));
    }

    @Test
    void aSingleProgrammeIsWelchsTest() {
        Moments treatment = Samples.column(12, 14, 16, 18, 20, 13);
        Moments control = Samples.column(10, 11, 12, 13, 9);
        ConcurrentProgrammes one = programmes(new Cell(List.of(true), treatment), new Cell(List.of(false), control));

        Estimate welch = new MeanDifference(0).estimate(treatment, control).difference();
        assertThat(one.mainEffect(0).p()).isCloseTo(welch.p(), within(1e-14));
        assertThat(one.mainEffect(0).low()).isCloseTo(welch.low(), within(1e-12));
    }

    @Test
    void withThreeProgrammesTheThirdIsAveragedOver() {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boolean a = (i & 1) > 0;
            boolean b = (i & 2) > 0;
            boolean c = (i & 4) > 0;
            // Together a and b add 6 more, but only without c.
            cells.add(cell((a ? 1 : 0) + (b ? 2 : 0) + (c ? 4 : 0) + (a && b && !c ? 6 : 0), a, b, c));
        }
        ConcurrentProgrammes three = programmes(cells.toArray(new Cell[0]));

        assertThat(three.interaction(0, 1).value()).isCloseTo(3, within(1e-14));
        assertThat(three.mainEffect(2).value()).isCloseTo(4 - 6 / 4.0, within(1e-14));
        assertThat(three.interaction(0, 1, 2).value()).isCloseTo(-6, within(1e-14));
        assertThat(three.where(2, false).interaction(0, 1).value()).isCloseTo(6, within(1e-14));
        assertThat(three.where(2, true).interaction(0, 1).value()).isCloseTo(0, within(1e-14));
        // Without the first, the third is the second of two.
        assertThat(three.where(0, true).interaction(0, 1).value()).isCloseTo(-6, within(1e-14));
    }

    @Test
    void aMissingCombinationLeavesNoNumberButAReason() {
        ConcurrentProgrammes missing = programmes(cell(10, false, false), cell(14, true, false), cell(13, false, true));

        assertThat(missing.interaction(0, 1).value()).isNull();
        assertThat(missing.interaction(0, 1).warnings()).containsExactly(WarningCode.NO_UNITS);
    }

    @Test
    void cellsThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> programmes(cell(1, true, false), cell(2, true, false)))
                .withMessage("the cell [true, false] stands twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> programmes(cell(1, true), cell(2, false)).interaction(0, 1))
                .withMessage("an interaction needs two programmes, there was 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        programmes(cell(1, true, false), cell(2, false, false)).interaction(0, 1, 1))
                .withMessage("an interaction is of different programmes, was of [0, 1, 1]");
    }

    private static ConcurrentProgrammes programmes(Cell... cells) {
        return new ConcurrentProgrammes(0, List.of(cells), Confidence.TWO_SIDED_95);
    }

    private static Cell cell(double mean, Boolean... treated) {
        return new Cell(List.of(treated), Samples.column(mean - 1, mean + 1, mean - 1, mean + 1));
    }
}
