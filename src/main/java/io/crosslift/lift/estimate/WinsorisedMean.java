package io.crosslift.lift.estimate;

import org.jspecify.annotations.Nullable;

/**
 * The twin of {@link MeanDifference} on a capped outcome, to be shown beside the raw one with the share of the outcome that
 * the cap took away. It answers another question: the effect on money up to the cap.
 *
 * @param outcome column of the raw outcome
 * @param capped column of the outcome after {@link Cap#of}
 */
public record WinsorisedMean(int outcome, int capped, Cap cap, Confidence confidence) implements LiftEstimator {

    /**
     * What the cap took away, as shares of the raw sums.
     *
     * @param total of both arms; {@code null} where the raw sum isn't positive
     * @param treatment of the treatment arm, likewise
     * @param control of the control arm, likewise
     */
    public record Removed(
            @Nullable Double total,
            @Nullable Double treatment,
            @Nullable Double control) {}

    @Override
    public String name() {
        return "winsorised";
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        return new MeanDifference(capped, confidence, Convention.CROSSLIFT).estimate(treatment, control);
    }

    /** The shares to publish beside the result. */
    public Removed removed(Moments treatment, Moments control) {
        return new Removed(
                share(treatment.sum(outcome) + control.sum(outcome), treatment.sum(capped) + control.sum(capped)),
                share(treatment.sum(outcome), treatment.sum(capped)),
                share(control.sum(outcome), control.sum(capped)));
    }

    private static @Nullable Double share(double raw, double kept) {
        return raw > 0 ? 1 - kept / raw : null;
    }
}
