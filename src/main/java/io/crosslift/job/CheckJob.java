package io.crosslift.job;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.source.FeedReport;
import io.crosslift.source.Ingest;
import io.crosslift.source.IngestRun;
import io.crosslift.source.SettledHistory;
import io.crosslift.source.TableIngest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Opens every feed and checks every query of a source; writes nothing. */
public final class CheckJob {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;

    public CheckJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
    }

    /**
     * Asks the stores, checks the source and says what it feeds.
     *
     * @throws Failure usage: a store doesn't answer, a path, column or query is wrong; data: a feed can't be read
     */
    public void run() {
        StoreCheck stores = new StoreCheck(spark.sparkContext().hadoopConfiguration(), PATIENCE);
        Map<String, String> places = StoreCheck.places(settings.settings());
        places.forEach(stores::answers);
        places.forEach((place, named) -> console.result(named + " answers: " + place));
        IngestRun stamp = new IngestRun("check", settings.asOf(), Instant.now());
        try (Ingest ingest = Ingest.plan(
                spark,
                settings.settings(),
                stamp,
                table -> Optional.empty(),
                table -> {
                    throw new IllegalStateException(
                            "a check reads no table, but " + table.qualifiedName() + " was asked for");
                },
                SettledHistory.NONE)) {
            console.result("Source " + settings.settings().source().name() + " as of " + settings.asOf());
            console.result("");
            for (FeedReport feed : ingest.feeds()) {
                console.result(String.format(
                        Locale.ROOT,
                        "  feed %-28s %14s rows, %s malformed, newest %s",
                        feed.feed(),
                        Console.grouped(feed.rows()),
                        Console.grouped(feed.malformed()),
                        feed.newest() == null ? "-" : feed.newest()));
            }
            console.result("");
            for (TableIngest table : ingest.tables()) {
                console.result("  feeds " + table.table().qualifiedName());
            }
            List<String> absent = SkippedText.lines(ingest.absent());
            if (!absent.isEmpty()) {
                console.result("");
                absent.forEach(console::result);
            }
            console.result("");
            console.result("Settings, files, columns and queries are right; nothing was written.");
        }
    }
}
