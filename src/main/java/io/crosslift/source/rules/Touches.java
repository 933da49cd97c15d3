package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.Touchpoints;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Steps on touches. */
final class Touches {
    private static final String GROUP = "_group";
    private static final String ALIKE = "_alike";
    private static final String MICROS = "_micros";
    private static final String REPEATS = "_repeats";

    /** Promoted families as a sorted set; none, or more than the setting allows, promote nothing specific. */
    static Dataset<Row> withFamilySet(Dataset<Row> rows, Known known) {
        Column families = array_sort(array_distinct(col(Touchpoints.PROMOTED_FAMILIES)));
        Column specific = size(families).between(1, known.journey().maxPromotedFamilies());
        return rows.withColumn(
                Touchpoints.PROMOTED_FAMILIES,
                when(Verdicts.open(), when(specific, families)).otherwise(col(Touchpoints.PROMOTED_FAMILIES)));
    }

    /**
     * Decides that a touch is a duplicate where one of the same account, class, channel, campaign and promoted families was kept
     * less than or exactly the dedupe window before it (rulings F-9). A chain of close touches is measured from the last kept
     * one, not from the last one, so that it thins out instead of vanishing; that needs the touches of an account in order.
     */
    static Dataset<Row> withoutRepeats(Dataset<Row> rows, Known known) {
        long window = known.journey().dedupeWindow().toNanos() / 1_000;
        Dataset<Row> grouped = rows.withColumn(
                        GROUP,
                        when(Verdicts.open(), col(Touchpoints.ACCOUNT_ID))
                                .otherwise(col(ProvenanceColumns.RECORD_HASH)))
                .withColumn(
                        ALIKE,
                        when(
                                Verdicts.open(),
                                struct(
                                                col(Touchpoints.TOUCH_CLASS),
                                                col(Touchpoints.CHANNEL),
                                                col(Touchpoints.CAMPAIGN_ID),
                                                col(Touchpoints.PROMOTED_FAMILIES))
                                        .cast("string")))
                .withColumn(MICROS, unix_micros(col(Touchpoints.EVENT_TS)))
                .withColumn(REPEATS, lit(false));
        return Verdicts.decided(
                        marked(grouped, window),
                        List.of(Verdicts.duplicate("a touch alike was kept within the dedupe window", col(REPEATS))))
                .drop(GROUP, ALIKE, MICROS, REPEATS);
    }

    private static Dataset<Row> marked(Dataset<Row> grouped, long window) {
        StructType schema = grouped.schema();
        return grouped.groupBy(col(GROUP))
                .as(Encoders.STRING(), Encoders.row(schema))
                .flatMapSortedGroups(
                        new Column[] {col(MICROS), col(Touchpoints.TOUCHPOINT_ID)},
                        (FlatMapGroupsFunction<String, Row, Row>)
                                (account, touches) -> new Marking(touches, schema, window),
                        Encoders.row(schema));
    }

    /** Walks the touches of an account in order and marks repeats; remembers one time per kind of touch. */
    private static final class Marking implements Iterator<Row> {
        private final Iterator<Row> touches;
        private final int alike;
        private final int micros;
        private final int repeats;
        private final long window;
        private final Map<String, Long> lastKept = new HashMap<>();

        Marking(Iterator<Row> touches, StructType schema, long window) {
            this.touches = touches;
            this.alike = schema.fieldIndex(ALIKE);
            this.micros = schema.fieldIndex(MICROS);
            this.repeats = schema.fieldIndex(REPEATS);
            this.window = window;
        }

        @Override
        public boolean hasNext() {
            return touches.hasNext();
        }

        @Override
        public Row next() {
            Row touch = touches.next();
            if (touch.isNullAt(alike)) {
                return touch;
            }
            String kind = touch.getString(alike);
            long at = touch.getLong(micros);
            Long kept = lastKept.get(kind);
            if (kept == null || at - kept > window) {
                lastKept.put(kind, at);
                return touch;
            }
            Object[] values = new Object[touch.size()];
            for (int index = 0; index < values.length; index++) {
                values[index] = touch.get(index);
            }
            values[repeats] = true;
            return RowFactory.create(values);
        }
    }

    private Touches() {}
}
