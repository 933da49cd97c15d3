package io.crosslift.kpi;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K08: credits per touch and posting in, one row per model, goal, value basis, channel, campaign, team, period and segment out.
 * A posting is dated by its conversion, clawbacks included. Conversions that no touch earned are the channel
 * {@code (unattributed)}, so net credit adds up to the same total in every model.
 */
final class AttributionTable implements KpiTable {
    private static final CreditSums SUMS =
            new CreditSums(List.of(AttributionKpi.CHANNEL, AttributionKpi.CAMPAIGN, AttributionKpi.TEAM));

    @Override
    public TableSpec table() {
        return AttributionKpi.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(AttributionCredits.TABLE, Conversions.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(AccountSegments.TABLE, AttributionModelShares.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        return Published.as(
                AttributionKpi.TABLE,
                withModelShares(SUMS.of(inputs), inputs.readIfPresent(AttributionModelShares.TABLE)),
                inputs);
    }

    /** What the newest fit says of the channel, beside what its touches were credited. */
    private static Dataset<Row> withModelShares(Dataset<Row> rows, Optional<Dataset<Row>> shares) {
        if (shares.isEmpty()) {
            return rows.withColumns(Map.of(
                    AttributionKpi.MODEL_SHARE, lit(null).cast("double"),
                    AttributionKpi.MODEL_SHARE_LOW, lit(null).cast("double"),
                    AttributionKpi.MODEL_SHARE_HIGH, lit(null).cast("double"),
                    AttributionKpi.NOTE, lit(null).cast("string")));
        }
        Dataset<Row> ofChannel = shares.get()
                .filter(col(AttributionModelShares.BASIS).equalTo("value"))
                .select(
                        col(AttributionModelShares.MODEL).as("share_model"),
                        col(AttributionModelShares.GOAL).as("share_goal"),
                        col(AttributionModelShares.CHANNEL).as("share_channel"),
                        col(AttributionModelShares.SHARE).as(AttributionKpi.MODEL_SHARE),
                        col(AttributionModelShares.LOW).as(AttributionKpi.MODEL_SHARE_LOW),
                        col(AttributionModelShares.HIGH).as(AttributionKpi.MODEL_SHARE_HIGH),
                        col(AttributionModelShares.NOTE).as(AttributionKpi.NOTE));
        return rows.join(
                broadcast(ofChannel),
                col(AttributionKpi.MODEL)
                        .equalTo(col("share_model"))
                        .and(col(AttributionKpi.GOAL).equalTo(col("share_goal")))
                        .and(col(AttributionKpi.CHANNEL).equalTo(col("share_channel"))),
                "left");
    }
}
