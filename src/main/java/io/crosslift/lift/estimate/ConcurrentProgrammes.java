package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Effects of programmes that ran at the same time, each with its own random holdout, from the cells of their crossing: what
 * each adds on average over the others, and whether two together add more or less than apart.
 *
 * <p>With k programmes there are 2^k cells. The main effect of one is the mean over the 2^(k-1) combinations of the others
 * of its treated minus its untreated cell; the interaction of two is the mean over the 2^(k-2) combinations of the rest of
 * (both - first only) - (second only - none), that of three by how much the third changes this. All are sums of c mean_y over the cells
 * with se^2 = sum c^2 V / n and Satterthwaite's degrees of freedom. Cells weigh alike, so that a rare combination makes the result as
 * uncertain as it is.
 *
 * @param outcome column of the outcome
 * @param cells each combination once
 */
public record ConcurrentProgrammes(int outcome, List<Cell> cells, Confidence confidence) {
    public ConcurrentProgrammes {
        require(!cells.isEmpty(), "programmes need cells, had %s", cells.size());
        int programmes = cells.get(0).treated().size();
        require(programmes >= 1 && programmes <= 16, "programmes must be 1 to 16, were %s", programmes);
        Set<List<Boolean>> seen = new HashSet<>();
        for (Cell cell : cells) {
            require(
                    cell.treated().size() == programmes,
                    "every cell names %s programmes, one had %s",
                    programmes,
                    cell.treated().size());
            require(seen.add(cell.treated()), "the cell %s stands twice", cell.treated());
        }
        cells = List.copyOf(cells);
    }

    /**
     * The units with one combination.
     *
     * @param treated per programme, whether they got it
     */
    public record Cell(List<Boolean> treated, Moments units) {
        public Cell {
            treated = List.copyOf(treated);
        }
    }

    /** The average effect of a programme, counted from 0. */
    public Estimate mainEffect(int programme) {
        return contrast(List.of(checked(programme)), programmes() - 1);
    }

    /** By how much the effect of one programme is larger with the other than without it. */
    public Estimate interaction(int programme, int other) {
        require(programme != other, "an interaction is of two programmes, was of %s and itself", programme);
        require(programmes() >= 2, "an interaction needs two programmes, there was %s", programmes());
        return contrast(List.of(checked(programme), checked(other)), programmes() - 2);
    }

    /** By how much the interaction of two programmes is larger with a third than without it. */
    public Estimate interaction(int programme, int other, int third) {
        List<Integer> factors = List.of(programme, other, third);
        require(Set.copyOf(factors).size() == 3, "an interaction is of different programmes, was of %s", factors);
        require(programmes() >= 3, "an interaction of three needs three programmes, there were %s", programmes());
        factors.forEach(this::checked);
        return contrast(factors, programmes() - 3);
    }

    /** The other programmes, each counted from 0 as before without this one, among the units that got it or that did not. */
    public ConcurrentProgrammes where(int programme, boolean treated) {
        checked(programme);
        List<Cell> some = new ArrayList<>();
        for (Cell cell : cells) {
            if (cell.treated().get(programme) == treated) {
                List<Boolean> others = new ArrayList<>(cell.treated());
                others.remove(programme);
                some.add(new Cell(others, cell.units()));
            }
        }
        return new ConcurrentProgrammes(outcome, some, confidence);
    }

    private Estimate contrast(List<Integer> factors, int averagedOver) {
        double share = Math.scalb(1.0, -averagedOver);
        double value = 0;
        double squares = 0;
        double freedom = 0;
        long units = 0;
        long smallest = cells.size() < 1L << programmes() ? 0 : Long.MAX_VALUE;
        for (Cell cell : cells) {
            units += cell.units().count();
            smallest = Math.min(smallest, cell.units().count());
        }
        if (smallest < 2) {
            return Estimate.absent(units, List.of(smallest == 0 ? WarningCode.NO_UNITS : WarningCode.TOO_FEW_UNITS));
        }
        for (Cell cell : cells) {
            double coefficient = share;
            for (int factor : factors) {
                coefficient *= cell.treated().get(factor) ? 1 : -1;
            }
            double part = coefficient
                    * coefficient
                    * cell.units().variance(outcome)
                    / cell.units().count();
            value += coefficient * cell.units().mean(outcome);
            squares += part;
            freedom += part * part / (cell.units().count() - 1);
        }
        List<WarningCode> warnings = new ArrayList<>();
        if (squares == 0) {
            warnings.add(WarningCode.ZERO_VARIANCE_BOTH);
            return Estimate.valueOnly(value, units, warnings);
        }
        return Estimate.symmetric(value, Math.sqrt(squares), squares * squares / freedom, confidence, units, warnings);
    }

    private int programmes() {
        return cells.get(0).treated().size();
    }

    private int checked(int programme) {
        require(
                programme >= 0 && programme < programmes(),
                "programme must be in [0, %s], was %s",
                programmes() - 1,
                programme);
        return programme;
    }
}
