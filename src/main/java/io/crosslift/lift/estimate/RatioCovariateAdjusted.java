package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.ZERO_DENOMINATOR;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Difference of two ratios of sums, adjusted for ratios or means that were measured before assignment.
 *
 * <p>A ratio R = mean(y) / mean(d) varies like the mean of L = (y - R d) / mean(d); likewise a covariate that is a ratio.
 * On these, all from the arms' own C, it is {@link CovariateAdjusted}: theta pooled within arms, the relative lift against
 * the unadjusted control ratio with the joint delta method. Limits are those of {@link RatioOfSums} and
 * {@link CovariateAdjusted} together.
 *
 * @param outcome numerator and denominator of the outcome
 * @param covariates at least one ratio or mean from before
 */
public record RatioCovariateAdjusted(Quantity outcome, List<Quantity> covariates, Confidence confidence)
        implements LiftEstimator {

    /**
     * A ratio of two columns or the mean of one.
     *
     * @param denominator column of the denominator; {@code null} for a mean
     */
    public record Quantity(int numerator, @Nullable Integer denominator) {
        /** A mean. */
        public static Quantity mean(int column) {
            return new Quantity(column, null);
        }

        /** A ratio of sums. */
        public static Quantity ratio(int numerator, int denominator) {
            return new Quantity(numerator, denominator);
        }

        boolean defined(Moments arm) {
            return denominator == null || (arm.count() > 0 && arm.mean(denominator) != 0);
        }

        double value(Moments arm) {
            return denominator == null ? arm.mean(numerator) : arm.mean(numerator) / arm.mean(denominator);
        }

        /** The weights of L over the columns. */
        double[] weights(Moments arm) {
            double[] weights = new double[arm.columns()];
            if (denominator == null) {
                weights[numerator] = 1;
                return weights;
            }
            double base = arm.mean(denominator);
            weights[numerator] += 1 / base;
            weights[denominator] -= value(arm) / base;
            return weights;
        }
    }

    public RatioCovariateAdjusted {
        Moments.require(!covariates.isEmpty(), "at least one covariate is needed, were %s", covariates.size());
        covariates = List.copyOf(covariates);
    }

    /** A ratio with the same ratio before. */
    public RatioCovariateAdjusted(int numerator, int denominator, int numeratorBefore, int denominatorBefore) {
        this(
                Quantity.ratio(numerator, denominator),
                List.of(Quantity.ratio(numeratorBefore, denominatorBefore)),
                Confidence.TWO_SIDED_95);
    }

    @Override
    public String name() {
        return "ratio_cuped";
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        return defined(treatment) && defined(control)
                ? withoutTotal(adjusted().estimate(linearised(treatment), linearised(control)))
                : undefined(treatment, control);
    }

    /** What the adjustment did; both arms must hold two units or more and no zero denominator. */
    public CovariateAdjusted.Adjustment adjustment(Moments treatment, Moments control) {
        return adjusted().adjustment(linearised(treatment), linearised(control));
    }

    /** With slopes that were chosen before. */
    Lift estimate(Moments treatment, Moments control, double... slopes) {
        CovariateAdjusted adjusted = adjusted();
        return withoutTotal(adjusted.estimate(
                linearised(treatment), linearised(control), CovariateSlopes.fixed(adjusted.covariates(), slopes)));
    }

    private CovariateAdjusted adjusted() {
        List<Integer> columns =
                IntStream.rangeClosed(1, covariates.size()).boxed().toList();
        return new CovariateAdjusted(0, columns, confidence, Convention.CROSSLIFT);
    }

    private List<Quantity> quantities() {
        List<Quantity> quantities = new ArrayList<>(List.of(outcome));
        quantities.addAll(covariates);
        return quantities;
    }

    private boolean defined(Moments arm) {
        return quantities().stream().allMatch(quantity -> quantity.defined(arm));
    }

    private Moments linearised(Moments arm) {
        List<Quantity> quantities = quantities();
        double[][] weights =
                quantities.stream().map(quantity -> quantity.weights(arm)).toArray(double[][]::new);
        double[] values =
                quantities.stream().mapToDouble(quantity -> quantity.value(arm)).toArray();
        return arm.combined(weights).around(values);
    }

    private Lift undefined(Moments treatment, Moments control) {
        long units = treatment.count() + control.count();
        List<WarningCode> tooSmall = TwoArms.tooSmall(treatment, control);
        Estimate absent =
                Estimate.absent(units, tooSmall.contains(WarningCode.NO_UNITS) ? tooSmall : List.of(ZERO_DENOMINATOR));
        return new Lift(arm(treatment), arm(control), absent, absent, null);
    }

    private Lift.Arm arm(Moments arm) {
        return new Lift.Arm(arm.count(), arm.count() > 0 && outcome.defined(arm) ? outcome.value(arm) : null);
    }

    private static Lift withoutTotal(Lift lift) {
        return new Lift(lift.treatment(), lift.control(), lift.difference(), lift.relative(), null);
    }
}
