package io.crosslift.attribution;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.unix_micros;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.Touchpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Credits conversions to the touches of their journeys, under every enabled model. In: converted journeys, conversions and
 * their refunds by day. Out: one row per conversion, model, touch and posting, shaped as F5 without its stamps; per conversion
 * and model the postings add up to value - refunded exactly.
 */
public final class CreditStep {
    static final String VALUE_CENTS = "value_cents";
    static final String CONVERTED_MICROS = "converted_micros";
    static final String REFUNDS = "refunds";

    private CreditStep() {}

    /**
     * Postings of all enabled models.
     *
     * @param journeys journeys of all kinds; only converted ones are credited
     * @param conversions F4
     * @param refunds refunds by conversion and day ({@code conversion_id, refunded_on, amount}), or null where there are none
     * @param models fitted models by goal
     */
    public static Dataset<Row> postings(
            Dataset<Row> journeys,
            Dataset<Row> conversions,
            @Nullable Dataset<Row> refunds,
            Map<String, GoalModels> models) {
        Map<String, Map<String, JourneyCredit>> credits = new HashMap<>();
        Map<String, String> versions = new HashMap<>();
        models.forEach((goal, goalModels) -> {
            Map<String, JourneyCredit> byModel = new HashMap<>();
            goalModels.rules().forEach((name, rule) -> byModel.put(name, new JourneyCredit(rule)));
            credits.put(goal, byModel);
            versions.put(goal, goalModels.version());
        });
        FlatMapFunction<Row, Row> credit = new ConversionCredit(credits, versions);
        return credited(journeys, conversions, refunds).flatMap(credit, Encoders.row(ConversionCredit.SCHEMA));
    }

    private static Dataset<Row> credited(
            Dataset<Row> journeys, Dataset<Row> conversions, @Nullable Dataset<Row> refunds) {
        Dataset<Row> touched = journeys.filter(col(Journeys.END_KIND).equalTo("converted"))
                .select(
                        explode(col(Journeys.CONVERSION_IDS)).as("journey_conversion"),
                        transform(
                                        col(Journeys.TOUCHES),
                                        touch -> struct(
                                                touch.getField("touchpoint_id").as("touchpoint_id"),
                                                unix_micros(touch.getField("ts"))
                                                        .as("at"),
                                                touch.getField("channel").as("channel"),
                                                touch.getField("touch_class").as("touch_class")))
                                .as(Journeys.TOUCHES));
        Dataset<Row> valued = conversions
                .withColumn(VALUE_CENTS, cents(col(Conversions.VALUE)))
                .withColumn(CONVERTED_MICROS, unix_micros(col(Conversions.CONVERTED_AT)));
        Dataset<Row> joined =
                valued.join(touched, col(Conversions.CONVERSION_ID).equalTo(col("journey_conversion")), "inner");
        if (refunds == null) {
            return joined.withColumn(REFUNDS, lit(null).cast("array<struct<refunded_on:date,cents:bigint>>"));
        }
        Dataset<Row> byConversion = refunds.groupBy(col("conversion_id").as("refunded_conversion"))
                .agg(sort_array(collect_list(
                                struct(col("refunded_on"), cents(col("amount")).as("cents"))))
                        .as(REFUNDS));
        return joined.join(byConversion, col(Conversions.CONVERSION_ID).equalTo(col("refunded_conversion")), "left");
    }

    /**
     * Adds what F5 says of a touch beyond the journey: campaign, whether it captures demand, and the team of its class.
     *
     * @param postings postings of the models of record
     * @param touchpoints core touchpoints
     */
    public static Dataset<Row> withTouchFacts(
            Dataset<Row> postings, Dataset<Row> touchpoints, SortedMap<String, String> teamOfTouchClass) {
        Dataset<Row> facts = touchpoints.select(
                col(Touchpoints.TOUCHPOINT_ID).as("fact_touch"),
                col(Touchpoints.CAMPAIGN_ID).as("fact_campaign"),
                col(Touchpoints.IS_CAPTURE).as("fact_capture"));
        Column[] teams = teamOfTouchClass.entrySet().stream()
                .flatMap(entry -> List.of(lit(entry.getKey()), lit(entry.getValue())).stream())
                .toArray(Column[]::new);
        Column team = teams.length == 0 ? lit(null).cast("string") : element_at(map(teams), col("touch_class"));
        return postings.join(facts, col(AttributionCredits.TOUCHPOINT_ID).equalTo(col("fact_touch")), "left")
                .withColumn(AttributionCredits.CAMPAIGN_ID, coalesce(col("fact_campaign"), lit("(none)")))
                .withColumn(AttributionCredits.IS_CAPTURE, coalesce(col("fact_capture"), lit(false)))
                .withColumn(AttributionCredits.TEAM, coalesce(team, lit("(none)")))
                .withColumn(
                        AttributionCredits.CREDIT,
                        col(ConversionCredit.CREDIT_CENTS)
                                .cast("decimal(20,0)")
                                .divide(100)
                                .cast(ColumnTypes.MONEY))
                .withColumn(AttributionCredits.CALIBRATED_CREDIT, lit(null).cast(ColumnTypes.MONEY));
    }

    private static Column cents(Column money) {
        return money.multiply(100).cast("bigint");
    }
}
