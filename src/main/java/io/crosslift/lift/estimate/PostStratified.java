package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;
import static io.crosslift.lift.estimate.WarningCode.STRATUM_LEFT_OUT;

import io.crosslift.lift.estimate.RatioCovariateAdjusted.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * Difference of two means or ratios as if both arms held the strata in the same shares.
 *
 * <p>With w_s = n_s / N of both arms together, each mean is m_g = sum w_s m_gs with the squared error sum w_s^2 V_gs /
 * n_gs. The shares are themselves sampled, which adds the multinomial covariance (sum w_s m_gs m_hs - m_g m_h) / N to all
 * means of both arms (Miratrix, Sekhon and Yu 2013); so the arms are correlated. For a ratio the means of numerator and
 * denominator are stratified and the delta method follows. Welch's degrees of freedom over the strata of both arms; the
 * multinomial part counts with N - 1. A stratum must be known before assignment and hold two units or more in each arm.
 *
 * @param outcome mean or ratio to compare
 */
public record PostStratified(Quantity outcome, Confidence confidence, Convention convention) {
    public PostStratified(int outcome) {
        this(Quantity.mean(outcome), Confidence.TWO_SIDED_95, Convention.CROSSLIFT);
    }

    /** The name that a stored result carries. */
    public String name() {
        return "post_stratified";
    }

    /**
     * Compares the arms.
     *
     * @param treatment moments per stratum, empty moments for a stratum without units
     * @param control likewise, same length and order
     */
    public Lift estimate(List<Moments> treatment, List<Moments> control) {
        require(
                treatment.size() == control.size() && !treatment.isEmpty(),
                "both arms need the same strata, had %s and %s",
                treatment.size(),
                control.size());
        Moments allT = Moments.mergeInOrder(treatment);
        Moments allC = Moments.mergeInOrder(control);
        List<Moments> keptT = new ArrayList<>();
        List<Moments> keptC = new ArrayList<>();
        boolean leftOut = false;
        for (int s = 0; s < treatment.size(); s++) {
            if (Math.min(treatment.get(s).count(), control.get(s).count()) >= 2) {
                keptT.add(treatment.get(s));
                keptC.add(control.get(s));
            } else {
                leftOut |= treatment.get(s).count() + control.get(s).count() > 0;
            }
        }
        List<WarningCode> warnings = leftOut ? List.of(STRATUM_LEFT_OUT) : List.of();
        long units = allT.count() + allC.count();
        if (keptT.isEmpty()) {
            List<WarningCode> tooSmall = TwoArms.tooSmall(allT, allC);
            return absent(allT, allC, units, tooSmall.isEmpty() ? List.of(STRATUM_LEFT_OUT) : tooSmall);
        }
        return estimate(allT, allC, keptT, keptC, warnings);
    }

    private Lift estimate(
            Moments allT, Moments allC, List<Moments> strataT, List<Moments> strataC, List<WarningCode> warnings) {
        double total = 0;
        for (int s = 0; s < strataT.size(); s++) {
            total += strataT.get(s).count() + strataC.get(s).count();
        }
        double[] weights = new double[strataT.size()];
        for (int s = 0; s < weights.length; s++) {
            weights[s] = (strataT.get(s).count() + strataC.get(s).count()) / total;
        }
        double[] meansT = means(strataT, weights);
        double[] meansC = means(strataC, weights);
        if (outcome.denominator() != null
                && (meansT[outcome.denominator()] == 0 || meansC[outcome.denominator()] == 0)) {
            return absent(allT, allC, allT.count() + allC.count(), List.of(WarningCode.ZERO_DENOMINATOR));
        }
        double[] gradientT = gradient(meansT);
        double[] gradientC = gradient(meansC);
        double withinT = 0;
        double withinC = 0;
        double freedom = 0;
        double multinomialT = 0;
        double multinomialC = 0;
        double cross = 0;
        for (int s = 0; s < weights.length; s++) {
            double partT = weights[s] * weights[s] * squaredError(strataT.get(s), gradientT);
            double partC = weights[s] * weights[s] * squaredError(strataC.get(s), gradientC);
            withinT += partT;
            withinC += partC;
            freedom += partT * partT / (strataT.get(s).count() - 1)
                    + partC * partC / (strataC.get(s).count() - 1);
            double awayT = along(strataT.get(s), gradientT, meansT);
            double awayC = along(strataC.get(s), gradientC, meansC);
            multinomialT += weights[s] * awayT * awayT / total;
            multinomialC += weights[s] * awayC * awayC / total;
            cross += weights[s] * awayT * awayC / total;
        }
        double between = multinomialT + multinomialC - 2 * cross;
        freedom += between * between / (total - 1);
        double squares = withinT + withinC + between;
        JointArms arms = new JointArms(
                value(meansT),
                value(meansC),
                withinT + multinomialT,
                withinC + multinomialC,
                cross,
                freedom == 0 ? total - 1 : squares * squares / freedom,
                allT.count() + allC.count(),
                confidence,
                warnings);
        Estimate difference = arms.difference();
        return new Lift(
                arm(allT),
                arm(allC),
                difference,
                convention == Convention.GROWTHBOOK ? arms.relativeByDelta() : arms.relative(),
                outcome.denominator() == null ? difference.scaled((double) allT.count()) : null);
    }

    private static double[] means(List<Moments> strata, double[] weights) {
        double[] means = new double[strata.get(0).columns()];
        for (int s = 0; s < weights.length; s++) {
            for (int column = 0; column < means.length; column++) {
                means[column] += weights[s] * strata.get(s).mean(column);
            }
        }
        return means;
    }

    private double value(double[] means) {
        Integer denominator = outcome.denominator();
        return denominator == null ? means[outcome.numerator()] : means[outcome.numerator()] / means[denominator];
    }

    /** The derivative of the value by each mean. */
    private double[] gradient(double[] means) {
        double[] gradient = new double[means.length];
        Integer denominator = outcome.denominator();
        if (denominator == null) {
            gradient[outcome.numerator()] = 1;
            return gradient;
        }
        gradient[outcome.numerator()] += 1 / means[denominator];
        gradient[denominator] -= value(means) / means[denominator];
        return gradient;
    }

    private static double squaredError(Moments stratum, double[] gradient) {
        return stratum.combined(gradient).variance(0) / stratum.count();
    }

    private static double along(Moments stratum, double[] gradient, double[] means) {
        double sum = 0;
        for (int column = 0; column < gradient.length; column++) {
            sum += gradient[column] * (stratum.mean(column) - means[column]);
        }
        return sum;
    }

    private Lift absent(Moments treatment, Moments control, long units, List<WarningCode> why) {
        Estimate absent = Estimate.absent(units, why);
        return new Lift(arm(treatment), arm(control), absent, absent, outcome.denominator() == null ? absent : null);
    }

    private Lift.Arm arm(Moments arm) {
        return new Lift.Arm(arm.count(), arm.count() > 0 && outcome.defined(arm) ? outcome.value(arm) : null);
    }
}
