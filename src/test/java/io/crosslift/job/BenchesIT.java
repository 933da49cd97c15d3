package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.testing.SparkSessionExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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

    private ResolvedSettings settings() {
        return new SettingsLoader()
                .option("--lakehouse", "lake.root", lakehouse.toString())
                .load();
    }
}
