package io.crosslift.lift.estimate;

import java.util.List;

/**
 * Difference of a signed sum of several outcomes of the same unit, such as what an offer adds to up-sell plus what it takes
 * away from the base product: cannibalisation.
 *
 * <p>The mean is w'mean and the variance w'V w with the joint covariance of the outcomes, so that money that only moved
 * from one product to another cancels unit by unit; adding separate intervals would not. From there as
 * {@link MeanDifference}; skewness of a sum isn't known from that of its parts, so a heavy tail must be looked for in
 * these.
 *
 * @param name the name that a stored result carries, such as {@code net_of_base}
 */
public record SignedSum(String name, List<Term> terms, Confidence confidence) implements LiftEstimator {
    public SignedSum {
        Moments.require(!terms.isEmpty(), "a signed sum needs at least one term, had %s", terms.size());
        terms = List.copyOf(terms);
    }

    /**
     * One outcome.
     *
     * @param column of the outcome
     * @param factor 1 or -1, or any weight
     */
    public record Term(int column, double factor) {
        public Term {
            Moments.require(
                    factor != 0 && Double.isFinite(factor), "the factor of a term must not be 0, was %s", factor);
        }
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        return new MeanDifference(0, confidence, Convention.CROSSLIFT).estimate(sum(treatment), sum(control));
    }

    private Moments sum(Moments arm) {
        double[] weights = new double[arm.columns()];
        for (Term term : terms) {
            Moments.require(
                    term.column() >= 0 && term.column() < weights.length,
                    "column must be in [0, %s], was %s",
                    weights.length - 1,
                    term.column());
            weights[term.column()] += term.factor();
        }
        return arm.combined(weights);
    }
}
