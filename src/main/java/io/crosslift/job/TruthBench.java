package io.crosslift.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.lake.Lake;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.simulate.score.ScoreRow;
import io.crosslift.simulate.score.ScoredBusiness;
import io.crosslift.simulate.score.TruthStudy;
import io.crosslift.simulate.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Makes many businesses of a scenario, runs on each what is compared with the truth, and prints how far off the runs were. A business that was
 * scored once is not run again: for other settings of the run, or after a change of what runs compute, name another folder.
 */
public final class TruthBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** From the feeds to calibrated credit by channel; the other KPI tables are not compared. */
    private static final List<Stage> COMPARED = Stream.concat(
                    JobGraph.through(CalibrationStage.class), Stream.of(KpiStage.of(AttributionKpi.TABLE)))
            .toList();

    private static final double NANOS = 1e9;

    /**
     * What is asked for.
     *
     * @param worlds the world of a seed
     * @param accounts number of accounts of each business
     * @param months months of history
     * @param firstSeed first seed
     * @param businesses how many seeds from that on
     */
    public record Request(LongFunction<World> worlds, long accounts, int months, long firstSeed, int businesses) {}

    private final SparkSession spark;
    private final Console console;
    private final Path folder;
    private final BiFunction<Path, Path, ResolvedSettings> settings;
    private final List<Stage> stages;

    /**
     * A bench.
     *
     * @param folder where scores are kept
     * @param settings settings of a run, from its source file and its lakehouse
     */
    public TruthBench(
            SparkSession spark, Console console, Path folder, BiFunction<Path, Path, ResolvedSettings> settings) {
        this(spark, console, folder, settings, COMPARED);
    }

    TruthBench(
            SparkSession spark,
            Console console,
            Path folder,
            BiFunction<Path, Path, ResolvedSettings> settings,
            List<Stage> stages) {
        this.spark = spark;
        this.console = console;
        this.folder = folder;
        this.settings = settings;
        this.stages = stages;
    }

    /** Runs what was not run yet, and prints what all of them found. */
    public void run(Request request) {
        // So few rows take less time than what is made to speed up many.
        spark.conf().set("spark.sql.codegen.wholeStage", false);
        spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        spark.conf().set("spark.sql.shuffle.partitions", 1);
        spark.conf().set("spark.databricks.delta.stats.collect", false);
        World first = request.worlds().apply(request.firstSeed());
        Path scores = folder.resolve(folderOf(request, first));
        List<ScoredBusiness> businesses = new ArrayList<>();
        try {
            Files.createDirectories(scores);
            for (int i = 0; i < request.businesses(); i++) {
                long seed = request.firstSeed() + i;
                businesses.add(
                        new ScoredBusiness(seed, scores(request, seed, scores.resolve("seed-" + seed + ".json"))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new TruthText(new TruthStudy(businesses), console).print(request, first.scenario());
    }

    /** Scenarios of one name that differ, or end on another day, are not taken for each other. */
    private static String folderOf(Request request, World first) {
        CRC32 made = new CRC32();
        made.update((first.scenario() + " " + first.horizon()).getBytes(StandardCharsets.UTF_8));
        return String.format(
                Locale.ROOT,
                "%s-%dx%d-%08x",
                first.scenario().name(),
                request.accounts(),
                request.months(),
                made.getValue());
    }

    private List<ScoreRow> scores(Request request, long seed, Path kept) throws IOException {
        if (!Files.exists(kept)) {
            long start = System.nanoTime();
            Path complete = Files.writeString(Path.of(kept + ".part"), score(request, seed));
            Files.move(complete, kept, StandardCopyOption.ATOMIC_MOVE);
            console.progress(
                    String.format(Locale.ROOT, "seed %-8d %6.1f s", seed, (System.nanoTime() - start) / NANOS));
        }
        return ScoreText.rows(JSON.readTree(kept.toFile()));
    }

    private String score(Request request, long seed) throws IOException {
        Path work = Files.createTempDirectory(folder, "business-");
        try {
            Path made = work.resolve("made");
            Console silent = silent();
            new SimulateJob(spark, silent)
                    .run(new SimulateJob.Request(
                            request.worlds().apply(seed), request.accounts(), made.toString(), "parquet", true));
            ResolvedSettings asked = settings.apply(made.resolve(SimulateJob.SOURCE), work.resolve("lakehouse"));
            new RunJob(spark, asked, silent, stages).publish("run");
            return new ScoreJob(spark, asked, silent).compare(made.toString()).json();
        } finally {
            spark.catalog().clearCache();
            Lake.forgetLogs();
            FileUtil.fullyDelete(work.toFile());
        }
    }

    private static Console silent() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Console(nowhere, nowhere, true, false);
    }
}
