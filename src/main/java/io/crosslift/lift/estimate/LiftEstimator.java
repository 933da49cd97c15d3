package io.crosslift.lift.estimate;

/** Treatment against control from the moments of the two arms; columns are those of the moments. */
public interface LiftEstimator {
    /** The name that a stored result carries. */
    String name();

    /**
     * Compares the arms. Whatever can't be computed is {@code null} in the result with a warning.
     *
     * @throws IllegalArgumentException if a column doesn't exist, or doesn't hold what the estimator needs
     */
    Lift estimate(Moments treatment, Moments control);
}
