package io.crosslift.job;

import static org.apache.spark.sql.functions.count;

import io.crosslift.config.BuildVersions;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.expansion.RelationGraph;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.recurring.RecurringStep;
import io.crosslift.schema.Products;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Times the replay of subscriptions into movements and monthly balances against the floor measured in the same run: reading the same
 * versions, one shuffle by account, a sort, and writing nothing.
 */
public final class MovementsBench {
    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;
    private final Lake lake;
    private final int rounds;

    /** Measures each thing three times; the quickest counts. */
    public MovementsBench(SparkSession spark, ResolvedSettings settings, Console console) {
        this(spark, settings, console, 3);
    }

    MovementsBench(SparkSession spark, ResolvedSettings settings, Console console, int rounds) {
        this.rounds = rounds;
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.lake = new Lake(
                spark,
                settings.settings().lake(),
                new CommitStamp(
                        "bench",
                        SeededSubscriptions.AS_OF,
                        settings.hash(),
                        BuildVersions.read().project()));
    }

    /** Generates the tables if they are not there, then measures, the floor and the replay in turn. */
    public void run(long accounts) {
        new SeededSubscriptions(spark, lake, settings.settings().reporting().currency(), console).generate(accounts);
        long versions = lake.read(SubscriptionItems.TABLE).count();
        BenchSeconds floor = BenchSeconds.NONE;
        BenchSeconds ours = BenchSeconds.NONE;
        for (int round = 1; round <= rounds; round++) {
            BenchSeconds least = BenchSeconds.of(this::versions);
            BenchSeconds full = BenchSeconds.of(this::replayed);
            console.progress("round " + round + ": floor " + least + ", movements and balances " + full);
            floor = floor.best(least);
            ours = ours.best(full);
        }
        Row rows = counted(replayed());
        line("accounts", "%,d", accounts);
        line("item versions", "%,d", versions);
        line("movements", "%,d", rows.getLong(0));
        line("account months", "%,d", rows.getLong(1));
        line("family months", "%,d", rows.getLong(2));
        line("floor", "%s to read, shuffle and sort", floor);
        line("replay", "%s to movements and balances", ours);
        line(
                "ratio",
                "%.2f x the floor, %.2f x its processor seconds",
                ours.clock() / floor.clock(),
                ours.processor() / floor.processor());
        line("versions per second", "%,.0f", versions / ours.clock());
        line("peak heap", "%.2f GB", BenchClock.peakHeap() / 1e9);
        line("peak resident", "%s", BenchClock.peakResident());
    }

    private Dataset<Row> versions() {
        return RecurringStep.versions(
                lake.read(Subscriptions.TABLE),
                lake.read(SubscriptionItems.TABLE),
                settings.settings().recurring(),
                settings.settings().reporting());
    }

    private Dataset<Row> replayed() {
        return RecurringStep.replay(
                lake.read(Subscriptions.TABLE),
                lake.read(SubscriptionItems.TABLE),
                new RecurringStep.Inputs(lake.read(Products.TABLE), RelationGraph.of(List.of()), null, null, null),
                settings.settings().recurring(),
                settings.settings().reporting(),
                SeededSubscriptions.AS_OF);
    }

    private static Row counted(Dataset<Row> replayed) {
        return replayed.agg(count("movement"), count("account_month"), count("family_month"))
                .first();
    }

    private void line(String name, String format, Object... values) {
        console.result(String.format(Locale.ROOT, "%-21s", name) + String.format(Locale.ROOT, format, values));
    }
}
