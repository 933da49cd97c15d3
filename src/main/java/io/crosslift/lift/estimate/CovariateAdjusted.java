package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.CONTROL_TOO_NOISY;
import static io.crosslift.lift.estimate.WarningCode.COVARIATE_IMBALANCE;
import static io.crosslift.lift.estimate.WarningCode.SIGN_FLIPPED;
import static io.crosslift.lift.estimate.WarningCode.ZERO_CONTROL;
import static io.crosslift.lift.estimate.WarningCode.ZERO_VARIANCE_BOTH;

import java.util.ArrayList;
import java.util.List;

/**
 * Difference of two means adjusted for covariates that were measured before assignment (CUPED: Deng, Xu, Kohavi and Walker
 * 2013).
 *
 * <p>theta = C_xx^-1 C_xy from the sum of the arms' own C (within arms); mean_adj = mean_y - theta'(mean_x - mean_x over
 * both arms); V_adj = V_y + theta' V_x theta - 2 theta' C_xy, over n - 1; Welch's test and degrees of freedom on these. The
 * relative lift divides by the <em>unadjusted</em> control mean C; its standard error is the joint delta method with A = C
 * + difference,
 *
 * <pre>
 *   se^2 = [V_yT + theta' V_xT theta - 2 theta' C_xyT] / (n_T C^2)
 *        + [V_yC (A/C)^2 - 2 theta' C_xyC A/C + theta' V_xC theta] / (n_C C^2)
 * </pre>
 *
 * with the degrees of freedom of these two terms under either convention; GrowthBook has the unadjusted T / C for A / C.
 * Limits: theta counts as known, so there should be many more units than covariates; a missing covariate must be filled,
 * with any one number, and come with an indicator of its own among the covariates; a covariate measured after assignment
 * biases the result and can't be seen here.
 *
 * @param outcome column of the outcome
 * @param covariates columns of the covariates, at least one
 */
public record CovariateAdjusted(int outcome, List<Integer> covariates, Confidence confidence, Convention convention)
        implements LiftEstimator {
    private static final double IMBALANCED = 0.001;
    private static final double NOISY_CONTROL = 3;

    public CovariateAdjusted {
        Moments.require(!covariates.isEmpty(), "at least one covariate is needed, were %s", covariates.size());
        covariates = List.copyOf(covariates);
    }

    public CovariateAdjusted(int outcome, List<Integer> covariates) {
        this(outcome, covariates, Confidence.TWO_SIDED_95, Convention.CROSSLIFT);
    }

    @Override
    public String name() {
        return "cuped";
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        boolean fit = TwoArms.tooSmall(treatment, control).isEmpty();
        return estimate(treatment, control, fit ? slopes(treatment, control) : CovariateSlopes.fixed(covariates));
    }

    /** With slopes from elsewhere, such as an earlier experiment. */
    Lift estimate(Moments treatment, Moments control, CovariateSlopes slopes) {
        Lift unadjusted = new MeanDifference(outcome, confidence, convention).estimate(treatment, control);
        if (!TwoArms.tooSmall(treatment, control).isEmpty()) {
            return unadjusted;
        }
        ArmValue adjustedT = adjusted(treatment, control, slopes);
        ArmValue adjustedC = adjusted(control, treatment, slopes);
        double adjusted = adjustedT.value() - adjustedC.value();
        double raw = treatment.mean(outcome) - control.mean(outcome);
        List<WarningCode> warnings = new ArrayList<>(unadjusted.difference().warnings());
        warnings.remove(ZERO_VARIANCE_BOTH);
        warnings.addAll(slopes.warnings());
        if (imbalanced(treatment, control)) {
            warnings.add(COVARIATE_IMBALANCE);
        }
        if (adjusted * raw < 0) {
            warnings.add(SIGN_FLIPPED);
        }
        Estimate difference = new TwoArms(adjustedT, adjustedC, confidence, warnings).difference();
        return new Lift(
                unadjusted.treatment(),
                unadjusted.control(),
                difference,
                relative(treatment, control, slopes, adjusted, warnings),
                difference.scaled((double) treatment.count()));
    }

    /**
     * What the adjustment did, to be published beside its result.
     *
     * @throws IllegalStateException if an arm has fewer than two units
     */
    public Adjustment adjustment(Moments treatment, Moments control) {
        CovariateSlopes slopes = slopes(treatment, control);
        ArmValue adjustedT = adjusted(treatment, control, slopes);
        ArmValue adjustedC = adjusted(control, treatment, slopes);
        double before = treatment.variance(outcome) / treatment.count() + control.variance(outcome) / control.count();
        double after = adjustedT.squaredError() + adjustedC.squaredError();
        return new Adjustment(
                slopes.asList(), adjustedT.value(), adjustedC.value(), before == 0 ? 0 : 1 - after / before);
    }

    /**
     * The slopes and what they bought.
     *
     * @param slopes theta per covariate, 0 for one that was left out
     * @param treatmentMean adjusted mean of the treatment arm
     * @param controlMean adjusted mean of the control arm
     * @param varianceReduction 1 - (adjusted / unadjusted squared standard error); close to 0, the covariates don't help
     */
    public record Adjustment(List<Double> slopes, double treatmentMean, double controlMean, double varianceReduction) {}

    private Estimate relative(
            Moments treatment, Moments control, CovariateSlopes slopes, double difference, List<WarningCode> warnings) {
        long units = treatment.count() + control.count();
        double base = control.mean(outcome);
        List<WarningCode> codes = new ArrayList<>(warnings);
        if (base == 0) {
            codes.add(ZERO_CONTROL);
            return Estimate.absent(units, codes);
        }
        ArmValue raw = new ArmValue(control.count(), base, control.variance(outcome));
        if (convention == Convention.CROSSLIFT && raw.distanceFromZero() < NOISY_CONTROL) {
            codes.add(CONTROL_TOO_NOISY);
            return Estimate.absent(units, codes);
        }
        if (base < 0) {
            codes.add(WarningCode.NEGATIVE_CONTROL);
        }
        double ratio =
                convention == Convention.GROWTHBOOK ? treatment.mean(outcome) / base : (base + difference) / base;
        ArmValue scaledT = new ArmValue(
                treatment.count(), difference / Math.abs(base), slopes.residual(treatment, outcome, 1) / (base * base));
        ArmValue scaledC = new ArmValue(control.count(), 0, slopes.residual(control, outcome, ratio) / (base * base));
        return new TwoArms(scaledT, scaledC, confidence, codes).difference();
    }

    private CovariateSlopes slopes(Moments treatment, Moments control) {
        Moments pooled = convention == Convention.GROWTHBOOK ? treatment.merge(control) : null;
        return CovariateSlopes.fit(
                covariates,
                outcome,
                (i, j) -> pooled == null ? treatment.product(i, j) + control.product(i, j) : pooled.product(i, j));
    }

    private ArmValue adjusted(Moments arm, Moments other, CovariateSlopes slopes) {
        double otherShare = (double) other.count() / (arm.count() + other.count());
        double shift = 0;
        for (int k = 0; k < covariates.size(); k++) {
            int column = covariates.get(k);
            shift += slopes.slope(k) * otherShare * (arm.mean(column) - other.mean(column));
        }
        return new ArmValue(arm.count(), arm.mean(outcome) - shift, slopes.residual(arm, outcome, 1));
    }

    private boolean imbalanced(Moments treatment, Moments control) {
        return covariates.stream()
                .map(column -> new MeanDifference(column)
                        .estimate(treatment, control)
                        .difference()
                        .p())
                .anyMatch(p -> p != null && p < IMBALANCED);
    }
}
