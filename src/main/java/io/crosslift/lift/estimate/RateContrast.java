package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.ArrayList;
import java.util.List;

/**
 * A weighted sum of the rates of independent cells of a factorial, such as the interaction of timing and channel
 * (p_11 - p_12) - (p_21 - p_22).
 *
 * <p>value = sum k p with se^2 = sum k^2 p (1 - p) / (n - 1) over the cells; normal. A cell without two units leaves no
 * number, since every cell counts.
 */
public record RateContrast(List<Cell> cells, Confidence confidence) {
    public RateContrast {
        require(!cells.isEmpty(), "a contrast needs at least one cell, had %s", cells.size());
        cells = List.copyOf(cells);
    }

    /**
     * One cell.
     *
     * @param units shown the offer
     * @param events of them that bought
     * @param coefficient k
     */
    public record Cell(long units, long events, double coefficient) {
        public Cell {
            require(events >= 0 && events <= units, "events must be in [0, %s], were %s", units, events);
            require(Double.isFinite(coefficient), "a coefficient must be finite, was %s", coefficient);
        }
    }

    /**
     * The coefficients of the interaction of factors with two levels each: the product over the factors of +1 at the first
     * level and -1 at the second.
     *
     * @param secondLevel for each factor of a cell, whether it is at its second level
     */
    public static double interaction(boolean... secondLevel) {
        double product = 1;
        for (boolean second : secondLevel) {
            product *= second ? -1 : 1;
        }
        return product;
    }

    /** The contrast, with interval and test against zero. */
    public Estimate estimate() {
        double value = 0;
        double squares = 0;
        long units = 0;
        List<WarningCode> warnings = new ArrayList<>();
        for (Cell cell : cells) {
            units += cell.units();
            if (cell.units() == 0) {
                return Estimate.absent(units, List.of(WarningCode.NO_UNITS));
            }
            double rate = (double) cell.events() / cell.units();
            value += cell.coefficient() * rate;
            squares += cell.coefficient() * cell.coefficient() * rate * (1 - rate) / Math.max(1, cell.units() - 1);
            if (cell.units() == 1) {
                warnings.add(WarningCode.TOO_FEW_UNITS);
            }
        }
        if (squares == 0) {
            warnings.add(WarningCode.ZERO_VARIANCE_BOTH);
        }
        return warnings.isEmpty()
                ? Estimate.symmetric(value, Math.sqrt(squares), null, confidence, units, warnings)
                : Estimate.valueOnly(value, units, warnings);
    }
}
