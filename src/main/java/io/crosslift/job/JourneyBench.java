package io.crosslift.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.journey.JourneyEvents;
import io.crosslift.journey.JourneyRules;
import io.crosslift.journey.JourneyStep;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Slice;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.Touchpoints;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Times journeys and path counts against the floor measured in the same run: reading the same columns of the same touches, one
 * shuffle by account, a sort, and writing nothing. One account has 5 % of all touches.
 */
public final class JourneyBench {
    private static final int ROUNDS = 3;

    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;
    private final Lake lake;

    public JourneyBench(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.lake = SeededTouches.lake(spark, settings);
    }

    /**
     * Generates the tables if they are not there, then measures, the floor and the job in turn.
     *
     * @param peers whether to time the usual windows with {@code collect_list} too, after everything else
     */
    public void run(long touches, boolean peers) {
        new SeededTouches(spark, lake, console).generate(touches);
        Dataset<Row> touchpoints = lake.read(Touchpoints.TABLE);
        long generated = touchpoints.count();
        JourneyRules rules = SeededTouches.rules(settings.settings().journey());
        Dataset<Row> events =
                JourneyEvents.of(touchpoints, lake.read(Conversions.TABLE), lake.read(OwnershipChanges.TABLE));
        double[] floor = new double[ROUNDS];
        double[] paths = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            floor[round] = BenchClock.seconds(() -> floor(touchpoints));
            paths[round] = BenchClock.seconds(() -> JourneyStep.pathCounts(JourneyStep.build(events, rules)));
            console.progress(String.format(
                    Locale.ROOT,
                    "round %d: floor %.1f s, journeys and paths %.1f s",
                    round + 1,
                    floor[round],
                    paths[round]));
        }
        double best = best(floor);
        double ours = best(paths);
        console.result(String.format(Locale.ROOT, "touches              %,d", generated));
        console.result(String.format(Locale.ROOT, "floor                %.1f s", best));
        console.result(String.format(Locale.ROOT, "journeys to paths    %.1f s", ours));
        console.result(String.format(Locale.ROOT, "ratio                %.2f x the floor", ours / best));
        console.result(String.format(Locale.ROOT, "touches per second   %,.0f", generated / ours));
        console.result(String.format(Locale.ROOT, "peak heap            %.2f GB", BenchClock.peakHeap() / 1e9));
        console.result("peak resident        " + BenchClock.peakResident());
        written(events, rules);
        if (peers) {
            double[] usual = new double[ROUNDS];
            Arrays.setAll(usual, round -> BenchClock.seconds(() -> windowAndCollectList(events)));
            console.result(String.format(
                    Locale.ROOT,
                    "window, collect_list %.1f s, %.2f x ours; peak heap by then %.2f GB",
                    best(usual),
                    best(usual) / ours,
                    BenchClock.peakHeap() / 1e9));
        }
    }

    private static Dataset<Row> floor(Dataset<Row> touchpoints) {
        return JourneyEvents.touches(touchpoints)
                .repartition(col("account_id"))
                .sortWithinPartitions("account_id", "at", "id");
    }

    /** The same rows once more: into the declared table with its checks, and as plain Delta, in the same partitions and in none. */
    private void written(Dataset<Row> events, JourneyRules rules) {
        lake.replace(
                Journeys.TABLE,
                Slice.whole(),
                JourneyStep.journeys(
                        JourneyStep.build(events, rules), settings.settings().reporting()));
        Dataset<Row> journeys = lake.read(Journeys.TABLE);
        String copies = lake.pathOf(Journeys.TABLE);
        double[] declared = new double[ROUNDS];
        double[] partitioned = new double[ROUNDS];
        double[] plain = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            declared[round] = BenchClock.timed(() -> lake.replace(Journeys.TABLE, Slice.whole(), journeys));
            partitioned[round] = BenchClock.timed(
                    () -> delta(journeys).partitionBy(Journeys.END_MONTH).save(copies + "_partitioned_copy"));
            plain[round] = BenchClock.timed(() -> delta(journeys).save(copies + "_plain_copy"));
        }
        console.result(String.format(Locale.ROOT, "journey table        %.1f s to write", best(declared)));
        console.result(String.format(
                Locale.ROOT,
                "as plain Delta       %.1f s, ratio %.2f; in the same partitions %.1f s, ratio %.2f",
                best(plain),
                best(declared) / best(plain),
                best(partitioned),
                best(declared) / best(partitioned)));
    }

    private static DataFrameWriter<Row> delta(Dataset<Row> rows) {
        return rows.write().format("delta").mode("overwrite");
    }

    /** The usual way in PySpark, of a simpler question: journeys end at a conversion only and every touch is eligible. */
    private static Dataset<Row> windowAndCollectList(Dataset<Row> events) {
        WindowSpec before = Window.partitionBy("account_id")
                .orderBy("at", "kind", "id")
                .rowsBetween(Window.unboundedPreceding(), -1);
        Column conversion = col("kind").equalTo(1);
        return events.filter(col("kind").leq(1))
                .withColumn(
                        "journey",
                        coalesce(sum(when(conversion, 1).otherwise(0)).over(before), lit(0)))
                .groupBy("account_id", "journey")
                .agg(
                        sort_array(collect_list(when(not(conversion), struct(col("at"), col("id"), col("first")))))
                                .getField("first")
                                .as("channels"),
                        max(when(conversion, 1).otherwise(0)).as("conversions"))
                .groupBy(concat_ws(" > ", col("channels")).as("path"))
                .agg(sum("conversions"), count(lit(1)));
    }

    private static double best(double[] seconds) {
        return Arrays.stream(seconds).min().orElseThrow();
    }
}
