package io.crosslift.attribution.markov;

import java.util.Arrays;

/**
 * Solves the equations of a block whose sweeps converge slowly, as where walks go back and forth between a few states
 * for long: stabilised biconjugate gradients (van der Vorst 1992, BiCGSTAB), each column with its own scalars, with group
 * correction and sweeps as the preconditioner. The measure of a vector is the sum of squares over passages.
 */
final class AcceleratedSolve {
    private static final int WIDTH = RemovalBlock.WIDTH;

    private final RemovalBlock block;
    private final GroupCorrection correction;
    private final double[] perPassage;
    private final double[] missed;
    private final double[] shadow;
    private final double[] direction;
    private final double[] alongDirection;
    private final double[] alongRest;
    private final double[] prepared;

    AcceleratedSolve(RemovalBlock block, GroupCorrection correction) {
        this.block = block;
        this.correction = correction;
        this.perPassage = new double[block.chain().states()];
        for (int state = 0; state < perPassage.length; state++) {
            double passages = block.chain().passages(state);
            perPassage[state] = passages > 0 ? 1 / passages : 0;
        }
        this.missed = block.vector();
        this.shadow = block.vector();
        this.direction = block.vector();
        this.alongDirection = block.vector();
        this.alongRest = block.vector();
        this.prepared = block.vector();
    }

    /**
     * Improves shares until the equations seem to be missed by no more than the tolerance, or for a number of rounds.
     *
     * @param shares is changed
     * @return the rounds taken
     */
    int improve(double[] shares, double tolerance, int mostRounds) {
        block.multiply(shares, missed, true);
        for (int i = 0; i < shadow.length; i++) {
            shadow[i] = missed[i] * perPassage[i / WIDTH];
            direction[i] = 0;
            alongDirection[i] = 0;
        }
        double[] before = filled(1);
        double[] alpha = filled(1);
        double[] omega = filled(1);
        for (int round = 1; round <= mostRounds; round++) {
            double[] now = product(shadow, missed, false);
            double[] beta = new double[WIDTH];
            for (int column = 0; column < WIDTH; column++) {
                beta[column] = ratio(now[column], before[column]) * ratio(alpha[column], omega[column]);
            }
            for (int i = 0; i < direction.length; i++) {
                int column = i % WIDTH;
                direction[i] = missed[i] + beta[column] * (direction[i] - omega[column] * alongDirection[i]);
            }
            prepare(direction);
            block.multiply(prepared, alongDirection, false);
            double[] along = product(shadow, alongDirection, false);
            for (int column = 0; column < WIDTH; column++) {
                alpha[column] = ratio(now[column], along[column]);
            }
            advance(shares, alpha, alongDirection);
            prepare(missed);
            block.multiply(prepared, alongRest, false);
            double[] both = product(alongRest, missed, true);
            double[] square = product(alongRest, alongRest, true);
            for (int column = 0; column < WIDTH; column++) {
                omega[column] = ratio(both[column], square[column]);
            }
            advance(shares, omega, alongRest);
            before = now;
            if (largestMissed() <= tolerance / 2) {
                return round;
            }
        }
        return mostRounds;
    }

    /** Approximately solves {@code A prepared = vector}. */
    private void prepare(double[] vector) {
        Arrays.fill(prepared, 0);
        correction.apply(block, prepared, vector);
        for (int i = 0; i < block.chain().windows().order(); i++) {
            block.sweep(prepared, vector);
        }
    }

    /** Goes a length along what was prepared; what is still missed shrinks by as much of its image. */
    private void advance(double[] shares, double[] length, double[] image) {
        for (int i = 0; i < shares.length; i++) {
            shares[i] += length[i % WIDTH] * prepared[i];
            missed[i] -= length[i % WIDTH] * image[i];
        }
    }

    private double[] product(double[] left, double[] right, boolean overPassages) {
        double[] product = new double[WIDTH];
        for (int i = 0; i < left.length; i++) {
            product[i % WIDTH] += left[i] * right[i] * (overPassages ? perPassage[i / WIDTH] : 1);
        }
        return product;
    }

    private double largestMissed() {
        double[] size = new double[WIDTH];
        for (int i = 0; i < missed.length; i++) {
            size[i % WIDTH] += Math.abs(missed[i]);
        }
        double largest = 0;
        for (double number : size) {
            largest = Math.max(largest, number);
        }
        return largest;
    }

    /** A column that has nothing left to solve has 0 over 0, and stays as it is. */
    private static double ratio(double numerator, double denominator) {
        double ratio = numerator / denominator;
        return Double.isFinite(ratio) ? ratio : 0;
    }

    private static double[] filled(double number) {
        double[] numbers = new double[WIDTH];
        Arrays.fill(numbers, number);
        return numbers;
    }
}
