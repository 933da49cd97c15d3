package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.attribution.ColumnResamples;
import io.crosslift.attribution.CreditStep;
import io.crosslift.attribution.GoalModels;
import io.crosslift.attribution.ModelShares;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathTableBuilder;
import io.crosslift.attribution.ResampledCreditStep;
import io.crosslift.attribution.ResampledCreditStep.CreditSpread;
import io.crosslift.attribution.ResampledSums;
import io.crosslift.attribution.Resamples;
import io.crosslift.config.AttributionSettings;
import io.crosslift.config.BootstrapSettings;
import io.crosslift.expansion.RefundDays;
import io.crosslift.failure.Failure;
import io.crosslift.journey.Goal;
import io.crosslift.journey.PathCountStep;
import io.crosslift.journey.PathResampleStep;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.PathCounts;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** Fits the models of each goal and credits every conversion to the touches of its journey. */
final class AttributionStage implements Stage {
    @Override
    public String name() {
        return "attribution";
    }

    @Override
    public List<String> after() {
        return List.of("journeys");
    }

    @Override
    public List<TableSpec> writes() {
        return List.of(AttributionCredits.TABLE, AttributionModelShares.TABLE);
    }

    @Override
    public void run(RunContext run) {
        if (!run.has(Journeys.TABLE)) {
            run.skip("attribution", "there are no journeys");
            return;
        }
        AttributionSettings settings = run.settings().attribution();
        Map<String, GoalModels> models = fit(run, settings);
        LocalDate restated = run.restatedFrom(
                AttributionCredits.TABLE,
                Touchpoints.TABLE,
                ClassifiedLines.TABLE,
                OwnershipChanges.TABLE,
                RefundsReturns.TABLE);
        // The shares of this fit are those of all conversions; months that are not restated keep the credit of their
        // own fit.
        Dataset<Row> postings = CreditStep.postings(
                        run.read(Journeys.TABLE), run.read(Conversions.TABLE), refundDays(run), models)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Dataset<Row> ofRecord = postings.filter(
                    col(AttributionCredits.MODEL).isin(settings.modelsOfRecord().toArray()));
            run.writeFrom(
                    AttributionCredits.TABLE,
                    AttributionCredits.CONVERSION_MONTH,
                    restated,
                    CreditStep.withTouchFacts(ofRecord, run.read(Touchpoints.TABLE), settings.teamOfTouchClass()));
            List<Row> shares = ModelShares.rows(
                    models.values(),
                    ModelShares.creditByChannel(postings).collectAsList(),
                    creditSpreads(run, models, postings),
                    earlierFits(run, settings),
                    settings.minimumJourneys());
            run.stage(AttributionModelShares.TABLE, run.spark().createDataFrame(shares, sharesWithoutStamps()));
        } finally {
            postings.unpersist();
        }
    }

    private static Map<String, GoalModels> fit(RunContext run, AttributionSettings settings) {
        Map<String, PathTable> paths = paths(run, run.read(PathCounts.TABLE));
        Map<String, Resamples> resamples = resamples(run, paths);
        Map<String, GoalModels> models = new LinkedHashMap<>();
        paths.forEach((goal, table) -> {
            String version = goal + "@" + run.asOf() + "#" + run.resolved().hash();
            models.put(
                    goal,
                    GoalModels.fit(
                            goal,
                            version,
                            settings.models(),
                            ModelSettings.of(run.settings()),
                            table,
                            resamples.get(goal),
                            settings.minimumPaths()));
        });
        return models;
    }

    /** What the path models said {@code attribution.drift-window} ago, by goal and model; empty where that is 0. */
    private static Map<String, SortedMap<String, PathModelResult>> earlierFits(
            RunContext run, AttributionSettings settings) {
        if (settings.driftDays() == 0) {
            return Map.of();
        }
        LocalDate day = run.asOf().minusDays(settings.driftDays());
        Map<String, SortedMap<String, PathModelResult>> fits = new HashMap<>();
        paths(run, PathCountStep.of(JourneyStage.ended(run, day), run.settings().journey()))
                .forEach((goal, table) -> fits.put(
                        goal,
                        GoalModels.fit(
                                        goal,
                                        goal + "@" + day,
                                        settings.models(),
                                        ModelSettings.of(run.settings()),
                                        table,
                                        null,
                                        settings.minimumPaths())
                                .fits()));
        return fits;
    }

    private static Map<String, PathTable> paths(RunContext run, Dataset<Row> counts) {
        int limit = run.settings().journey().maxDistinctPaths();
        List<Row> rows = counts.select(
                        PathCounts.GOAL, PathCounts.PATH, PathCounts.CONVERSIONS, PathCounts.VALUE, PathCounts.NULLS)
                .limit(limit + 1)
                .collectAsList();
        if (rows.size() > limit) {
            throw Failure.data("there are more than " + limit + " distinct paths in fact.path_count,"
                    + " raise journey.max-distinct-paths or shorten paths with journey.path.transforms");
        }
        Map<String, PathTable> paths = new LinkedHashMap<>();
        for (Goal goal : Goal.values()) {
            PathTableBuilder table = PathTable.builder();
            rows.stream()
                    .filter(row -> row.getString(0).equals(goal.label()))
                    .forEach(row -> table.add(
                            PathCountStep.channels(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4)));
            paths.put(goal.label(), table.build());
        }
        return paths;
    }

    /** The same journeys under resamples of accounts, by goal; without goals that have none, or too many paths. */
    private static Map<String, Resamples> resamples(RunContext run, Map<String, PathTable> paths) {
        BootstrapSettings bootstrap = run.settings().attribution().bootstrap();
        int fewest = Math.max(1, run.settings().attribution().minimumPaths());
        Map<String, ColumnResamples> resamples = new HashMap<>();
        paths.forEach((goal, table) -> {
            boolean fitted = bootstrap.resamples() > 0 && table.paths() >= fewest;
            if (fitted && table.paths() <= bootstrap.maximumPaths()) {
                resamples.put(goal, new ColumnResamples(table, bootstrap.resamples()));
            } else if (fitted) {
                run.skip(
                        "intervals of path models, " + goal,
                        Console.grouped(table.paths()) + " distinct paths, more than attribution.bootstrap.max-paths");
            }
        });
        if (!resamples.isEmpty()) {
            run.read(PathCounts.TABLE)
                    .filter(col(PathCounts.GOAL).isin(resamples.keySet().toArray()))
                    .select(PathCounts.GOAL, PathCounts.PATH, PathCounts.RESAMPLED)
                    .toLocalIterator()
                    .forEachRemaining(row -> add(resamples, row, bootstrap.resamples()));
        }
        return new HashMap<>(resamples);
    }

    private static void add(Map<String, ColumnResamples> resamples, Row row, int count) {
        ResampledSums sums = PathResampleStep.read(row.getAs(2), count);
        ColumnResamples ofGoal = resamples.get(row.getString(0));
        if (ofGoal != null) {
            ofGoal.add(PathCountStep.channels(row.getString(1)), sums.of(0), sums.of(1), sums.of(2));
        }
    }

    /** Spreads of what is credited by rules; path models have theirs from their fits. */
    private static Map<List<String>, CreditSpread> creditSpreads(
            RunContext run, Map<String, GoalModels> models, Dataset<Row> postings) {
        BootstrapSettings bootstrap = run.settings().attribution().bootstrap();
        List<String> rules = run.settings().attribution().models().stream()
                .filter(name ->
                        models.values().stream().anyMatch(goal -> !goal.fits().containsKey(name)))
                .toList();
        return bootstrap.resamples() == 0 || rules.isEmpty()
                ? Map.of()
                : ResampledCreditStep.spreads(
                        postings,
                        rules,
                        bootstrap.resamples(),
                        run.settings().attribution().seed());
    }

    private static @Nullable Dataset<Row> refundDays(RunContext run) {
        return run.has(RefundsReturns.TABLE)
                ? RefundDays.of(
                        run.read(ClassifiedLines.TABLE),
                        run.read(RefundsReturns.TABLE),
                        run.settings().reporting())
                : null;
    }

    private static StructType sharesWithoutStamps() {
        StructField[] fields = AttributionModelShares.TABLE.shape().fields();
        return new StructType(Arrays.copyOf(fields, fields.length - 2));
    }
}
