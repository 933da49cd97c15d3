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
        @Nullable Dataset<Row> conversions) {}
