package io.crosslift.lift.calibrate;

import static io.crosslift.lift.estimate.Arguments.require;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number that turns credit into incremental credit, with its interval.
 *
 * @param kappa shrunk factor, above 0
 * @param low lower end of its interval, above 0
 * @param high upper end
 * @param source where it comes from
 * @param measured the subject's own incremental / credited, before any shrinkage; {@code null} for an untested subject. It
 *     may be negative
 * @param logVariance s^2, the variance of ln measured with decay; {@code null} for an untested subject and where measured
 *     is not positive
 * @param weight share of the subject's own evidence in kappa, in [0, 1]; the rest is the portfolio's
 * @param experiments ids of the experiments behind the subject's own evidence, ascending; empty for an untested one
 * @param flags in the order of {@link CalibrationFlag}
 */
public record CalibrationFactor(
        double kappa,
        double low,
        double high,
        Source source,
        @Nullable Double measured,
        @Nullable Double logVariance,
        double weight,
        List<String> experiments,
        List<CalibrationFlag> flags) {

    public CalibrationFactor {
        require(low > 0 && low <= kappa && kappa <= high, "a factor must lie in its interval above 0, was %s", kappa);
        require(Double.isFinite(high), "the interval of a factor must be finite, ended at %s", high);
        experiments = List.copyOf(experiments);
        flags = List.copyOf(flags);
    }

    /** Whose evidence a factor is. */
    public enum Source {
        EXPERIMENT,
        PORTFOLIO
    }
}
