package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The standard error of any smooth statistic of two arms, by leaving out one hash bucket of units at a time.
 *
 * <p>se^2 = (B - 1)/B sum_b (theta_(-b) - mean theta)^2 over the B buckets that hold units (Quenouille 1956, Tukey 1958; delete-a-group:
 * Kott 2001). A bucket must hold whole units. Its own relative error is about 1/sqrt(2 (B - 1)), so use 100 buckets or more. Not for
 * quantiles or maxima.
 */
public final class BucketJackknife {
    private BucketJackknife() {}

    /**
     * The result.
     *
     * @param standardError in the unit of the statistic; {@code null} where there is none
     * @param buckets number of buckets that held units
     */
    public record Result(@Nullable Double standardError, int buckets, List<WarningCode> warnings) {}

    /**
     * Leaves out each bucket of both arms once.
     *
     * @param treatment moments per bucket, empty moments for a bucket without units
     * @param control likewise, same length and order
     * @param statistic a function of the two arms, defined without any one bucket
     */
    public static Result of(
            List<Moments> treatment, List<Moments> control, ToDoubleBiFunction<Moments, Moments> statistic) {
        require(
                treatment.size() == control.size(),
                "both arms need the same buckets, had %s and %s",
                treatment.size(),
                control.size());
        List<Moments> filledT = new ArrayList<>();
        List<Moments> filledC = new ArrayList<>();
        for (int b = 0; b < treatment.size(); b++) {
            if (treatment.get(b).count() + control.get(b).count() > 0) {
                filledT.add(treatment.get(b));
                filledC.add(control.get(b));
            }
        }
        int buckets = filledT.size();
        if (buckets < 2) {
            return new Result(null, buckets, List.of(WarningCode.TOO_FEW_BUCKETS));
        }
        List<Moments> withoutT = eachLeftOut(filledT);
        List<Moments> withoutC = eachLeftOut(filledC);
        MomentAccumulator replicates = new MomentAccumulator(1);
        for (int b = 0; b < buckets; b++) {
            double replicate = statistic.applyAsDouble(withoutT.get(b), withoutC.get(b));
            if (!Double.isFinite(replicate)) {
                return new Result(null, buckets, List.of(WarningCode.NOT_FINITE));
            }
            replicates.add(replicate);
        }
        double squares = replicates.moments().product(0, 0);
        return new Result(Math.sqrt(squares * (buckets - 1) / buckets), buckets, List.of());
    }

    /** For every part the merge of all others, from the merges of what precedes and what follows it. */
    private static List<Moments> eachLeftOut(List<Moments> parts) {
        int columns = parts.get(0).columns();
        List<Moments> following = new ArrayList<>();
        MomentAccumulator tail = new MomentAccumulator(columns);
        for (int b = parts.size() - 1; b >= 0; b--) {
            following.add(tail.moments());
            tail.merge(parts.get(b));
        }
        List<Moments> leftOut = new ArrayList<>();
        MomentAccumulator head = new MomentAccumulator(columns);
        for (int b = 0; b < parts.size(); b++) {
            leftOut.add(head.moments().merge(following.get(parts.size() - 1 - b)));
            head.merge(parts.get(b));
        }
        return leftOut;
    }
}
