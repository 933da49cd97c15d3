package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.RateContrast.Cell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cells of offer x timing x channel. */
class RateContrastTest {
    @Test
    void theInteractionsOfTheWorkedFactorialAreReproduced() {
        Map<String, Double> expected = new HashMap<>();
        Golden.rows("kpi/27_interaction/expected.csv")
                .forEach(row -> expected.put(row.get("metric"), Double.parseDouble(row.get("value"))));

        assertThat(contrast("X").value()).isCloseTo(expected.get("contrast_timing_x_channel_offer_X"), within(1e-9));
        assertThat(contrast("Y").value()).isCloseTo(expected.get("contrast_timing_x_channel_offer_Y"), within(1e-9));
        assertThat(contrast("").value()).isCloseTo(expected.get("three_way_contrast_Y_minus_X"), within(1e-9));
        assertThat(main("timing", "post_use")).isCloseTo(expected.get("main_timing_post_use"), within(1e-9));
        assertThat(main("channel", "email")).isCloseTo(expected.get("main_channel_email"), within(1e-9));
    }

    @Test
    void theErrorAddsUpOverTheCells() {
        Estimate contrast = new RateContrast(
                        List.of(new Cell(50, 5, 1), new Cell(50, 2, -1), new Cell(50, 4, -1), new Cell(50, 10, 1)),
                        Confidence.TWO_SIDED_95)
                .estimate();

        double squares = (0.1 * 0.9 + 0.04 * 0.96 + 0.08 * 0.92 + 0.2 * 0.8) / 49;
        assertThat(contrast.standardError()).isCloseTo(Math.sqrt(squares), within(1e-15));
        assertThat(contrast.p()).isCloseTo(2 * Distributions.normalSurvival(0.18 / Math.sqrt(squares)), within(1e-12));
    }

    @Test
    void anEmptyCellLeavesNoContrast() {
        Estimate contrast =
                new RateContrast(List.of(new Cell(50, 5, 1), new Cell(0, 0, -1)), Confidence.TWO_SIDED_95).estimate();

        assertThat(contrast.value()).isNull();
        assertThat(contrast.warnings()).containsExactly(WarningCode.NO_UNITS);
    }

    /** Of one offer, or of offer Y minus offer X. */
    private static Estimate contrast(String offer) {
        List<Cell> cells = new ArrayList<>();
        for (Map<String, String> row : Golden.rows("kpi/27_interaction/in_cells.csv")) {
            boolean postUse = row.get("timing").equals("post_use");
            boolean inApp = row.get("channel").equals("in_app");
            if (offer.isEmpty()) {
                boolean first = row.get("offer").equals("X");
                cells.add(cell(row, RateContrast.interaction(first, postUse, inApp)));
            } else if (row.get("offer").equals(offer)) {
                cells.add(cell(row, RateContrast.interaction(postUse, inApp)));
            }
        }
        return new RateContrast(cells, Confidence.TWO_SIDED_95).estimate();
    }

    private static double main(String factor, String level) {
        List<Cell> cells = new ArrayList<>();
        for (Map<String, String> row : Golden.rows("kpi/27_interaction/in_cells.csv")) {
            if (row.get(factor).equals(level)) {
                // Every cell shows the offer to 50, so the mean of the rates is the rate of all.
                cells.add(cell(row, 0.25));
            }
        }
        return new RateContrast(cells, Confidence.TWO_SIDED_95).estimate().value();
    }

    private static Cell cell(Map<String, String> row, double coefficient) {
        return new Cell(Long.parseLong(row.get("presented")), Long.parseLong(row.get("converted")), coefficient);
    }
}
