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
import static org.apache.spark.sql.functions.xxhash64;

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
    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;
    private final Lake lake;
    private final int rounds;

    /** Measures each thing three times; the quickest counts. */
    public JourneyBench(SparkSession spark, ResolvedSettings settings, Console console) {
        this(spark, settings, console, 3);
    }

    JourneyBench(SparkSession spark, ResolvedSettings settings, Console console, int rounds) {
        this.rounds = rounds;
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
        BenchSeconds floor = BenchSeconds.NONE;
        BenchSeconds paths = BenchSeconds.NONE;
        for (int round = 1; round <= rounds; round++) {
            BenchSeconds reading = BenchSeconds.of(() -> floor(touchpoints));
            BenchSeconds ours = BenchSeconds.of(() -> JourneyStep.pathCounts(JourneyStep.build(events, rules)));
            console.progress("round " + round + ": floor " + reading + ", journeys and paths " + ours);
            floor = floor.best(reading);
            paths = paths.best(ours);
        }
        line("touches", "%,d", generated);
        line("floor", "%s", floor);
        line("journeys to paths", "%s", paths);
        line(
                "ratio",
                "%.2f x the floor, %.2f x its processor seconds",
                paths.clock() / floor.clock(),
                paths.processor() / floor.processor());
        line("touches per second", "%,.0f", generated / paths.clock());
        line("peak heap", "%.2f GB", BenchClock.peakHeap() / 1e9);
        line("peak resident", "%s", BenchClock.peakResident());
        written(events, rules);
        if (peers) {
            BenchSeconds usual = BenchSeconds.NONE;
            for (int round = 0; round < rounds; round++) {
                usual = usual.best(BenchSeconds.of(() -> windowAndCollectList(events)));
            }
            line(
                    "window, collect_list",
                    "%s, %.2f x ours, %.2f x in processor seconds; peak heap by then %.2f GB",
                    usual,
                    usual.clock() / paths.clock(),
                    usual.processor() / paths.processor(),
                    BenchClock.peakHeap() / 1e9);
        }
    }

    private void line(String name, String format, Object... values) {
        console.result(String.format(Locale.ROOT, "%-21s", name) + String.format(Locale.ROOT, format, values));
    }

    private static Dataset<Row> floor(Dataset<Row> touchpoints) {
        // Accounts' names begin alike, which makes a sort by them alone slow; a hash in front of them differs at once.
        return JourneyEvents.touches(touchpoints)
                .withColumn("account_hash", xxhash64(col("account_id")))
                .repartition(col("account_hash"))
                .sortWithinPartitions("account_hash", "account_id", "at", "id");
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
        double[] declared = new double[rounds];
        double[] partitioned = new double[rounds];
        double[] plain = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            declared[round] = BenchClock.timed(() -> lake.replace(Journeys.TABLE, Slice.whole(), journeys));
            partitioned[round] = BenchClock.timed(
                    () -> delta(journeys).partitionBy(Journeys.END_MONTH).save(copies + "_partitioned_copy"));
            plain[round] = BenchClock.timed(() -> delta(journeys).save(copies + "_plain_copy"));
        }
        line("journey table", "%.1f s to write", best(declared));
        line(
                "as plain Delta",
                "%.1f s, ratio %.2f; in the same partitions %.1f s, ratio %.2f",
                best(plain),
                best(declared) / best(plain),
                best(partitioned),
                best(declared) / best(partitioned));
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
