package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.CONTROL_EXPOSED;
import static io.crosslift.lift.estimate.WarningCode.NO_EXPOSURE_CONTRAST;
import static io.crosslift.lift.estimate.WarningCode.RELATIVE_WITHOUT_INTERVAL;
import static io.crosslift.lift.estimate.WarningCode.WEAK_INSTRUMENT;
import static io.crosslift.lift.estimate.WarningCode.ZERO_CONTROL;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The effect of being exposed, among those whom the assignment exposes (CACE; Angrist, Imbens and Rubin 1996).
 *
 * <p>Wald: tau = N / D with N the difference of the outcome and D that of exposure between the arms; se^2 = [q(y - tau e)_T
 * + q(y - tau e)_C] / D^2, q(u) = V_u / n, V_(y - tau e) = V_y - 2 tau C_ye + tau^2 V_e, with Welch's degrees of freedom of
 * these two terms. First-stage F = D^2 / (q(e)_T + q(e)_C); below {@value #WEAK} the estimate is refused (Staiger and Stock
 * 1997) and the interval is the set of {@link RatioSet}, where it is one. It assumes that assignment acts through exposure
 * alone and keeps nobody from it.
 *
 * <p>The relative lift divides by the compliers' own baseline mean(y | T, exposed) - tau, known only where no control unit
 * was exposed; its error needs moments that aren't kept, so it has no interval. The total is that of the comparison as
 * assigned, whose interval doesn't depend on exposure.
 *
 * @param outcome column of the outcome
 * @param exposed column that is 1 for an exposed unit and 0 for the others
 */
public record ComplierEffect(int outcome, int exposed, Confidence confidence) implements LiftEstimator {
    private static final double WEAK = 10;

    public ComplierEffect(int outcome, int exposed) {
        this(outcome, exposed, Confidence.TWO_SIDED_95);
    }

    /**
     * How the arms were exposed.
     *
     * @param treatmentRate exposed share of the treatment arm, in [0, 1]
     * @param controlRate exposed share of the control arm (contamination), in [0, 1]
     * @param firstStageF how clearly assignment moves exposure; {@code null} where exposure doesn't vary within the arms
     * @param dilution share of the effect that the difference as assigned keeps of an effect of being exposed, against a
     *     control arm without exposure: 1 - control rate / treatment rate; {@code null} where the treatment arm was no more
     *     exposed than control
     * @param complierBaseline mean outcome that the compliers would have had without exposure; {@code null} with exposed
     *     control units or without exposed treated ones
     */
    public record Compliance(
            double treatmentRate,
            double controlRate,
            @Nullable Double firstStageF,
            @Nullable Double dilution,
            @Nullable Double complierBaseline) {}

    @Override
    public String name() {
        return "cace";
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        Lift assigned = new MeanDifference(outcome, confidence, Convention.CROSSLIFT).estimate(treatment, control);
        long units = treatment.count() + control.count();
        List<WarningCode> tooSmall = TwoArms.tooSmall(treatment, control);
        if (!tooSmall.isEmpty()) {
            Estimate absent = Estimate.absent(units, tooSmall);
            return new Lift(assigned.treatment(), assigned.control(), absent, absent, assigned.incrementalTotal());
        }
        List<WarningCode> warnings = new ArrayList<>(assigned.difference().warnings());
        if (control.mean(exposed) > 0) {
            warnings.add(CONTROL_EXPOSED);
        }
        if (exposureContrast(treatment, control) == 0) {
            warnings.add(NO_EXPOSURE_CONTRAST);
            Estimate absent = Estimate.absent(units, warnings);
            return new Lift(assigned.treatment(), assigned.control(), absent, absent, assigned.incrementalTotal());
        }
        boolean weak = weak(treatment, control);
        return new Lift(
                assigned.treatment(),
                assigned.control(),
                weak
                        ? byAndersonRubin(treatment, control, assigned.difference(), warnings)
                        : byWald(treatment, control, warnings),
                weak ? Estimate.absent(units, List.of(WEAK_INSTRUMENT)) : relative(treatment, control, units, warnings),
                assigned.incrementalTotal());
    }

    /**
     * Exposure and what follows from it, to be published beside the result.
     *
     * @throws IllegalStateException if an arm has fewer than two units
     */
    public Compliance compliance(Moments treatment, Moments control) {
        double rateT = treatment.mean(exposed);
        double rateC = control.mean(exposed);
        double squares = squares(treatment, control, exposed, exposed);
        double contrast = rateT - rateC;
        return new Compliance(
                rateT,
                rateC,
                squares == 0 ? null : contrast * contrast / squares,
                rateT > rateC ? 1 - rateC / rateT : null,
                baseline(treatment, control));
    }

