package io.crosslift.attribution.rules;

import java.util.Arrays;

/** What the rules share about weights. */
final class Weights {
    private Weights() {}

    /** Divides the weights by their sum, in place. */
    static double[] normalised(double[] weights) {
        double total = Arrays.stream(weights).sum();
        Arrays.setAll(weights, i -> weights[i] / total);
        return weights;
    }

    /** Checks one weight of a rule's settings. */
    static void requireWeight(String rule, String name, double weight) {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    rule + " weight " + name + " must be finite and not negative, was " + weight);
        }
    }

    /** Checks that a journey's ends earn something, because a journey of one touch has nothing else. */
    static void requireEnds(String rule, double first, double last) {
        if (!(first + last > 0)) {
            throw new IllegalArgumentException(rule + " weights of the first and the last touch must not both be 0");
        }
    }
}
