package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.SupportTickets;
import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * From which local day on sales are known.
 *
 * @param lines first day of lines (F1), or null
 * @param movements first day of recurring revenue (F2), or null
 * @param tickets first day of support tickets (R20), or null
 */
record KnownSales(
        @Nullable LocalDate lines,
        @Nullable LocalDate movements,
        @Nullable LocalDate tickets) {
    /** Where no experiment asks. */
    static final KnownSales NONE = new KnownSales(null, null, null);

    static KnownSales of(LiftInputs inputs, LiftRules rules) {
        return new KnownSales(
                first(inputs.lines(), col(ClassifiedLines.LINE_DATE)),
                first(inputs.movements(), col(MrrMovements.EFFECTIVE_DATE)),
                first(inputs.tickets(), AccountEvents.localDay(col(SupportTickets.OPENED_AT), rules)));
    }

    /**
     * The first day on which a metric's table holds sales; null where it holds none. Conversions come from lines where there are any, else
     * from movements; neither they nor recurring gains count before history is complete.
     */
    @Nullable
    LocalDate since(SalesMetric.Source source, LiftRules rules) {
        return switch (source) {
            case LINES -> lines;
            case TICKETS -> tickets;
            case MOVEMENTS -> complete(movements, rules);
            case CONVERSIONS -> complete(lines == null ? movements : lines, rules);
        };
    }

    private static @Nullable LocalDate complete(@Nullable LocalDate first, LiftRules rules) {
        return first == null ? null : rules.notBeforeCompleteFrom(first);
    }

    private static @Nullable LocalDate first(@Nullable Dataset<Row> rows, Column day) {
        if (rows == null) {
            return null;
        }
        Date first = rows.agg(min(day).as("first")).head().getAs("first");
        return first == null ? null : first.toLocalDate();
    }
}