    /**
     * The effects that the data don't rule out, however weak the first stage; t has the degrees of freedom of Welch's test
     * of the difference as assigned, so that the set holds 0 exactly where that test doesn't reject.
     *
     * @throws IllegalStateException if an arm has fewer than two units
     */
    public RatioSet andersonRubin(Moments treatment, Moments control) {
        Double degreesOfFreedom = new MeanDifference(outcome, confidence, Convention.CROSSLIFT)
                .estimate(treatment, control)
                .difference()
                .degreesOfFreedom();
        return RatioSet.solve(
                treatment.mean(outcome) - control.mean(outcome),
                exposureContrast(treatment, control),
                squares(treatment, control, outcome, outcome),
                squares(treatment, control, outcome, exposed),
                squares(treatment, control, exposed, exposed),
                confidence.critical(degreesOfFreedom));
    }

    private Estimate byWald(Moments treatment, Moments control, List<WarningCode> warnings) {
        double contrast = exposureContrast(treatment, control);
        double effect = effect(treatment, control);
        ArmValue scaledT =
                new ArmValue(treatment.count(), effect, residualVariance(treatment, effect) / (contrast * contrast));
        ArmValue scaledC = new ArmValue(control.count(), 0, residualVariance(control, effect) / (contrast * contrast));
        return new TwoArms(scaledT, scaledC, confidence, warnings).difference();
    }

    /** No point; the set where it is an interval; the test of no effect, which is that of the difference as assigned. */
    private Estimate byAndersonRubin(
            Moments treatment, Moments control, Estimate assigned, List<WarningCode> warnings) {
        RatioSet set = andersonRubin(treatment, control);
        warnings.add(WEAK_INSTRUMENT);
        boolean interval = set.shape() == RatioSet.Shape.INTERVAL;
        if (!interval) {
            warnings.add(set.shape() == RatioSet.Shape.TWO_RAYS ? WarningCode.TWO_RAYS : WarningCode.NO_FINITE_BOUND);
        }
        return new Estimate(
                null,
                null,
                assigned.degreesOfFreedom(),
                assigned.statistic(),
                interval && confidence.alternative() != Alternative.LESS ? set.low() : null,
                interval && confidence.alternative() != Alternative.GREATER ? set.high() : null,
                assigned.p(),
                assigned.units(),
                warnings);
    }

    private Estimate relative(Moments treatment, Moments control, long units, List<WarningCode> warnings) {
        Double baseline = baseline(treatment, control);
        if (baseline == null) {
            return Estimate.absent(units, warnings);
        }
        List<WarningCode> codes = new ArrayList<>(warnings);
        if (baseline == 0) {
            codes.add(ZERO_CONTROL);
            return Estimate.absent(units, codes);
        }
        if (baseline < 0) {
            codes.add(WarningCode.NEGATIVE_CONTROL);
        }
        codes.add(RELATIVE_WITHOUT_INTERVAL);
        return Estimate.valueOnly(effect(treatment, control) / Math.abs(baseline), units, codes);
    }

    private boolean weak(Moments treatment, Moments control) {
        Double f = compliance(treatment, control).firstStageF();
        return f != null && f < WEAK;
    }

    /** mean(y | T, exposed) - tau; the mean from sum ye = C_ye + n mean_y mean_e. */
    private @Nullable Double baseline(Moments treatment, Moments control) {
        double rate = treatment.mean(exposed);
        if (control.mean(exposed) > 0 || rate == 0) {
            return null;
        }
        double meanProduct = treatment.product(outcome, exposed) / treatment.count() + treatment.mean(outcome) * rate;
        return meanProduct / rate - effect(treatment, control);
    }

    private double effect(Moments treatment, Moments control) {
        return (treatment.mean(outcome) - control.mean(outcome)) / exposureContrast(treatment, control);
    }

    private double exposureContrast(Moments treatment, Moments control) {
        return treatment.mean(exposed) - control.mean(exposed);
    }

    private double residualVariance(Moments arm, double effect) {
        double variance = arm.variance(outcome)
                - 2 * effect * arm.covariance(outcome, exposed)
                + effect * effect * arm.variance(exposed);
        // An outcome that exposure explains wholly leaves a rounding error, of either sign.
        return Math.max(0, variance);
    }

    private static double squares(Moments treatment, Moments control, int column, int other) {
        return treatment.covariance(column, other) / treatment.count()
                + control.covariance(column, other) / control.count();
    }
}
