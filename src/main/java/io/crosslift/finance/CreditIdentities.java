package io.crosslift.finance;

import static io.crosslift.finance.Identities.LEFT;
import static io.crosslift.finance.Identities.RIGHT;
import static io.crosslift.finance.Identities.SLICE;
import static io.crosslift.finance.Identities.allSegments;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Conversions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The identities of credit: what was posted, published and calibrated is what was sold. */
final class CreditIdentities {
    private CreditIdentities() {}

    /** I6: conversions and models whose postings add up to value - refunded, of all there should be. */
    static Dataset<Row> conversionsCredited(Dataset<Row> credits, Dataset<Row> conversions) {
        Dataset<Row> posted = credits.groupBy(AttributionCredits.CONVERSION_ID, AttributionCredits.MODEL)
                .agg(sum(AttributionCredits.CREDIT).as("posted"));
        Dataset<Row> due = conversions
                .select(
                        col(Conversions.CONVERSION_ID).as("due_conversion"),
                        col(Conversions.SELL_TYPE).as("goal"),
                        col(Conversions.VALUE).minus(col(Conversions.REFUNDED)).as("due"))
                .crossJoin(credits.select(AttributionCredits.MODEL).distinct().withColumnRenamed("model", "due_model"));
        return due.join(
                        posted,
                        col(AttributionCredits.CONVERSION_ID)
                                .equalTo(col("due_conversion"))
                                .and(col(AttributionCredits.MODEL).equalTo(col("due_model"))),
                        "left")
                .groupBy(concat_ws(" ", lit("conversions credited in full,"), col("due_model"), col("goal"))
                        .as(SLICE))
                .agg(
                        sum(when(col("posted").equalTo(col("due")), lit(1L)).otherwise(lit(0L)))
                                .as(LEFT),
                        count(lit(1)).as(RIGHT));
    }

    /** I8: touches of conversions that were given back in full, with nothing left of their credit, of all such touches. */
    static Dataset<Row> conversionsGivenBack(Dataset<Row> credits, Dataset<Row> conversions) {
        Dataset<Row> givenBack = conversions
                .filter(col(Conversions.REFUNDED)
                        .equalTo(col(Conversions.VALUE))
                        .and(col(Conversions.VALUE).notEqual(0)))
                .select(col(Conversions.CONVERSION_ID).as("given_back"));
        return credits.join(givenBack, col(AttributionCredits.CONVERSION_ID).equalTo(col("given_back")), "left_semi")
                .groupBy(AttributionCredits.CONVERSION_ID, AttributionCredits.MODEL, AttributionCredits.TOUCHPOINT_ID)
                .agg(sum(AttributionCredits.CREDIT).as("balance"))
                .agg(
                        sum(when(col("balance").equalTo(0), lit(1L)).otherwise(lit(0L)))
                                .as(LEFT),
                        count(lit(1)).as(RIGHT))
                .withColumn(SLICE, lit("touches of conversions given back in full that keep no credit"));
    }

    /** I7: per model, goal and basis, credit published in monthly periods against value - refunded. */
    static Dataset<Row> creditOfModels(Dataset<Row> kpi, Dataset<Row> conversions) {
        Dataset<Row> due = conversions
                .groupBy(
                        col(Conversions.SELL_TYPE).as("due_goal"),
                        col(Conversions.VALUE_BASIS).as("due_basis"))
                .agg(sum(col(Conversions.VALUE).minus(col(Conversions.REFUNDED)))
                        .as(RIGHT));
        return allSegments(kpi, "month")
                .groupBy(AttributionKpi.MODEL, AttributionKpi.GOAL, AttributionKpi.VALUE_BASIS)
                .agg(sum(AttributionKpi.NET_CREDIT).as(LEFT))
                .join(
                        due,
                        col(AttributionKpi.GOAL)
                                .equalTo(col("due_goal"))
                                .and(col(AttributionKpi.VALUE_BASIS).equalTo(col("due_basis"))),
                        "left")
                .select(
                        concat_ws(
                                        " ",
                                        lit("net credit,"),
                                        col(AttributionKpi.MODEL),
                                        col(AttributionKpi.GOAL),
                                        col(AttributionKpi.VALUE_BASIS))
                                .as(SLICE),
                        col(LEFT),
                        col(RIGHT));
    }

    /** I7: conversions and models whose calibrated credit, baseline included, adds up to their credit, of all that are calibrated. */
    static Dataset<Row> conversionsCalibrated(Dataset<Row> credits) {
        Column calibrated = col(AttributionCredits.CALIBRATED_CREDIT);
        return credits.groupBy(
                        AttributionCredits.CONVERSION_ID,
                        AttributionCredits.MODEL,
                        AttributionCredits.SELL_TYPE,
                        AttributionCredits.POSTING_SEQ)
                .agg(
                        sum(AttributionCredits.CREDIT).as("credit"),
                        sum(calibrated).as("calibrated"),
                        count(lit(1)).as("postings"),
                        count(calibrated).as("calibrated_postings"))
                .filter(col("calibrated_postings").gt(0))
                .groupBy(concat_ws(
                                " ",
                                lit("postings calibrated in full,"),
                                col(AttributionCredits.MODEL),
                                col(AttributionCredits.SELL_TYPE))
                        .as(SLICE))
                .agg(
                        sum(when(
                                                col("calibrated")
                                                        .equalTo(col("credit"))
                                                        .and(col("calibrated_postings")
                                                                .equalTo(col("postings"))),
                                                lit(1L))
                                        .otherwise(lit(0L)))
                                .as(LEFT),
                        count(lit(1)).as(RIGHT));
    }

    /** I7: per calibrated model, goal and basis, calibrated credit published in monthly periods against net credit. */
    static Dataset<Row> calibratedCredit(Dataset<Row> kpi) {
        return allSegments(kpi, "month")
                .groupBy(AttributionKpi.MODEL, AttributionKpi.GOAL, AttributionKpi.VALUE_BASIS)
                .agg(
                        sum(AttributionKpi.CALIBRATED).as(LEFT),
                        sum(AttributionKpi.NET_CREDIT).as(RIGHT))
                .filter(col(LEFT).isNotNull())
                .withColumn(
                        SLICE,
                        concat_ws(
                                " ",
                                lit("calibrated credit,"),
                                col(AttributionKpi.MODEL),
                                col(AttributionKpi.GOAL),
                                col(AttributionKpi.VALUE_BASIS)));
    }

    /** I9: credit by team as posted against credit by team as published. */
    static Dataset<Row> creditOfTeams(Dataset<Row> credits, Dataset<Row> kpi) {
        Dataset<Row> posted = credits.groupBy(
                        col(AttributionCredits.MODEL).as("posted_model"),
                        col(AttributionCredits.TEAM).as("posted_team"))
                .agg(sum(AttributionCredits.CREDIT).as(LEFT));
        Dataset<Row> published = allSegments(kpi, "month")
                .groupBy(AttributionKpi.MODEL, AttributionKpi.TEAM)
                .agg(sum(AttributionKpi.NET_CREDIT).as(RIGHT));
        return posted.join(
                        published,
                        col("posted_model")
                                .equalTo(col(AttributionKpi.MODEL))
                                .and(col("posted_team").equalTo(col(AttributionKpi.TEAM))),
                        "full")
                .select(
                        concat_ws(
                                        " ",
                                        lit("net credit by team,"),
                                        coalesce(col("posted_model"), col(AttributionKpi.MODEL)),
                                        coalesce(col("posted_team"), col(AttributionKpi.TEAM)))
                                .as(SLICE),
                        col(LEFT),
                        col(RIGHT));
    }
}
