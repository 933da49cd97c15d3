package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.SettingsLoader;
import io.crosslift.simulate.world.Horizon;
import io.crosslift.simulate.world.World;
import io.crosslift.testing.SparkSessionExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The benches on a few rows: what they generate is accepted by the tables' declarations, and they count what they measured. */
@ExtendWith(SparkSessionExtension.class)
class BenchesIT {
    private final StringWriter printed = new StringWriter();
    private final Console console = new Console(new PrintWriter(printed), new PrintWriter(printed), false, false);

    @TempDir
    private Path lakehouse;

    @Test
    void journeysAreMeasuredAgainstTheFloorTheTableAndTheUsualWindows(SparkSession spark) {
        new JourneyBench(spark, settings(), console, 1).run(2_000, true);

        assertThat(printed.toString())
                .containsPattern("touches +2,000\n")
                .containsPattern("ratio +[0-9.]+ x the floor")
                .containsPattern("as plain Delta +[0-9.]+ s")
                .containsPattern("window, collect_list +[0-9.]+ s");
    }

    @Test
    void movementsAreMeasuredAgainstTheFloor(SparkSession spark) {
        new MovementsBench(spark, settings(), console, 1).run(50);

        assertThat(printed.toString())
                .containsPattern("accounts +50\n")
                .containsPattern("movements +[1-9]")
                .containsPattern("account months +[1-9]")
                .containsPattern("ratio +[0-9.]+ x the floor");
    }

    @Test
    void momentsAreMeasuredAgainstPlainSums(SparkSession spark) {
        new LiftBench(spark, settings(), console, 1).run(1_000);

        assertThat(printed.toString())
                .contains("1,000, of which 1,000 in the moments")
                .containsPattern("ratio +[0-9.]+ x the plain sums");
    }

    @Test
    void aMadeBusinessIsRunOnceAndItsScoresAreKept(SparkSession spark) {
        Horizon horizon = new Horizon(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31));
        TruthBench.Request request = new TruthBench.Request(
                seed -> World.of(ScenarioLoader.load("commerce", Map.of()), seed, horizon), 40, 12, 7, 1);
        TruthBench bench = new TruthBench(
                spark,
                console,
                lakehouse,
                (source, lake) -> new SettingsLoader()
                        .source(source.toString())
                        .option("--lakehouse", "lake.root", lake.toString())
                        .option("--set", "quality.max-quarantined-revenue", "1")
                        .load(),
                List.of(new IngestStage(), new ExpansionStage()));

        bench.run(request);
        String once = printed.toString();
        bench.run(request);

        assertThat(once)
                .containsPattern("seed 7 +[0-9.]+ s\n")
                .contains("commerce: 1 business of 40 accounts over 12 months, seeds 7 to 7")
                .containsPattern("conversions +\\| +1 of 1 ")
                .containsPattern("rejections +\\| +1 of 1 ");
        assertThat(printed.toString())
                .as("the second time nothing is run, and the same is printed")
                .isEqualTo(once + once.substring(once.indexOf("## ")));
        assertThat(lakehouse)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("business-"));

        printed.getBuffer().setLength(0);
        bench.run(new TruthBench.Request(
                seed -> World.of(ScenarioLoader.load("commerce", Map.of("scenario.dirt", "0")), seed, horizon),
                40,
                12,
                7,
                1));
        assertThat(printed.toString())
                .as("a scenario of the same name that differs is run")
                .containsPattern("seed 7 +[0-9.]+ s\n");
    }

    private ResolvedSettings settings() {
        return new SettingsLoader()
                .option("--lakehouse", "lake.root", lakehouse.toString())
                .load();
    }
}
