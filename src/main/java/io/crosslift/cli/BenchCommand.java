package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.Console;
import io.crosslift.job.JourneyBench;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a claim on this machine. */
@Command(
        name = "bench",
        description = "Measures journeys against the floor of reading, shuffling and sorting the same touches.")
final class BenchCommand extends SparkCommand {
    enum Subject {
        JOURNEYS
    }

    @Parameters(paramLabel = "journeys", description = "What to measure.")
    @SuppressWarnings({"UnusedVariable", "NullAway.Init"}) // the only subject so far; picocli sets it
    private Subject subject;

    @Option(
            names = "--touches",
            paramLabel = "N",
            description = "Touches to generate under --lakehouse, once (default: 1000000).")
    private long touches = 1_000_000;

    @Option(names = "--peers", description = "Time the usual windows with collect_list too.")
    private boolean peers;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new JourneyBench(
                        spark,
                        settings,
                        new Console(out(), err(), options().quiet(), options().json()))
                .run(touches, peers);
        return 0;
    }
}
