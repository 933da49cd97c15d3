package io.crosslift.attribution.markov;

/**
 * The part of an iteration that mixes slowly, solved directly: states are grouped by the channel their window starts
 * with, and one number per group is added to the shares of its states so that the equations of each group hold in sum
 * (a two-level method, Galerkin with piecewise constant corrections). At order 1 with a group per state the result is
 * the solution.
 */
final class GroupCorrection {
    static final int MOST_GROUPS = 128;

    private final int[] group;
    private final int groups;

    /** The factorised equations of the groups, one matrix per column of the block. */
    private final double[][][] factors;

    /**
     * Sets up the equations of the groups.
     *
     * @param complete the equations of the groups with nothing removed
     */
    GroupCorrection(Chain chain, RemovalBlock block, int[] group, double[][] complete) {
        this.group = group;
        this.groups = complete.length;
        this.factors = new double[block.columns()][groups][];
        for (double[][] matrix : factors) {
            for (int i = 0; i < groups; i++) {
                matrix[i] = complete[i].clone();
            }
        }
        for (int place = 0; place < group.length; place++) {
            int state = chain.stateAt(place);
            boolean some = block.removesSome(state);
            for (int column = 0; some && column < factors.length; column++) {
                factors[column][group[state]][group[state]] -= block.removes(state, column) ? chain.passages(state) : 0;
            }
            for (int move = chain.movesInto(place); move < chain.movesInto(place + 1); move++) {
                int source = chain.source(move);
                if (some || block.removesSome(source)) {
                    double passages = chain.passagesAlong(move);
                    for (int column = 0; column < factors.length; column++) {
                        boolean without = block.removes(state, column) || block.removes(source, column);
                        factors[column][group[state]][group[source]] += without ? passages : 0;
                    }
                }
            }
        }
        for (double[][] matrix : factors) {
            factorise(matrix);
        }
    }

    /** Returns the equations of the groups with nothing removed: passages less moves, all whole numbers. */
    static double[][] complete(Chain chain, int[] group, int groups) {
        double[][] matrix = new double[groups][groups];
        for (int place = 0; place < group.length; place++) {
            int state = chain.stateAt(place);
            double[] row = matrix[group[state]];
            row[group[state]] += chain.passages(state);
            for (int move = chain.movesInto(place); move < chain.movesInto(place + 1); move++) {
                row[group[chain.source(move)]] -= chain.passagesAlong(move);
            }
        }
        return matrix;
    }

    /** Returns a group per state by the first channel of its window. */
    static int[] groups(Chain chain, int groups) {
        int[] group = new int[chain.states()];
        for (int state = 0; state < group.length; state++) {
            group[state] = (int) ((long) chain.windows().first(state) * groups / chain.channels());
        }
        return group;
    }

    /**
     * Adds to a vector what makes {@code A vector} right in sum over each group, given by how much it is missed.
     *
     * @param missed by how much, per state
     */
    void apply(RemovalBlock block, double[] vector, double[] missed) {
        applySums(block, vector, RemovalBlock.sumByGroup(missed, group, groups));
    }

    /**
     * Does the same as {@link #apply}.
     *
     * @param missed by how much, per group
     */
    void applySums(RemovalBlock block, double[] vector, double[] missed) {
        double[] corrections = new double[missed.length];
        double[] correction = new double[groups];
        for (int column = 0; column < factors.length; column++) {
            for (int i = 0; i < groups; i++) {
                correction[i] = missed[i * RemovalBlock.WIDTH + column];
            }
            solve(factors[column], correction);
            for (int i = 0; i < groups; i++) {
                corrections[i * RemovalBlock.WIDTH + column] = correction[i];
            }
        }
        block.addByGroup(vector, group, corrections);
    }

    /**
     * Elimination without pivoting, which is stable because no row sum is negative and only the diagonal is positive. A
     * group without states has an empty row and needs no correction.
     */
    private void factorise(double[][] matrix) {
        for (int i = 0; i < groups; i++) {
            double[] pivotRow = matrix[i];
            if (pivotRow[i] <= 0) {
                pivotRow[i] = Double.POSITIVE_INFINITY;
            }
            for (int j = i + 1; j < groups; j++) {
                double factor = matrix[j][i] / pivotRow[i];
                matrix[j][i] = factor;
                if (factor != 0) {
                    double[] row = matrix[j];
                    for (int k = i + 1; k < groups; k++) {
                        row[k] -= factor * pivotRow[k];
                    }
                }
            }
        }
    }

    private void solve(double[][] matrix, double[] numbers) {
        for (int i = 0; i < groups; i++) {
            for (int j = 0; j < i; j++) {
                numbers[i] -= matrix[i][j] * numbers[j];
            }
        }
        for (int i = groups - 1; i >= 0; i--) {
            for (int j = i + 1; j < groups; j++) {
                numbers[i] -= matrix[i][j] * numbers[j];
            }
            numbers[i] /= matrix[i][i];
        }
    }
}
