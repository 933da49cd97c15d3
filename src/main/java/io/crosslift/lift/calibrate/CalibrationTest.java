package io.crosslift.lift.calibrate;

import static io.crosslift.lift.estimate.Arguments.require;

import java.util.List;

/**
 * What one experiment measured beside what attribution credited, for the same population, products, window and definition of
 * revenue.
 *
 * @param subject what the factor is for, such as a channel of a goal; experiments of one subject are taken together
 * @param incremental what the experiment says was added, in the unit of the credit; may be negative
 * @param credited what attribution gave the subject over the same sales
 * @param ageDays days from the end of the measured window to the day the factor is used
 * @param brokenRules names of the rules that make the experiment invalid; none for a valid one
 */
public record CalibrationTest(
        String subject,
        String experimentId,
        Measured incremental,
        Measured credited,
        long ageDays,
        List<String> brokenRules) {

    public CalibrationTest {
        require(ageDays >= 0, "the age of experiment %s must be at least 0 days, was %s", experimentId, ageDays);
        brokenRules = List.copyOf(brokenRules);
    }

    /**
     * A number and its standard error.
     *
     * @param standardError 0 for a number that is known
     */
    public record Measured(double value, double standardError) {
        public Measured {
            require(Double.isFinite(value), "a measured value must be finite, was %s", value);
            require(
                    standardError >= 0 && Double.isFinite(standardError),
                    "a standard error must be at least 0, was %s",
                    standardError);
        }
    }

    /** kappa = incremental / credited. */
    double factor() {
        return incremental.value() / credited.value();
    }

    /**
     * (se_I^2 + kappa^2 se_A^2) / A^2, which is kappa^2 times the variance of ln kappa, and defined for kappa &lt;= 0 too.
     */
    double variance() {
        double credit = credited.value();
        double share = incremental.standardError() / credit;
        double ofCredit = factor() * credited.standardError() / credit;
        return share * share + ofCredit * ofCredit;
    }
}
