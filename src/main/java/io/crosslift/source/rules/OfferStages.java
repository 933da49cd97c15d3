package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.ProvenanceColumns;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** The events of one offer instance beside each other: one account and offer, stages in their order. */
final class OfferStages {
    /** Whether the instance has more than one account or offer. */
    static final String CONFLICT = "_instance_conflict";
    /** Whether an acceptance has no presentation at or before it. */
    static final String UNPRESENTED = "_unpresented";
    /** Whether an event comes before the first one of an earlier stage that the instance has. */
    static final String OUT_OF_ORDER = "_out_of_order";

    private static final List<String> STAGES = List.of("eligible", "sent", "presented", "clicked", "accepted");

    static Dataset<Row> seen(Dataset<Row> events, Known known) {
        WindowSpec instance = Window.partitionBy(
                col(OfferEvents.OFFER_INSTANCE_ID),
                when(Verdicts.open(), lit(null)).otherwise(col(ProvenanceColumns.RECORD_HASH)));
        Column account = col(Lookups.ACCOUNT);
        Column offer = col(OfferEvents.OFFER_ID);
        Column several = not(min(account).over(instance).eqNullSafe(max(account).over(instance)))
                .or(not(min(offer).over(instance).eqNullSafe(max(offer).over(instance))));
        Column outOfOrder = lit(false);
        for (int stage = 1; stage < STAGES.size(); stage++) {
            Column earlierLater = lit(false);
            for (String earlier : STAGES.subList(0, stage)) {
                earlierLater =
                        earlierLater.or(coalesce(col(OfferEvents.EVENT_TS).lt(first(earlier)), lit(false)));
            }
            outOfOrder = outOfOrder.or(
                    col(OfferEvents.EVENT_TYPE).equalTo(STAGES.get(stage)).and(earlierLater));
        }
        Dataset<Row> rows = events;
        for (String stage : STAGES.subList(0, STAGES.size() - 1)) {
            Column at = when(col(OfferEvents.EVENT_TYPE).equalTo(stage), col(OfferEvents.EVENT_TS));
            rows = rows.withColumn("_first_" + stage, min(at).over(instance));
        }
        Column unpresented = col(OfferEvents.EVENT_TYPE)
                .equalTo("accepted")
                .and(coalesce(first("presented").gt(col(OfferEvents.EVENT_TS)), lit(true)));
        return rows.withColumn(CONFLICT, several)
                .withColumn(UNPRESENTED, unpresented)
                .withColumn(OUT_OF_ORDER, outOfOrder)
                .drop(STAGES.subList(0, STAGES.size() - 1).stream()
                        .map(stage -> "_first_" + stage)
                        .toArray(String[]::new));
    }

    private static Column first(String stage) {
        return col("_first_" + stage);
    }

    private OfferStages() {}
}
