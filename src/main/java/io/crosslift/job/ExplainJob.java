package io.crosslift.job;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.journey.ConversionJourney;
import io.crosslift.journey.Goal;
import io.crosslift.journey.JourneyRules;
import io.crosslift.lake.Lake;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Instants;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.Touchpoints;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Explains one conversion from the stored tables: its journey, touch by touch, and how each model splits its value. */
public final class ExplainJob {
    private final ResolvedSettings settings;
    private final Console console;
    private final Lake lake;

    public ExplainJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
        this.lake = CommandLake.open(spark, settings, "explain");
    }

    /**
     * Prints the explanation.
     *
     * @param conversionId a conversion of {@code fact.fct_conversion}
     * @param everyTouch whether to list touches one by one that have little to do with it
     * @throws Failure usage: there is no such conversion, or no run has filled the tables
     */
    public void run(String conversionId, boolean everyTouch) {
        Row conversion = conversion(conversionId);
        String account = conversion.getAs(Conversions.ACCOUNT_ID);
        Goal goal = Goal.of(conversion.getAs(Conversions.SELL_TYPE));
        Dataset<Row> journeys = of(lake.read(Journeys.TABLE), Journeys.ACCOUNT_ID, account)
                .filter(col(Journeys.GOAL)
                        .equalTo(goal.label())
                        .and(col(Journeys.END_KIND).equalTo("converted")));
        Row journey =
                journeys.filter(array_contains(col(Journeys.CONVERSION_IDS), conversionId)).collectAsList().stream()
                        .findFirst()
                        .orElseThrow(() -> Failure.usage("the conversion " + conversionId
                                + " has no journey yet: its run did not end, run that date again"));
        Timestamp convertedAt = conversion.getAs(Conversions.CONVERTED_AT);
        ConversionJourney judge = new ConversionJourney(
                new ConversionJourney.Target(goal, conversion.getAs(Conversions.FAMILY), Instants.micros(convertedAt)),
                JourneyRules.of(settings.settings().journey(), Long.MIN_VALUE, Long.MAX_VALUE),
                changes(account),
                touchIds(List.of(journey)),
                touchIds(journeys.filter(col(Journeys.END_TS).lt(convertedAt)).collectAsList()),
                journey.<Long>getAs(Journeys.CUT) > 0);
        List<Row> touches = touches(account);
        Map<String, Row> touchById = new HashMap<>();
        touches.forEach(touch -> touchById.put(touch.getAs(Touchpoints.TOUCHPOINT_ID), touch));
        List<ConversionJourney.Judged> judged = judge.judge(contacts(touches));
        if (console.json()) {
            console.result(ExplanationJson.of(conversion, judged, touchById, credits(conversionId)));
        } else {
            new ExplanationText(settings.settings(), conversion, touchById, everyTouch)
                    .print(judged, credits(conversionId), console);
        }
    }

    private Row conversion(String id) {
        Dataset<Row> conversions = lake.read(Conversions.TABLE);
        List<Row> found =
                conversions.filter(col(Conversions.CONVERSION_ID).equalTo(id)).collectAsList();
        if (found.isEmpty()) {
            String such = conversions.orderBy(Conversions.CONVERSION_ID).limit(1).collectAsList().stream()
                    .map(row -> ", such as " + row.<String>getAs(Conversions.CONVERSION_ID))
                    .findFirst()
                    .orElse("");
            throw Failure.usage("there is no conversion " + id + " in " + lake.pathOf(Conversions.TABLE)
                    + ": give a conversion_id of that table" + such);
        }
        return found.get(0);
    }

    private List<ConversionJourney.Change> changes(String account) {
        return of(lake.read(OwnershipChanges.TABLE), OwnershipChanges.ACCOUNT_ID, account)
                .orderBy(OwnershipChanges.CHANGED_AT, OwnershipChanges.FAMILY)
                .collectAsList()
                .stream()
                .map(row -> new ConversionJourney.Change(
                        row.getAs(OwnershipChanges.FAMILY),
                        Instants.micros(row.getAs(OwnershipChanges.CHANGED_AT)),
                        row.<Boolean>getAs(OwnershipChanges.OWNED),
                        row.<Boolean>getAs(OwnershipChanges.BELOW_TOP)))
                .toList();
    }

    private List<Row> touches(String account) {
        return of(lake.read(Touchpoints.TABLE), Touchpoints.ACCOUNT_ID, account)
                .orderBy(Touchpoints.EVENT_TS, Touchpoints.TOUCHPOINT_ID)
                .collectAsList();
    }

    private static List<ConversionJourney.Contact> contacts(List<Row> touches) {
        return touches.stream()
                .map(row -> {
                    int families = row.fieldIndex(Touchpoints.PROMOTED_FAMILIES);
                    return new ConversionJourney.Contact(
                            row.getAs(Touchpoints.TOUCHPOINT_ID),
                            Instants.micros(row.getAs(Touchpoints.EVENT_TS)),
                            row.isNullAt(families) ? List.of() : row.getList(families));
                })
                .toList();
    }

    private List<Row> credits(String conversionId) {
        return of(lake.read(AttributionCredits.TABLE), AttributionCredits.CONVERSION_ID, conversionId)
                .orderBy(AttributionCredits.MODEL, AttributionCredits.TOUCHPOINT_ID, AttributionCredits.POSTING_SEQ)
                .collectAsList();
    }

    private static Set<String> touchIds(List<Row> journeys) {
        return journeys.stream()
                .flatMap(journey -> journey.<Row>getList(journey.fieldIndex(Journeys.TOUCHES)).stream())
                .map(touch -> touch.<String>getAs("touchpoint_id"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Dataset<Row> of(Dataset<Row> table, String key, String value) {
        return table.filter(col(key).equalTo(value));
    }
}
