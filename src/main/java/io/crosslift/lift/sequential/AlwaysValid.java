package io.crosslift.lift.sequential;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An interval and a p that may be read at any time, any number of times, and acted on. */
public interface AlwaysValid extends SequentialPlan {
    /**
     * The same estimate with an interval and a p that hold at all times together; degrees of freedom are {@code null},
     * since the argument is that of large samples. An estimate without a standard error is returned as it is, without
     * interval and p.
     */
    Estimate at(Estimate fixed);

    /** The same method for a quantity in another unit, {@code factor} of which make one of this. */
    AlwaysValid scaled(double factor);

    /**
     * All three quantities of a comparison. The relative lift keeps its standard error by the delta method and gets a
     * symmetric interval where it had one; the log interval has no counterpart here.
     */
    default Lift at(Lift fixed) {
        Estimate total = fixed.incrementalTotal();
        Double control = fixed.control().value();
        Estimate relative = fixed.relative();
        boolean bounded = relative.low() != null || relative.high() != null;
        return new Lift(
                fixed.treatment(),
                fixed.control(),
                at(fixed.difference()),
                bounded && control != null && control != 0
                        ? scaled(1 / Math.abs(control)).at(relative)
                        : untested(relative),
                total == null
                        ? null
                        : scaled((double) Math.max(1, fixed.treatment().units()))
                                .at(total));
    }

    /**
     * The p values after each look: the smallest so far, since what was rejected once stays rejected.
     *
     * @param looks the fixed-horizon estimates, oldest first
     */
    default List<@Nullable Double> runningP(List<Estimate> looks) {
        List<@Nullable Double> running = new ArrayList<>();
        Double smallest = null;
        for (Estimate look : looks) {
            Double p = at(look).p();
            if (p != null && (smallest == null || p < smallest)) {
                smallest = p;
            }
            running.add(smallest);
        }
        return Collections.unmodifiableList(running);
    }

    /** What is left of an estimate that has no standard error. */
    static Estimate untested(Estimate fixed) {
        return new Estimate(fixed.value(), null, null, null, null, null, null, fixed.units(), fixed.warnings());
    }
}
