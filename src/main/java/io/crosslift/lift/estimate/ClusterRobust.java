package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.FEW_CLUSTERS;
import static io.crosslift.lift.estimate.WarningCode.ZERO_DENOMINATOR;

import java.util.List;

/**
 * Difference of two means per member where whole clusters were randomised, from the sums of each cluster.
 *
 * <p>It is the regression of a member's outcome on the arm with the cluster-robust variance CR1 (Liang and Zeger 1986; the
 * small-sample factor is Stata's): with the residual sum of a cluster s = y - R n, y and n its total and its members and R
 * the arm's mean per member,
 *
 * <pre>  se^2 = m / (m - 1) (N - 1) / (N - 2) (sum_T s^2 / N_T^2 + sum_C s^2 / N_C^2)</pre>
 *
 * over m clusters and N members of both arms. The test is t with m - 2 degrees of freedom (Donald and Lang 2007), since m
 * is the number of independent things that were randomised. Every cluster must be in one arm.
 *
 * @param total column of the outcome's sum over the cluster
 * @param members column of the cluster's number of members
 */
public record ClusterRobust(int total, int members, Confidence confidence) implements LiftEstimator {
    private static final long FEW = 40;

    public ClusterRobust(int total, int members) {
        this(total, members, Confidence.TWO_SIDED_95);
    }

    @Override
    public String name() {
        return "clustered";
    }

    /** Moments hold one row per cluster; counts of the result are clusters. */
    @Override
    public Lift estimate(Moments treatment, Moments control) {
        long clusters = treatment.count() + control.count();
        List<WarningCode> tooSmall = TwoArms.tooSmall(treatment, control);
        if (!tooSmall.isEmpty()) {
            return absent(treatment, control, tooSmall);
        }
        if (treatment.mean(members) == 0 || control.mean(members) == 0) {
            return absent(treatment, control, List.of(ZERO_DENOMINATOR));
        }
        double all = treatment.sum(members) + control.sum(members);
        double factor = (double) clusters / (clusters - 1) * (all - 1) / (all - 2);
        JointArms arms = new JointArms(
                value(treatment),
                value(control),
                factor * squares(treatment),
                factor * squares(control),
                0,
                clusters - 2.0,
                clusters,
                confidence,
                Math.min(treatment.count(), control.count()) < FEW ? List.of(FEW_CLUSTERS) : List.of());
        Estimate difference = arms.difference();
        return new Lift(
                arm(treatment), arm(control), difference, arms.relative(), difference.scaled(treatment.sum(members)));
    }

    private Lift absent(Moments treatment, Moments control, List<WarningCode> why) {
        Estimate absent = Estimate.absent(treatment.count() + control.count(), why);
        return new Lift(arm(treatment), arm(control), absent, absent, absent);
    }

    private double value(Moments arm) {
        return arm.mean(total) / arm.mean(members);
    }

    /** sum s^2 / N^2; the residual sums of an arm add up to zero, so that their centred products are all there is. */
    private double squares(Moments arm) {
        double ratio = value(arm);
        double squares = arm.product(total, total)
                - 2 * ratio * arm.product(total, members)
                + ratio * ratio * arm.product(members, members);
        return Math.max(0, squares) / (arm.sum(members) * arm.sum(members));
    }

    private Lift.Arm arm(Moments arm) {
        boolean defined = arm.count() > 0 && arm.mean(members) != 0;
        return new Lift.Arm(arm.count(), defined ? value(arm) : null);
    }
}
