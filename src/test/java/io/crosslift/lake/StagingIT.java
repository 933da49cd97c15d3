package io.crosslift.lake;

import static io.crosslift.lake.Sales.FEBRUARY;
import static io.crosslift.lake.Sales.JANUARY;
import static io.crosslift.lake.Sales.MARCH;
import static io.crosslift.lake.Sales.SHARES;
import static io.crosslift.lake.Sales.TOTALS;
import static io.crosslift.lake.Sales.lake;
import static io.crosslift.lake.Sales.runRow;
import static io.crosslift.lake.Sales.valued;
import static io.crosslift.lake.Sales.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Runs;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkSessionExtension.class)
class StagingIT {
    private static final List<String> OLD = List.of("2025-01-01 1", "2025-02-01 2");
    private static final List<String> NEW_TOTALS = List.of("2025-01-01 1", "2025-02-01 20");
    private static final List<String> NEW_SHARES = List.of("2025-01-01 1", "2025-03-01 30");

    @TempDir
    Path root;

    @Test
    void aRunIsPublishedTableAfterTableAndItsRowNamesTheVersionsThatReadersSee(SparkSession spark) {
        publishOld(spark, root);
        Lake lake = lake(spark, root, "new");
        Staging staging = stageNew(spark, lake);
        assertThat(valued(lake.read(TOTALS))).as("staging changes nothing").isEqualTo(OLD);
        assertThat(valued(staging.read(TOTALS))).containsExactly("2025-02-01 20");

        staging.seal(runRow(spark, "new", "published"));
        List<Written> written = staging.publish();

        assertThat(written).extracting(Written::table).containsExactly(TOTALS, SHARES, Runs.TABLE);
        assertThat(written).extracting(Written::rows).containsExactly(1L, 1L, 1L);
        assertThat(valued(lake.read(TOTALS))).isEqualTo(NEW_TOTALS);
        assertThat(valued(lake.read(SHARES))).isEqualTo(NEW_SHARES);
        assertThat(versionsOfRun(lake, "new"))
                .containsEntry("kpi.kpi_total", lake.versionOf(TOTALS))
                .containsEntry("kpi.kpi_share", lake.versionOf(SHARES));
        assertThat(root.resolve("_staging/new")).doesNotExist();
    }

    @Test
    void aCrashInsideTheLoopIsFinishedByTheNextStart(SparkSession spark) {
        publishOld(spark, root);
        Staging staging = stageNew(spark, lake(spark, root, "new"));
        staging.seal(runRow(spark, "new", "published"));
        assertThatThrownBy(() -> staging.publish(crashBefore(SHARES))).hasMessage("crash");
        Lake next = lake(spark, root, "next");
        assertThat(valued(next.read(TOTALS))).isEqualTo(NEW_TOTALS);
        assertThat(valued(next.read(SHARES))).isEqualTo(OLD);
        long totals = next.versionOf(TOTALS);

        assertThat(next.recover()).containsExactly(new Recovered("new", true));

        assertThat(next.versionOf(TOTALS)).as("not published twice").isEqualTo(totals);
        assertThat(valued(next.read(TOTALS))).isEqualTo(NEW_TOTALS);
        assertThat(valued(next.read(SHARES))).isEqualTo(NEW_SHARES);
        assertThat(versionsOfRun(next, "new"))
                .containsEntry("kpi.kpi_total", totals)
                .containsEntry("kpi.kpi_share", next.versionOf(SHARES));
        assertThat(root.resolve("_staging/new")).doesNotExist();
        assertThat(next.recover()).isEmpty();
    }

    @Test
    void aCrashAfterTheLastTableIsRecoveredWithoutASecondRunRow(SparkSession spark) {
        Lake lake = lake(spark, root, "new");
        Staging staging = lake.stage();
        staging.put(TOTALS, Slice.whole(), values(spark, TOTALS, JANUARY, 1));
        staging.seal(runRow(spark, "new", "published"));
        assertThatThrownBy(() -> staging.publish(crashBefore(Runs.TABLE))).hasMessage("crash");
        lake.replace(Runs.TABLE, Slice.of(Runs.RUN_ID, List.of("new")), runRow(spark, "new", "failed"));

        lake(spark, root, "next").recover();

        assertThat(lake.read(Runs.TABLE).select(Runs.STATUS).collectAsList())
                .as("the published row takes the place of the failed one")
                .extracting(row -> row.getString(0))
                .containsExactly("published");
    }

    @Test
    void aCrashBeforeTheLoopLeavesTheOldRowsAndTheNextStartRemovesTheStaging(SparkSession spark) throws IOException {
        publishOld(spark, root);
        stageNew(spark, lake(spark, root, "new"));
        Files.writeString(root.resolve("_staging/new/_manifest.json.new"), "{\"stamp\":{"); // killed while it sealed

        Lake next = lake(spark, root, "next");
        assertThat(next.recover()).containsExactly(new Recovered("new", false));

        assertThat(valued(next.read(TOTALS))).isEqualTo(OLD);
        assertThat(valued(next.read(SHARES))).isEqualTo(OLD);
        assertThat(root.resolve("_staging/new")).doesNotExist();
    }

