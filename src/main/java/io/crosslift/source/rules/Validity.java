package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ProvenanceColumns;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/** Validity periods: half-open, a missing end lasts for ever. */
final class Validity {
    /** Whether the period of a row overlaps that of another undecided row of the same thing. */
    static final String OVERLAPS = "_overlaps";

    private static final String FROM = "valid_from";
    private static final String TO = "valid_to";
    private static final Timestamp FOR_EVER = Timestamp.from(Instant.parse("9999-12-31T00:00:00Z"));

    /** Flags every row of an overlap, not only the later one: which of them is right is not known. */
    static Step overlaps(List<String> thing) {
        Column[] partition = Stream.concat(
                        thing.stream().map(functions::col),
                        Stream.of(when(Verdicts.open(), lit(null)).otherwise(col(ProvenanceColumns.RECORD_HASH))))
                .toArray(Column[]::new);
        WindowSpec byStart = Window.partitionBy(partition).orderBy(col(FROM), col(ProvenanceColumns.RECORD_HASH));
        Column end = coalesce(col(TO), lit(FOR_EVER));
        Column endBefore = max(end).over(byStart.rowsBetween(Window.unboundedPreceding(), -1));
        Column nextStart = lead(col(FROM), 1).over(byStart);
        return (rows, known) -> rows.withColumn(
                OVERLAPS, coalesce(col(FROM).lt(endBefore), lit(false)).or(coalesce(end.gt(nextStart), lit(false))));
    }

    /** A period that ends before or when it starts. */
    static Rule reversed(String from, String to) {
        return Rule.quarantine("PERIOD_REVERSED", "the period ends before it starts", col(to).leq(col(from)), from, to);
    }

    private Validity() {}
}
