package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One estimated quantity with its interval and test. A number that doesn't exist is {@code null} and a warning says why;
 * NaN, an infinity and p = 0 are refused.
 *
 * @param value the estimate, in the unit of the outcome or, for a relative lift, as a fraction (0.1 = 10 %)
 * @param standardError in the unit of {@code value}
 * @param degreesOfFreedom of the t distribution behind interval and p; {@code null} where it is the normal
 * @param statistic the t or z value behind p
 * @param low lower end of the interval; {@code null} also for a one-sided interval without one
 * @param high upper end of the interval; {@code null} also for a one-sided interval without one
 * @param p p value in (0, 1]
 * @param units number of units behind the estimate, both arms
 * @param warnings codes in the order of {@link WarningCode}, each once
 */
public record Estimate(
        @Nullable Double value,
        @Nullable Double standardError,
        @Nullable Double degreesOfFreedom,
        @Nullable Double statistic,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double p,
        long units,
        List<WarningCode> warnings) {

    public Estimate {
        requireFinite("value", value);
        requireFinite("standardError", standardError);
        requireFinite("degreesOfFreedom", degreesOfFreedom);
        requireFinite("statistic", statistic);
        requireFinite("low", low);
        requireFinite("high", high);
        require(p == null || (p > 0 && p <= 1), "p must be in (0, 1], was %s", p);
        warnings = List.copyOf(sorted(warnings));
    }

    /** No number at all, and why. */
    public static Estimate absent(long units, Collection<WarningCode> warnings) {
        return new Estimate(null, null, null, null, null, null, null, units, List.copyOf(warnings));
    }

    /** The value alone, and why there is no more. */
    public static Estimate valueOnly(double value, long units, Collection<WarningCode> warnings) {
        Set<WarningCode> codes = sorted(warnings);
        return new Estimate(finite(value, codes), null, null, null, null, null, null, units, List.copyOf(codes));
    }

    /** value +- critical x standard error, with p from value / standard error; {@code null} degrees of freedom: normal. */
    public static Estimate symmetric(
            double value,
            double standardError,
            @Nullable Double degreesOfFreedom,
            Confidence confidence,
            long units,
            Collection<WarningCode> warnings) {
        double half = confidence.critical(degreesOfFreedom) * standardError;
        double statistic = value / standardError;
        Test test = new Test(statistic, degreesOfFreedom, confidence.p(statistic, degreesOfFreedom));
        return tested(value, standardError, test, value - half, value + half, confidence, units, warnings);
    }

    /** An interval and a test that were computed apart. The end that a one-sided alternative lacks is left out. */
    public static Estimate tested(
            double value,
            double standardError,
            Test test,
            double low,
            double high,
            Confidence confidence,
            long units,
            Collection<WarningCode> warnings) {
        Set<WarningCode> codes = sorted(warnings);
        boolean hasLow = confidence.alternative() != Alternative.LESS;
        boolean hasHigh = confidence.alternative() != Alternative.GREATER;
        return new Estimate(
                finite(value, codes),
                finite(standardError, codes),
                test.degreesOfFreedom() == null ? null : finite(test.degreesOfFreedom(), codes),
                finite(test.statistic(), codes),
                hasLow ? finite(low, codes) : null,
                hasHigh ? finite(high, codes) : null,
                publishable(test.p(), codes),
                units,
                List.copyOf(codes));
    }

    /** A value with an interval that stands although nothing can be tested. */
    static Estimate untested(
            double value,
            double low,
            double high,
            Confidence confidence,
            long units,
            Collection<WarningCode> warnings) {
        Estimate whole = tested(value, 1, new Test(1, null, 1), low, high, confidence, units, warnings);
        return new Estimate(whole.value, null, null, null, whole.low, whole.high, null, units, whole.warnings);
    }

    /** The same estimate without its interval, and why. */
    public Estimate withoutInterval(WarningCode why) {
        Set<WarningCode> codes = sorted(warnings);
        codes.add(why);
        return new Estimate(
                value, standardError, degreesOfFreedom, statistic, null, null, p, units, List.copyOf(codes));
    }

    /** Estimate, standard error and interval times {@code factor} &gt; 0; the test stays. */
    public Estimate scaled(double factor) {
        require(factor > 0 && Double.isFinite(factor), "factor must be positive, was %s", factor);
        Set<WarningCode> codes = sorted(warnings);
        return new Estimate(
                times(value, factor, codes),
                times(standardError, factor, codes),
                degreesOfFreedom,
                statistic,
                times(low, factor, codes),
                times(high, factor, codes),
                p,
                units,
                List.copyOf(codes));
    }

    /** A statistic, the degrees of freedom of its t distribution ({@code null}: normal or exact) and its p value. */
    public record Test(double statistic, @Nullable Double degreesOfFreedom, double p) {}

    /** p as it may be published: an underflow becomes the smallest normal double, which is an upper bound. */
    static @Nullable Double publishable(double p, Collection<WarningCode> warnings) {
        if (Double.isNaN(p)) {
            warnings.add(WarningCode.NOT_FINITE);
            return null;
        }
        if (p < Double.MIN_NORMAL) {
            warnings.add(WarningCode.P_BELOW_RANGE);
            return Double.MIN_NORMAL;
        }
        return Math.min(1, p);
    }

    private static @Nullable Double times(@Nullable Double number, double factor, Set<WarningCode> warnings) {
        return number == null ? null : finite(number * factor, warnings);
    }

    private static @Nullable Double finite(double number, Set<WarningCode> warnings) {
        if (Double.isFinite(number)) {
            return number;
        }
        warnings.add(WarningCode.NOT_FINITE);
        return null;
    }

    private static Set<WarningCode> sorted(Collection<WarningCode> warnings) {
        Set<WarningCode> codes = EnumSet.noneOf(WarningCode.class);
        codes.addAll(warnings);
        return codes;
    }

    private static void requireFinite(String name, @Nullable Double number) {
        require(number == null || Double.isFinite(number), "%s must be finite, was %s", name, number);
    }
}
