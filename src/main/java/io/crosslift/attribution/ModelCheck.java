package io.crosslift.attribution;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;

/**
 * An identity that a fitted model must fulfil: {@code left = right} up to rounding, or {@code left <= right} where the
 * check is named as a bound.
 *
 * @param model name of the model
 * @param goal goal it was fitted for; empty where the paths have none
 * @param check what is compared
 * @param left what the model says
 * @param right what it must be
 * @param passed whether it holds
 */
public record ModelCheck(String model, String goal, String check, double left, double right, boolean passed)
        implements Serializable {
    /** Largest difference that counts as rounding, as a share of the size compared. */
    private static final double ROUNDING = 1e-9;

    /** Checks that two numbers agree up to rounding. */
    public static ModelCheck equal(String model, String check, double left, double right) {
        return equal(model, check, left, right, Math.abs(right));
    }

    /** Checks that two numbers agree up to rounding of numbers of a size. */
    public static ModelCheck equal(String model, String check, double left, double right, double size) {
        return new ModelCheck(model, "", check, left, right, Math.abs(left - right) <= ROUNDING * Math.max(1, size));
    }

    /** Checks that the credit of all channels is all conversions and all value. */
    public static List<ModelCheck> conservation(String model, Collection<ChannelCredit> channels, PathWeights weights) {
        return List.of(
                equal(
                        model,
                        "sum of credited conversions = conversions",
                        channels.stream()
                                .mapToDouble(ChannelCredit::conversions)
                                .sum(),
                        weights.conversions()),
                equal(
                        model,
                        "sum of credited value = value",
                        channels.stream().mapToDouble(ChannelCredit::value).sum(),
                        weights.value(),
                        channels.stream()
                                .mapToDouble(credit -> Math.abs(credit.value()))
                                .sum()));
    }

    /** Checks that a number is at most another. */
    public static ModelCheck atMost(String model, String check, double left, double right) {
        return new ModelCheck(model, "", check, left, right, left <= right);
    }

    /** Returns the same check, said of a goal. */
    public ModelCheck ofGoal(String name) {
        return new ModelCheck(model, name, check, left, right, passed);
    }
}
