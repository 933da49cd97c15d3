package io.crosslift.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.SourceSettings;
import io.crosslift.testing.SparkSessionExtension;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bundled data through its source file, against the control totals that the data set's own notes give. */
@ExtendWith(SparkSessionExtension.class)
class CompleteJourneyIT {
    private static MemoryLake lake;

    @BeforeAll
    static void takeIn(SparkSession spark) {
        SourceSettings source = SourceFiles.read("complete-journey", null);
        lake = new MemoryLake(spark);
        IngestRun run = new IngestRun("run-1", source.asOf(), Instant.parse("2026-01-01T00:00:00Z"));
        long t0 = System.nanoTime();
        Ingest ingest = Ingest.plan(
                spark,
                SourceFiles.settings(source, "America/New_York", "USD", "0.005", null),
                run,
                table -> Optional.empty(),
                lake::read);
        System.out.println("planned " + (System.nanoTime() - t0) / 1e9);
        ingest.feeds().forEach(System.out::println);
        for (TableIngest table : ingest.tables()) {
            t0 = System.nanoTime();
            lake.counts.put(table.table().name(), table.counts());
            table.counts().forEach(System.out::println);
            lake.put(table.table(), table.accepted().collectAsList());
            lake.quarantine.put(table.table().name(), table.quarantine().collectAsList());
            table.release();
            System.out.println(table.table().name() + " " + (System.nanoTime() - t0) / 1e9);
        }
        System.out.println(ingest.absent());
        System.out.println(ingest.malformed().count());
        ingest.close();
    }

    @Test
    void lines() {
        assertThat(lake.rows("invoice_lines")).containsEntry("accepted/(all)", 183_237L);
    }
}
