package io.crosslift.job;

import io.crosslift.attribution.ColumnResamples;
import io.crosslift.attribution.CreditStep;
import io.crosslift.attribution.GoalModels;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathTableBuilder;
import io.crosslift.attribution.ResampledSums;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.Settings;
import io.crosslift.journey.Goal;
import io.crosslift.journey.JourneyEvents;
import io.crosslift.journey.JourneyRules;
import io.crosslift.journey.JourneyStep;
import io.crosslift.journey.PathCountStep;
import io.crosslift.journey.PathResampleStep;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Slice;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.Touchpoints;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Times attribution on Spark against counting the same paths alone: touches to path counts under 100 resamples, fits with
 * their intervals, and the credit of every touch of the journeys as they are stored, written to nothing.
 */
public final class CreditBench {
    private static final List<String> MODELS = List.of(
            "first_touch",
            "last_touch",
            "last_non_direct",
            "linear",
            "time_decay",
            "position_based",
            "markov",
            "shapley");
    private static final int RESAMPLES = 100;
    private static final int ROUNDS = 3;

    private final SparkSession spark;
    private final Settings settings;
    private final Console console;
    private final Lake lake;

    public CreditBench(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings.settings();
        this.console = console;
        this.lake = SeededTouches.lake(spark, settings);
    }

    /** Generates the tables if they are not there, stores their journeys, then measures both in turn. */
    public void run(long touches) {
        new SeededTouches(spark, lake, console).generate(touches);
        JourneyRules rules = SeededTouches.rules(settings.journey());
        Dataset<Row> events = JourneyEvents.of(
                lake.read(Touchpoints.TABLE), lake.read(Conversions.TABLE), lake.read(OwnershipChanges.TABLE));
        if (!lake.exists(Journeys.TABLE)) {
            lake.replace(
                    Journeys.TABLE,
                    Slice.whole(),
                    JourneyStep.journeys(JourneyStep.build(events, rules), settings.reporting()));
        }
        double counted = Double.MAX_VALUE;
        double attributed = Double.MAX_VALUE;
        for (int round = 1; round <= ROUNDS; round++) {
            double paths = BenchClock.seconds(() -> JourneyStep.pathCounts(JourneyStep.build(events, rules)));
            double[] parts = new double[3];
            double all = BenchClock.timed(() -> attribute(events, rules, parts));
            console.progress(String.format(
                    Locale.ROOT,
                    "round %d: paths alone %.1f s, all %.1f s (paths with resamples %.1f, fits %.1f, credit %.1f)",
                    round,
                    paths,
                    all,
                    parts[0],
                    parts[1],
                    parts[2]));
            counted = Math.min(counted, paths);
            attributed = Math.min(attributed, all);
        }
        console.result(String.format(
                Locale.ROOT,
                "touches              %,d",
                lake.read(Touchpoints.TABLE).count()));
        console.result(String.format(Locale.ROOT, "paths alone          %.1f s", counted));
        console.result(String.format(Locale.ROOT, "paths, fits, credit  %.1f s", attributed));
        console.result(String.format(Locale.ROOT, "ratio                %.2f x paths alone", attributed / counted));
        console.result("peak resident        " + BenchClock.peakResident());
    }

    private void attribute(Dataset<Row> events, JourneyRules rules, double[] seconds) {
        long start = System.nanoTime();
        List<Row> paths = JourneyStep.resampledPathCounts(
                        JourneyStep.build(events, rules),
                        settings.journey(),
                        RESAMPLES,
                        settings.attribution().seed())
                .collectAsList();
        long fit = System.nanoTime();
        Map<String, GoalModels> models = Map.of(Goal.CROSS_SELL.label(), fit(paths));
        long credit = System.nanoTime();
        BenchClock.discard(CreditStep.postings(lake.read(Journeys.TABLE), lake.read(Conversions.TABLE), null, models));
        seconds[0] = (fit - start) / 1e9;
        seconds[1] = (credit - fit) / 1e9;
        seconds[2] = (System.nanoTime() - credit) / 1e9;
    }

    private GoalModels fit(List<Row> rows) {
        List<Row> ofGoal = rows.stream()
                .filter(row -> row.getString(0).equals(Goal.CROSS_SELL.label()))
                .toList();
        PathTableBuilder builder = PathTable.builder();
        ofGoal.forEach(row ->
                builder.add(PathCountStep.channels(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4)));
        PathTable table = builder.build();
        ColumnResamples resamples = new ColumnResamples(table, RESAMPLES);
        ofGoal.forEach(row -> {
            ResampledSums sums = PathResampleStep.read(row.getAs(5), RESAMPLES);
            resamples.add(PathCountStep.channels(row.getString(1)), sums.of(0), sums.of(1), sums.of(2));
        });
        return GoalModels.fit(
                Goal.CROSS_SELL.label(),
                "bench",
                MODELS,
                ModelSettings.of(settings),
                table,
                resamples,
                settings.attribution().minimumPaths());
    }
}
