package io.crosslift.lake;

import static io.crosslift.lake.Sales.JANUARY;
import static io.crosslift.lake.Sales.TOTALS;
import static io.crosslift.lake.Sales.valued;
import static io.crosslift.lake.Sales.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import io.crosslift.testing.SparkSessionExtension;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkSessionExtension.class)
class LakeConflictIT {
    private static final Slice SLICE = Slice.from("month", JANUARY);

    /** Run by the task that computes the rows to be written, so in the middle of the write; tasks share the JVM of the test. */
    private static Runnable meanwhile = () -> {};

    @TempDir
    Path root;

    private final AtomicInteger tries = new AtomicInteger();

    @BeforeEach
    void firstRows(SparkSession spark) {
        Sales.lake(spark, root, "first").replace(TOTALS, Slice.whole(), values(spark, TOTALS, JANUARY, 1));
    }

    @Test
    void aLostConflictIsTriedAgainOnRowsComputedAnew(SparkSession spark) {
        Lake lake = Sales.lake(spark, root, "mine");
        meanwhile = () -> {
            if (tries.get() == 1) {
                otherWriter(spark);
            }
        };

        lake.replace(TOTALS, SLICE, () -> {
            tries.incrementAndGet();
            return interrupted(lake.read(TOTALS).selectExpr("month", "value + 1 AS value"));
        });

        assertThat(tries).hasValue(2);
        assertThat(valued(lake.read(TOTALS)))
                .as("computed from the other writer's 100")
                .containsExactly("2025-01-01 101");
    }

    @Test
    void aConflictLostOnEveryTryEndsTheRun(SparkSession spark) {
        Lake lake = Sales.lake(spark, root, "mine");
        meanwhile = () -> otherWriter(spark);

        assertThatThrownBy(() -> lake.replace(TOTALS, SLICE, () -> {
                    tries.incrementAndGet();
                    return interrupted(values(spark, TOTALS, JANUARY, 7));
                }))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.CONFLICT))
                .hasMessageContaining("kpi.kpi_total lost a write conflict 3 times");
        assertThat(tries).as("one try and two retries").hasValue(3);
        assertThat(valued(lake.read(TOTALS))).containsExactly("2025-01-01 100");
    }

    /** Another run that replaces the same slice; in a thread of its own, for a task may not start a job. */
    private void otherWriter(SparkSession spark) {
        CompletableFuture.runAsync(() ->
                        Sales.lake(spark, root, "other").replace(TOTALS, SLICE, values(spark, TOTALS, JANUARY, 100)))
                .join();
    }

    private static Dataset<Row> interrupted(Dataset<Row> rows) {
        MapFunction<Row, Row> pause = row -> {
            meanwhile.run();
            return row;
        };
        return rows.coalesce(1).map(pause, Encoders.row(rows.schema()));
    }
}
