package io.crosslift.attribution.rules;

import io.crosslift.attribution.Touch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Weights of a journey's milestones. Weights add where several roles fall on one touch; the middle's weight is spread
 * evenly over the touches without a role; weights of missing roles, and of a middle without touches, are dropped and
 * the rest renormalised (rulings A-5).
 */
final class Milestones {
    private static final Set<String> INTENT = Set.of("trial", "product_signal");
    private static final Set<String> SALES = Set.of("sales_assist");

    private final List<Touch> touches;
    private final double[] weights;
    private final boolean[] hasRole;

    Milestones(List<Touch> touches) {
        this.touches = touches;
        this.weights = new double[touches.size()];
        this.hasRole = new boolean[touches.size()];
    }

    Milestones first(double weight) {
        return role(0, weight);
    }

    Milestones last(double weight) {
        return role(touches.size() - 1, weight);
    }

    /** The first touch by which the account showed intent: a trial or a product signal. */
    Milestones firstIntent(double weight) {
        return role(firstOf(INTENT), weight);
    }

    /** The first touch in which sales assisted. */
    Milestones firstSales(double weight) {
        return role(firstOf(SALES), weight);
    }

    double[] withMiddle(double weight) {
        List<Integer> middle = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            if (!hasRole[i]) {
                middle.add(i);
            }
        }
        middle.forEach(i -> weights[i] = weight / middle.size());
        return Weights.normalised(weights);
    }

    private Milestones role(int position, double weight) {
        if (position >= 0) {
            weights[position] += weight;
            hasRole[position] = true;
        }
        return this;
    }

    private int firstOf(Set<String> touchClasses) {
        for (int i = 0; i < touches.size(); i++) {
            if (touchClasses.contains(touches.get(i).touchClass())) {
                return i;
            }
        }
        return -1;
    }
}
