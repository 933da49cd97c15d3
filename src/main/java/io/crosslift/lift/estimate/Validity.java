package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether an experiment counts.
 *
 * @param smallestSampleRatioP smallest p of the sample-ratio tests over all steps (assigned, matched, analysed); {@code null} where
 *     none could be made
 * @param sampleRatioAlert p below which the arms count as lost or mixed up, in [0, 1]
 * @param lateRegistration whether the experiment was registered after it started
 * @param multiArm whether a unit is in two arms at once
 * @param controlExposure share of the control units that were exposed, in [0, 1]
 * @param controlExposureLimit largest allowed share, in [0, 1]
 * @param windowElapsed whether the whole outcome window lies before the end of the data
 */
public record Validity(
        @Nullable Double smallestSampleRatioP,
        double sampleRatioAlert,
        boolean lateRegistration,
        boolean multiArm,
        double controlExposure,
        double controlExposureLimit,
        boolean windowElapsed) {

    /** Share of exposed control units above which an experiment is invalid, unless settings say otherwise. */
    public static final double CONTROL_EXPOSURE_LIMIT = 0.05;

    /** A sample-ratio p below this makes an experiment invalid, unless settings say otherwise. */
    public static final double SAMPLE_RATIO_ALERT = 0.001;

    public Validity {
        require(
                smallestSampleRatioP == null || (smallestSampleRatioP >= 0 && smallestSampleRatioP <= 1),
                "p of the sample-ratio test must be in [0, 1], was %s",
                smallestSampleRatioP);
        require(
                sampleRatioAlert >= 0 && sampleRatioAlert <= 1,
                "the limit of the sample-ratio test must be in [0, 1], was %s",
                sampleRatioAlert);
        require(
                controlExposure >= 0 && controlExposure <= 1,
                "the exposed share of control must be in [0, 1], was %s",
                controlExposure);
        require(
                controlExposureLimit >= 0 && controlExposureLimit <= 1,
                "the limit of the exposed share must be in [0, 1], was %s",
                controlExposureLimit);
    }

    /** Nothing is wrong. */
    public static Validity clean() {
        return new Validity(null, SAMPLE_RATIO_ALERT, false, false, 0, CONTROL_EXPOSURE_LIMIT, true);
    }

    /** A rule that an experiment broke. */
    public enum Failure {
        SAMPLE_RATIO("The arms don't hold the shares that were planned."),
        LATE_REGISTRATION("The experiment was registered after it started."),
        MULTI_ARM("A unit is in two arms at once."),
        CONTAMINATION("More control units were exposed than allowed."),
        WINDOW_OPEN("The outcome window hasn't elapsed.");

        private final String sentence;

        Failure(String sentence) {
            this.sentence = sentence;
        }

        /** The failure in one sentence. */
        public String sentence() {
            return sentence;
        }
    }

    /** Every rule that was broken, in the order of {@link Failure}. */
    public Set<Failure> failures() {
        Set<Failure> failures = EnumSet.noneOf(Failure.class);
        addIf(failures, smallestSampleRatioP != null && smallestSampleRatioP < sampleRatioAlert, Failure.SAMPLE_RATIO);
        addIf(failures, lateRegistration, Failure.LATE_REGISTRATION);
        addIf(failures, multiArm, Failure.MULTI_ARM);
        addIf(failures, controlExposure > controlExposureLimit, Failure.CONTAMINATION);
        addIf(failures, !windowElapsed, Failure.WINDOW_OPEN);
        return failures;
    }

    private static void addIf(Set<Failure> failures, boolean broken, Failure failure) {
        if (broken) {
            failures.add(failure);
        }
    }
}
