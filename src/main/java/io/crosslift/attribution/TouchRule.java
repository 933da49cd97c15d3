package io.crosslift.attribution;

import java.util.List;

/** Splits one conversion over the touches of its journey, looking at nothing else. */
public non-sealed interface TouchRule extends AttributionModel {

    /**
     * Returns the share of each touch.
     *
     * @param touches at least one touch, in {@link Touch#TIME_ORDER}
     * @param convertedAtMicros when the conversion happened, microseconds since 1970-01-01T00:00:00Z
     * @return one non-negative weight per touch, in the order given; they sum to 1 up to rounding
     */
    double[] weights(List<Touch> touches, long convertedAtMicros);

    /** Returns whether {@link #weights} has nothing to go by for these touches and splits evenly instead. */
    default boolean fallsBackToLinear(List<Touch> touches) {
        return false;
    }

    /** Returns whether the rule reads times or touch classes, which a path of bare channels doesn't have. */
    default boolean readsTimesOrClasses() {
        return false;
    }
}
