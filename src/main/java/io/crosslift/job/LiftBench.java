package io.crosslift.job;

import io.crosslift.config.LiftSettings;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.lift.SeededUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Times all moments of an experiment per arm, bucket and segment against the floor measured in the same run: reading the same columns
 * and one plain sum per column and arm.
 */
public final class LiftBench {
    private final SparkSession spark;
    private final LiftSettings settings;
    private final Console console;
    private final int rounds;

    /** Measures each thing three times; the quickest counts. */
    public LiftBench(SparkSession spark, ResolvedSettings settings, Console console) {
        this(spark, settings, console, 3);
    }

    LiftBench(SparkSession spark, ResolvedSettings settings, Console console, int rounds) {
        this.rounds = rounds;
        this.spark = spark;
        this.settings = settings.settings().lift();
        this.console = console;
    }

    /** Measures the floor and the moments in turn. */
    public void run(long accounts) {
        Dataset<Row> units = SeededUnits.of(spark, accounts);
        List<Row> moments = new ArrayList<>();
        Runnable floor = () -> SeededUnits.sums(units).collectAsList();
        Runnable ours = () -> {
            moments.clear();
            moments.addAll(SeededUnits.moments(units, settings.buckets()).collectAsList());
        };
        BenchSeconds sums = BenchSeconds.NONE;
        BenchSeconds all = BenchSeconds.NONE;
        for (int round = 1; round <= rounds; round++) {
            BenchSeconds least = BenchSeconds.of(floor);
            BenchSeconds full = BenchSeconds.of(ours);
            console.progress("round " + round + ": plain sums " + least + ", all moments " + full);
            sums = sums.best(least);
            all = all.best(full);
        }
        int columns = SeededUnits.columns();
        line("accounts", "%,d, of which %,d in the moments", accounts, SeededUnits.counted(moments));
        line(
                "columns",
                "%d metrics, %d covariates, exposure: %d products and cubes",
                SeededUnits.METRICS,
                SeededUnits.COVARIATES,
                columns * (columns + 1) / 2 + columns);
        line("plain sums", "%s per column and arm", sums);
        line("all moments", "%s per arm, bucket and segment", all);
        line(
                "ratio",
                "%.2f x the plain sums, %.2f x their processor seconds",
                all.clock() / sums.clock(),
                all.processor() / sums.processor());
        line("accounts per second", "%,.0f", accounts / all.clock());
        line("rows to the driver", "%,d", moments.size());
        line("peak resident", "%s", BenchClock.peakResident());
    }

    private void line(String name, String format, Object... values) {
        console.result(String.format(Locale.ROOT, "%-21s", name) + String.format(Locale.ROOT, format, values));
    }
}
