package io.crosslift.job;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.failure.Failure;
import io.crosslift.simulate.Simulation;
import io.crosslift.simulate.Simulation.Output;
import io.crosslift.simulate.world.World;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes a made business: raw feeds, the source file that maps them, and on request the truth. */
public final class SimulateJob {
    /** The file that says what was simulated, by the name of its source. */
    static final String MARK = "_simulation";

    static final String SOURCE = "source.conf";
    private static final long ACCOUNTS_OF_A_PARTITION = 10_000;
    private static final double NANOS = 1e9;

    /**
     * What is asked for.
     *
     * @param world the world
     * @param accounts number of accounts
     * @param folder path or URI to write to
     * @param format parquet or delta
     * @param truth whether the truth is written too
     */
    public record Request(World world, long accounts, String folder, String format, boolean truth) {}

    private final SparkSession spark;
    private final Console console;

    public SimulateJob(SparkSession spark, Console console) {
        this.spark = spark;
        this.console = console;
    }

    /**
     * Writes it.
     *
     * @throws Failure usage: the folder holds something else, or can't be written
     */
    public void run(Request request) {
        try {
            Path folder = new Path(request.folder());
            FileSystem files = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
            Path absolute = files.makeQualified(folder);
            prepare(files, absolute);
            try (OutputStream mark = files.create(new Path(absolute, MARK), true)) {
                mark.write(simulation(request).name().getBytes(StandardCharsets.UTF_8));
            }
            write(request, absolute);
            try (OutputStream text = files.create(new Path(absolute, SOURCE), true)) {
                text.write(simulation(request)
                        .source(shown(absolute), request.format())
                        .getBytes(StandardCharsets.UTF_8));
            }
            console.result("Run it: ./submit.sh run --source " + shown(absolute) + "/" + SOURCE + " --lakehouse DIR");
            if (request.truth()) {
                console.result("Then:   ./submit.sh score --lakehouse DIR --truth " + shown(absolute));
            }
        } catch (IOException e) {
            throw Failure.usage("--out: " + request.folder() + " cannot be written: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--out: " + request.folder() + " is no path: " + e.getMessage(), e);
        }
    }

    /** A folder is taken if it is new, empty or a simulation; the feeds of that are removed. */
    private static void prepare(FileSystem files, Path folder) throws IOException {
        Path mark = new Path(folder, MARK);
        if (files.exists(folder)) {
            if (files.getFileStatus(folder).isFile()) {
                throw Failure.usage("--out: " + shown(folder) + " is a file, name a new folder");
            }
            if (files.listStatus(folder).length > 0 && !files.exists(mark)) {
                throw Failure.usage("--out: " + shown(folder)
                        + " holds files that simulate did not write, name a new or empty folder");
            }
        }
        files.delete(new Path(folder, SOURCE), false);
        files.delete(new Path(folder, Simulation.FEEDS), true);
        files.delete(new Path(folder, Simulation.TRUTH), true);
    }

    private Simulation simulation(Request request) {
        int atLeast = spark.sparkContext().defaultParallelism();
        long needed = (request.accounts() + ACCOUNTS_OF_A_PARTITION - 1) / ACCOUNTS_OF_A_PARTITION;
        return new Simulation(spark, request.world(), request.accounts(), Math.toIntExact(Math.max(atLeast, needed)));
    }

    private void write(Request request, Path folder) {
        Simulation simulation = simulation(request);
        Path feeds = new Path(folder, Simulation.FEEDS);
        for (Output feed : simulation.feeds()) {
            write(feed, feeds, request.format());
        }
        if (request.truth()) {
            Path truth = new Path(folder, Simulation.TRUTH);
            for (Output life : simulation.lives()) {
                write(life, truth, request.format());
            }
            for (Output sum : simulation.sums(name -> read(truth, name, request.format()))) {
                write(new Output(sum.name(), sum.rows().coalesce(1)), truth, request.format());
            }
        }
    }

    private Dataset<Row> read(Path folder, String name, String format) {
        return spark.read().format(format).load(new Path(folder, name).toString());
    }

    private void write(Output output, Path folder, String format) {
        spark.sparkContext().setJobDescription(output.name());
        Observation observed = new Observation();
        long start = System.nanoTime();
        output.rows()
                .observe(observed, count(lit(1)).as("rows"))
                .write()
                .format(format)
                .save(new Path(folder, output.name()).toString());
        double seconds = (System.nanoTime() - start) / NANOS;
        long rows = rows(observed);
        console.progress(String.format(
                Locale.ROOT,
                "%-12s %-26s %13s rows %8.1f s %13s rows/s",
                folder.getName(),
                output.name(),
                Console.grouped(rows),
                seconds,
                Console.grouped(Math.round(rows / seconds))));
    }

    private static long rows(Observation observed) {
        try {
            return (Long) Objects.requireNonNull(observed.getAsJava().get("rows"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing", e);
        }
    }

    /** A local folder as a path, any other as a URI. */
    private static String shown(Path folder) {
        return "file".equals(folder.toUri().getScheme()) ? folder.toUri().getPath() : folder.toString();
    }
}