    @Test
    void aRunWhoseStagingALaterStartRemovedEndsWithAConflict(SparkSession spark) {
        publishOld(spark, root);
        Lake lake = lake(spark, root, "slow");
        Staging staging = stageNew(spark, lake);

        lake(spark, root, "next").recover();

        assertThatThrownBy(() -> staging.seal(runRow(spark, "slow", "published")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.CONFLICT))
                .hasMessageContaining("run slow was displaced");
        assertThat(valued(lake.read(TOTALS))).isEqualTo(OLD);
        assertThat(lake(spark, root, "third").recover()).noneMatch(Recovered::published);
        assertThat(valued(lake.read(TOTALS))).isEqualTo(OLD);
    }

    @Test
    void aRunThatIsFinishedByALaterStartWhileItPublishesEndsAsPublished(SparkSession spark) {
        publishOld(spark, root);
        Lake lake = lake(spark, root, "slow");
        Staging staging = stageNew(spark, lake);
        staging.seal(runRow(spark, "slow", "published"));

        List<Written> written = staging.publish(table -> {
            if (table.equals(SHARES)) {
                lake(spark, root, "next").recover();
            }
        });

        assertThat(written).extracting(Written::table).containsExactly(TOTALS, SHARES, Runs.TABLE);
        assertThat(valued(lake.read(SHARES))).isEqualTo(NEW_SHARES);
        assertThat(lake.read(Runs.TABLE).collectAsList()).hasSize(2);
    }

    @Test
    void aRowThatBreaksItsDeclarationStopsBeforeAnythingIsPublished(SparkSession spark) {
        Lake lake = lake(spark, root, "new");
        Staging staging = lake.stage();

        assertThatThrownBy(() -> staging.put(
                        TOTALS,
                        Slice.whole(),
                        spark.sql("SELECT DATE'2025-01-01' AS month, CAST(NULL AS BIGINT) AS value")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("kpi.kpi_total refuses a row")
                .hasMessageContaining("value");
        assertThat(lake.exists(TOTALS)).isFalse();
    }

    @Test
    void aPublishedTableThatDriftedStopsTheRunWhileItStages(SparkSession spark) {
        lake(spark, root, "old").ensure(TOTALS);
        TableSpec drifted = TableSpec.define("kpi", "kpi_total", "One row per month.")
                .required("month", ColumnTypes.DAY, "month")
                .required("value", ColumnTypes.REAL, "value")
                .build();
        Staging staging = lake(spark, root, "new").stage();

        assertThatThrownBy(() ->
                        staging.put(drifted, Slice.whole(), spark.sql("SELECT DATE'2025-01-01' AS month, 1D AS value")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("column value is bigint, declared double");
    }

    @Test
    void aStagedRowOutsideItsSliceStopsBeforeAnythingIsPublished(SparkSession spark) {
        Staging staging = lake(spark, root, "new").stage();

        assertThatThrownBy(() -> staging.put(TOTALS, Slice.from("month", FEBRUARY), values(spark, TOTALS, JANUARY, 1)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("outside the slice");
    }

    @Test
    void aSealedRunWhoseStagedTablesAreGoneIsGivenUpOnlyIfNothingOfItIsPublished(SparkSession spark) {
        publishOld(spark, root);
        Staging untouched = stageNew(spark, lake(spark, root, "new"));
        untouched.seal(runRow(spark, "new", "published"));
        delete(spark, "_staging/new/kpi/kpi_share");

        assertThat(lake(spark, root, "next").recover()).containsExactly(new Recovered("new", false));
        assertThat(valued(lake(spark, root, "next").read(TOTALS))).isEqualTo(OLD);

        Staging begun = stageNew(spark, lake(spark, root, "begun"));
        begun.seal(runRow(spark, "begun", "published"));
        assertThatThrownBy(() -> begun.publish(crashBefore(SHARES))).hasMessage("crash");
        delete(spark, "_staging/begun/kpi/kpi_share");

        assertThatThrownBy(() -> lake(spark, root, "last").recover())
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                .hasMessageContaining("run begun stopped while it published");
    }

    private static void publishOld(SparkSession spark, Path root) {
        Lake lake = lake(spark, root, "old");
        Staging staging = lake.stage();
        staging.put(TOTALS, Slice.whole(), values(spark, TOTALS, JANUARY, 1).union(values(spark, TOTALS, FEBRUARY, 2)));
        staging.put(SHARES, Slice.whole(), values(spark, SHARES, JANUARY, 1).union(values(spark, SHARES, FEBRUARY, 2)));
        staging.seal(runRow(spark, "old", "published"));
        staging.publish();
    }

    /** February of the totals restated; in the shares, February gone and March new. */
    private static Staging stageNew(SparkSession spark, Lake lake) {
        Staging staging = lake.stage();
        staging.put(TOTALS, Slice.from("month", FEBRUARY), values(spark, TOTALS, FEBRUARY, 20));
        staging.put(SHARES, Slice.from("month", FEBRUARY), values(spark, SHARES, MARCH, 30));
        return staging;
    }

    private void delete(SparkSession spark, String folder) {
        LakeFiles files = lake(spark, root, "test").files();
        files.delete(files.at(folder.split("/")));
    }

    private static PublishListener crashBefore(TableSpec table) {
        return next -> {
            if (next.equals(table)) {
                throw new IllegalStateException("crash");
            }
        };
    }

    private static Map<String, Long> versionsOfRun(Lake lake, String runId) {
        Row run = lake.read(Runs.TABLE)
                .where("run_id = '" + runId + "'")
                .collectAsList()
                .get(0);
        return run.getJavaMap(run.fieldIndex(Runs.VERSIONS));
    }
}
