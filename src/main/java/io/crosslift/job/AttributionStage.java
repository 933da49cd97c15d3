package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.attribution.AttributionModelSettings;
import io.crosslift.attribution.CreditStep;
import io.crosslift.attribution.GoalModels;
import io.crosslift.attribution.ModelShares;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.markov.MarkovModel;
import io.crosslift.attribution.rules.Custom;
import io.crosslift.attribution.rules.FullPath;
import io.crosslift.attribution.rules.LastNonDirect;
import io.crosslift.attribution.rules.PositionBased;
import io.crosslift.attribution.rules.TimeDecay;
import io.crosslift.attribution.rules.WShaped;
import io.crosslift.config.AttributionSettings;
import io.crosslift.expansion.RefundDays;
import io.crosslift.failure.Failure;
import io.crosslift.journey.Goal;
import io.crosslift.journey.PathCountStep;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
                    models.values(), ModelShares.creditByChannel(postings).collectAsList(), settings.minimumJourneys());
            run.stage(AttributionModelShares.TABLE, run.spark().createDataFrame(shares, sharesWithoutStamps()));
        } finally {
            postings.unpersist();
        }
    }

    private static Map<String, GoalModels> fit(RunContext run, AttributionSettings settings) {
        int limit = run.settings().journey().maxDistinctPaths();
        List<Row> rows = run.read(PathCounts.TABLE)
                .select(PathCounts.GOAL, PathCounts.PATH, PathCounts.CONVERSIONS, PathCounts.VALUE, PathCounts.NULLS)
                .limit(limit + 1)
                .collectAsList();
        if (rows.size() > limit) {
            throw Failure.data("there are more than " + limit + " distinct paths in fact.path_count,"
                    + " raise journey.max-distinct-paths or shorten paths with journey.path.transforms");
        }
        Map<String, GoalModels> models = new LinkedHashMap<>();
        for (Goal goal : Goal.values()) {
            List<PathCount> paths = rows.stream()
                    .filter(row -> row.getString(0).equals(goal.label()))
                    .map(row -> new PathCount(
                            PathCountStep.channels(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4)))
                    .toList();
            String version =
                    goal.label() + "@" + run.asOf() + "#" + run.resolved().hash();
            models.put(
                    goal.label(), GoalModels.fit(goal.label(), version, settings.models(), modelSettings(run), paths));
        }
        return models;
    }

    private static AttributionModelSettings modelSettings(RunContext run) {
        AttributionSettings settings = run.settings().attribution();
        double wShaped = settings.milestoneWShaped();
        double fullPath = settings.milestoneFullPath();
        return new AttributionModelSettings(
                new LastNonDirect.Settings(Set.copyOf(run.settings().journey().directChannels())),
                new TimeDecay.Settings(settings.halfLife()),
                new PositionBased.Settings(
                        settings.positionFirst(), settings.positionMiddle(), settings.positionLast()),
                new WShaped.Settings(wShaped, wShaped, wShaped, 1 - 3 * wShaped),
                new FullPath.Settings(fullPath, fullPath, fullPath, fullPath, 1 - 4 * fullPath),
                custom(settings.customWeights()),
                new MarkovModel.Settings(settings.markovOrder()));
    }

    /** First touches, then all middle ones together, then the last. */
    private static Custom.Settings custom(List<Double> weights) {
        int middle = weights.size() - 2;
        return middle < 1
                ? Custom.Settings.DEFAULTS
                : new Custom.Settings(
                        weights.subList(0, middle), weights.get(middle), List.of(weights.get(middle + 1)));
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
