package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.CONTROL_TOO_NOISY;
import static io.crosslift.lift.estimate.WarningCode.SIGN_FLIPPED;
import static io.crosslift.lift.estimate.WarningCode.ZERO_CONTROL;
import static io.crosslift.lift.estimate.WarningCode.ZERO_VARIANCE_BOTH;

import java.util.ArrayList;
import java.util.List;

/**
 * Difference of two means by the regression on arm, centred covariates and their products (Lin 2013, "Agnostic notes on
 * regression adjustments to experimental data"): {@link CovariateAdjusted} with slopes of each arm's own.
 *
 * <p>theta_g = C_xx^-1 C_xy of arm g, mean_adj = mean_y - theta_g'(mean_x - mean_x over both arms), V = (C_yy - theta_g'
 * C_xy) / (n - 1 - p) with p covariates, and se^2 = V_T / n_T + V_C / n_C + (theta_T - theta_C)' S_x (theta_T - theta_C) /
 * N: the last term, with S_x over both arms, is for units that are themselves a sample (Negi and Wooldridge 2021) and
 * vanishes where the slopes agree. Welch's degrees of freedom with n - 1 - p. The relative lift divides by the unadjusted
 * control mean, as CUPED's does. It never loses precision in large samples; with few units per covariate it overfits.
 *
 * @param outcome column of the outcome
 * @param covariates columns of the covariates, at least one
 */
public record RegressionAdjusted(int outcome, List<Integer> covariates, Confidence confidence)
        implements LiftEstimator {
    private static final double NOISY_CONTROL = 3;

    public RegressionAdjusted {
        Moments.require(!covariates.isEmpty(), "at least one covariate is needed, were %s", covariates.size());
        covariates = List.copyOf(covariates);
    }

    public RegressionAdjusted(int outcome, List<Integer> covariates) {
        this(outcome, covariates, Confidence.TWO_SIDED_95);
    }

    @Override
    public String name() {
        return "regression";
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        Lift unadjusted = new MeanDifference(outcome, confidence, Convention.CROSSLIFT).estimate(treatment, control);
        long units = treatment.count() + control.count();
        if (Math.min(treatment.count(), control.count()) < covariates.size() + 2) {
            List<WarningCode> why = treatment.count() == 0 || control.count() == 0
                    ? List.of(WarningCode.NO_UNITS)
                    : List.of(WarningCode.TOO_FEW_UNITS);
            Estimate absent = Estimate.absent(units, why);
            return new Lift(unadjusted.treatment(), unadjusted.control(), absent, absent, absent);
        }
        CovariateSlopes slopesT = slopes(treatment);
        CovariateSlopes slopesC = slopes(control);
        double raw = treatment.mean(outcome) - control.mean(outcome);
        double adjusted = raw - shift(treatment, control, slopesT) + shift(control, treatment, slopesC);
        List<WarningCode> warnings = new ArrayList<>(unadjusted.difference().warnings());
        warnings.remove(ZERO_VARIANCE_BOTH);
        warnings.addAll(slopesT.warnings());
        warnings.addAll(slopesC.warnings());
        if (adjusted * raw < 0) {
            warnings.add(SIGN_FLIPPED);
        }
        Estimate difference = symmetric(
                adjusted,
                squares(treatment, slopesT, 1),
                squares(control, slopesC, 1),
                sampled(treatment, control, slopesT, slopesC),
                treatment,
                control,
                warnings);
        return new Lift(
                unadjusted.treatment(),
                unadjusted.control(),
                difference,
                relative(treatment, control, slopesT, slopesC, adjusted, warnings),
                difference.scaled((double) treatment.count()));
    }

    private Estimate relative(
            Moments treatment,
            Moments control,
            CovariateSlopes slopesT,
            CovariateSlopes slopesC,
            double difference,
            List<WarningCode> warnings) {
        long units = treatment.count() + control.count();
        double base = control.mean(outcome);
        List<WarningCode> codes = new ArrayList<>(warnings);
        if (base == 0) {
            codes.add(ZERO_CONTROL);
            return Estimate.absent(units, codes);
        }
        if (new ArmValue(control.count(), base, control.variance(outcome)).distanceFromZero() < NOISY_CONTROL) {
            codes.add(CONTROL_TOO_NOISY);
            return Estimate.absent(units, codes);
        }
        if (base < 0) {
            codes.add(WarningCode.NEGATIVE_CONTROL);
        }
        double square = base * base;
        return symmetric(
                difference / Math.abs(base),
                squares(treatment, slopesT, 1) / square,
                squares(control, slopesC, (base + difference) / base) / square,
                sampled(treatment, control, slopesT, slopesC) / square,
                treatment,
                control,
                codes);
    }

    private Estimate symmetric(
            double value,
            double squaresT,
            double squaresC,
            double sampled,
            Moments treatment,
            Moments control,
            List<WarningCode> warnings) {
        long units = treatment.count() + control.count();
        double sum = squaresT + squaresC;
        if (sum + sampled == 0) {
            List<WarningCode> codes = new ArrayList<>(warnings);
            codes.add(ZERO_VARIANCE_BOTH);
            return Estimate.valueOnly(value, units, codes);
        }
        double share = sum == 0 ? 0.5 : squaresT / sum;
        double degreesOfFreedom =
                1 / (share * share / freedom(treatment) + (1 - share) * (1 - share) / freedom(control));
        return Estimate.symmetric(value, Math.sqrt(sum + sampled), degreesOfFreedom, confidence, units, warnings);
    }

    /** The squared error of factor x mean_y - theta'mean_x in one arm. */
    private double squares(Moments arm, CovariateSlopes slopes, double factor) {
        double variance = slopes.residual(arm, outcome, factor) * (arm.count() - 1) / freedom(arm);
        return variance / arm.count();
    }

    private double freedom(Moments arm) {
        return arm.count() - 1.0 - covariates.size();
    }

    private double sampled(Moments treatment, Moments control, CovariateSlopes slopesT, CovariateSlopes slopesC) {
        Moments both = treatment.merge(control);
        double variance = 0;
        for (int k = 0; k < covariates.size(); k++) {
            for (int l = 0; l < covariates.size(); l++) {
                variance += (slopesT.slope(k) - slopesC.slope(k))
                        * (slopesT.slope(l) - slopesC.slope(l))
                        * both.covariance(covariates.get(k), covariates.get(l));
            }
        }
        return Math.max(0, variance) / both.count();
    }

    private double shift(Moments arm, Moments other, CovariateSlopes slopes) {
        double otherShare = (double) other.count() / (arm.count() + other.count());
        double shift = 0;
        for (int k = 0; k < covariates.size(); k++) {
            int column = covariates.get(k);
            shift += slopes.slope(k) * otherShare * (arm.mean(column) - other.mean(column));
        }
        return shift;
    }

    private CovariateSlopes slopes(Moments arm) {
        return CovariateSlopes.fit(covariates, outcome, arm::product);
    }
}
