package io.crosslift.lift.estimate;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one estimator says about treatment against control.
 *
 * @param treatment units and unadjusted value of the treatment arm
 * @param control units and unadjusted value of the control arm
 * @param difference treatment minus control, in the unit of the outcome
 * @param relative the difference divided by the absolute control value, as a fraction
 * @param incrementalTotal the difference times the treated units: what the programme added; {@code null} for a ratio, whose
 *     difference isn't per unit
 */
public record Lift(
        Arm treatment,
        Arm control,
        Estimate difference,
        Estimate relative,
        @Nullable Estimate incrementalTotal) {

    /**
     * One arm.
     *
     * @param units number of units
     * @param value mean, rate or ratio; {@code null} where it is undefined
     */
    public record Arm(long units, @Nullable Double value) {}

    /** The codes of the warnings of any of its numbers, each once, in their order. */
    public List<String> warnings() {
        return Stream.of(difference, relative, incrementalTotal)
                .filter(Objects::nonNull)
                .flatMap(estimate -> estimate.warnings().stream())
                .distinct()
                .sorted()
                .map(WarningCode::name)
                .toList();
    }

    /**
     * What the programme would add if {@code eligible} units got it: the difference times their number. It isn't what was
     * measured and must be labelled apart.
     *
     * @throws IllegalStateException for a ratio, whose difference isn't per unit
     */
    public Estimate ifRolledOutTo(long eligible) {
        if (incrementalTotal == null) {
            throw new IllegalStateException("a ratio has no total per unit");
        }
        return difference.scaled((double) eligible);
    }
}
