package io.crosslift.kpi;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K08: credits per touch and posting in, one row per model, goal, value basis, channel, campaign, team, period and segment out.
 * A posting is dated by its conversion, clawbacks included. Conversions that no touch earned are the channel
 * {@code unattributed}, so net credit adds up to the same total in every model. The channel {@code baseline} was credited nothing; where
 * experiments measured, it holds what would have been sold anyway, so that calibrated credit adds up to net credit.
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
        return List.of(AccountSegments.TABLE, AttributionModelShares.TABLE, Calibrations.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        return Published.as(
                AttributionKpi.TABLE,
                withFactors(
                        withModelShares(SUMS.of(inputs), inputs.readIfPresent(AttributionModelShares.TABLE)),
                        inputs.readIfPresent(Calibrations.TABLE)),
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

    /** The factor that a channel's credit was scaled by, and a flag where experiments measured more than was credited. */
    private static Dataset<Row> withFactors(Dataset<Row> rows, Optional<Dataset<Row>> calibrations) {
        if (calibrations.isEmpty()) {
            return rows.withColumns(Map.of(
                    AttributionKpi.KAPPA, lit(null).cast("double"),
                    AttributionKpi.CALIBRATION, lit(null).cast("string")));
        }
        Dataset<Row> applied = calibrations
                .get()
                .filter(col(Calibrations.IS_APPLIED))
                .select(
                        col(Calibrations.MODEL).as("factor_model"),
                        col(Calibrations.VALUE_BASIS).as("factor_basis"),
                        col(Calibrations.GOAL).as("factor_goal"),
                        col(Calibrations.CHANNEL).as("factor_channel"),
                        col(Calibrations.KAPPA).as("factor"),
                        col(Calibrations.SOURCE).as("factor_source"));
        Column scaled = col(AttributionKpi.CALIBRATED).isNotNull();
        Column overOne = col(AttributionKpi.CHANNEL)
                .equalTo(Calibrations.BASELINE_CHANNEL)
                .and(col(AttributionKpi.CALIBRATED).lt(0));
        return rows.join(
                        broadcast(applied),
                        col(AttributionKpi.MODEL)
                                .equalTo(col("factor_model"))
                                .and(col(AttributionKpi.VALUE_BASIS).equalTo(col("factor_basis")))
                                .and(col(AttributionKpi.GOAL).equalTo(col("factor_goal")))
                                .and(col(AttributionKpi.CHANNEL).equalTo(col("factor_channel"))),
                        "left")
                .withColumns(Map.of(
                        AttributionKpi.KAPPA, when(scaled, col("factor")),
                        AttributionKpi.CALIBRATION, when(scaled, col("factor_source")),
                        AttributionKpi.NOTE, when(overOne, "OVER_ONE").otherwise(col(AttributionKpi.NOTE))));
    }
}
