package io.crosslift.lift.estimate;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Quantiles and survival functions P(X &gt; x), exact far into the tails.
 *
 * <p>Everything but the non-central t comes from commons-statistics. Degrees of freedom are positive reals. A probability
 * outside [0, 1] or a degree of freedom that isn't positive throws {@link IllegalArgumentException}.
 */
public final class Distributions {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Distributions() {}

    /** z with P(Z &lt;= z) = p. */
    public static double normalQuantile(double p) {
        return NORMAL.inverseCumulativeProbability(p);
    }

    /** P(Z &gt; z). */
    public static double normalSurvival(double z) {
        return NORMAL.survivalProbability(z);
    }

    /** z with P(Z &gt; z) = p. */
    public static double normalInverseSurvival(double p) {
        return NORMAL.inverseSurvivalProbability(p);
    }

    /** t with P(T &lt;= t) = p. */
    public static double studentQuantile(double degreesOfFreedom, double p) {
        return TDistribution.of(degreesOfFreedom).inverseCumulativeProbability(p);
    }

    /** t with P(T &gt; t) = p. */
    public static double studentInverseSurvival(double degreesOfFreedom, double p) {
        return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(p);
    }

    /** P(T &gt; t). */
    public static double studentSurvival(double degreesOfFreedom, double t) {
        return TDistribution.of(degreesOfFreedom).survivalProbability(t);
    }

    /** P(X &gt; x) of the chi-square distribution. */
    public static double chiSquareSurvival(double degreesOfFreedom, double x) {
        return ChiSquaredDistribution.of(degreesOfFreedom).survivalProbability(x);
    }

    /** P(F &gt; f). */
    public static double fisherSurvival(double numeratorDegrees, double denominatorDegrees, double f) {
        return FDistribution.of(numeratorDegrees, denominatorDegrees).survivalProbability(f);
    }

    /** x with P(X &lt;= x) = p of the beta distribution on [0, 1] with shapes alpha and beta. */
    public static double betaQuantile(double alpha, double beta, double p) {
        return BetaDistribution.of(alpha, beta).inverseCumulativeProbability(p);
    }

    /**
     * P(T &gt; t) of the non-central t distribution with noncentrality delta.
     *
     * <p>Lenth (1989), Algorithm AS 243: with x = t^2 / (nu + t^2), lambda = delta^2 / 2, Poisson weights
     * p_j = e^-lambda lambda^j / j! and q_j = p_j delta / sqrt(2) Gamma(j + 1) / Gamma(j + 3/2), for t &gt;= 0
     *
     * <pre>  P(T &gt; t) = 1/2 sum_j [ p_j (1 - I_x(j + 1/2, nu/2)) + q_j (1 - I_x(j + 1, nu/2)) ]</pre>
     *
     * the complement of his series, since sum p_j = 1 and sum q_j = 2 Phi(delta) - 1. A negative t is mirrored:
     * P(T &gt; t; delta) = 1 - P(T &gt; -t; -delta). The sum runs 40 terms and 12 standard deviations past the Poisson mean, beyond
     * which the weights are below 1e-30. For delta &gt;= 0 all terms are positive; for delta far below 0 terms cancel and the
     * result is good to about 1e-14 in absolute terms.
     */
    public static double noncentralStudentSurvival(double degreesOfFreedom, double delta, double t) {
        if (t < 0) {
            return 1 - noncentralStudentSurvival(degreesOfFreedom, -delta, -t);
        }
        double lambda = delta * delta / 2;
        if (lambda == 0) {
            return studentSurvival(degreesOfFreedom, t);
        }
        double x = t * t / (degreesOfFreedom + t * t);
        double half = degreesOfFreedom / 2;
        PoissonDistribution weights = PoissonDistribution.of(lambda);
        int terms = (int) Math.ceil(lambda + 12 * Math.sqrt(lambda) + 40);
        double gammaRatio = 2 / Math.sqrt(Math.PI);
        double sum = 0;
        for (int j = 0; j <= terms; j++) {
            double p = weights.probability(j);
            double q = p * delta / Math.sqrt(2) * gammaRatio;
            sum += p * BetaDistribution.of(j + 0.5, half).survivalProbability(x)
                    + q * BetaDistribution.of(j + 1, half).survivalProbability(x);
            gammaRatio *= (j + 1) / (j + 1.5);
        }
        return Math.min(1, Math.max(0, sum / 2));
    }
}
