package io.crosslift.lift;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The tables that lift reads, each in the shape of its {@code TableSpec}. Without experiments, assignments and accounts there is
 * no lift; each of the others may be absent, and what needs it is skipped with a reason.
 *
 * @param experiments R15
 * @param assignments R16
 * @param accounts R01
 * @param outcomes R28
 * @param accountSegments R27
 * @param offers R12, for the plays of offers
 * @param offerEvents R13
 * @param touchpoints R11
 * @param lines F1
 * @param conversions F4
 * @param products R03, where any product has a gross margin
 * @param costs R14
 * @param looks looks of group sequential tests at earlier days
 */
public record LiftInputs(
        Dataset<Row> experiments,
        Dataset<Row> assignments,
        Dataset<Row> accounts,
        @Nullable Dataset<Row> outcomes,
        @Nullable Dataset<Row> accountSegments,
        @Nullable Dataset<Row> offers,
        @Nullable Dataset<Row> offerEvents,
        @Nullable Dataset<Row> touchpoints,
        @Nullable Dataset<Row> lines,
        @Nullable Dataset<Row> conversions,
        @Nullable Dataset<Row> products,
        @Nullable Dataset<Row> costs,
        @Nullable Dataset<Row> looks) {

    /** Tables without margins, costs and earlier looks. */
    public LiftInputs(
            Dataset<Row> experiments,
            Dataset<Row> assignments,
            Dataset<Row> accounts,
            @Nullable Dataset<Row> outcomes,
            @Nullable Dataset<Row> accountSegments,
            @Nullable Dataset<Row> offers,
            @Nullable Dataset<Row> offerEvents,
            @Nullable Dataset<Row> touchpoints,
            @Nullable Dataset<Row> lines,
            @Nullable Dataset<Row> conversions) {
        this(
                experiments,
                assignments,
                accounts,
                outcomes,
                accountSegments,
                offers,
                offerEvents,
                touchpoints,
                lines,
                conversions,
                null,
                null,
                null);
    }

    /** The same tables with those that economics and sequential tests read. */
    public LiftInputs with(
            @Nullable Dataset<Row> margins, @Nullable Dataset<Row> spent, @Nullable Dataset<Row> earlierLooks) {
        return new LiftInputs(
                experiments,
                assignments,
                accounts,
                outcomes,
                accountSegments,
                offers,
                offerEvents,
                touchpoints,
                lines,
                conversions,
                margins,
                spent,
                earlierLooks);
    }
}
