package io.crosslift.lake;

import static io.crosslift.lake.Sales.JANUARY;
import static io.crosslift.lake.Sales.SALES;
import static io.crosslift.lake.Sales.TOTALS;
import static io.crosslift.lake.Sales.lake;
import static io.crosslift.lake.Sales.rows;
import static io.crosslift.lake.Sales.sale;
import static io.crosslift.lake.Sales.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A damaged folder is named, with what to do. */
@ExtendWith(SparkSessionExtension.class)
class LakeDamageIT {
    @TempDir
    Path root;

    @Test
    void filesThatAreNoTable(SparkSession spark) throws IOException {
        Files.createDirectories(root.resolve("fact/sale"));
        Files.writeString(root.resolve("fact/sale/notes.txt"), "not a table");

        assertThatThrownBy(() -> lake(spark, root, "r1").ensure(SALES))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(
                        "fact/sale should hold the table fact.sale but holds files that are no Delta table");
        assertThat(root.resolve("fact/sale/_delta_log")).doesNotExist();
    }

    @Test
    void aTruncatedLog(SparkSession spark) throws IOException {
        Lake lake = lake(spark, root, "r1");
        lake.replace(TOTALS, Slice.whole(), values(spark, TOTALS, JANUARY, 1));
        Path log = root.resolve("kpi/kpi_total/_delta_log");
        Files.delete(log.resolve("00000000000000000000.json"));
        Files.deleteIfExists(log.resolve("00000000000000000001.crc"));
        TableLog.forget(spark, lake.path(TOTALS));

        assertThatThrownBy(() -> lake.read(TOTALS))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                .hasMessageContaining("the transaction log of kpi.kpi_total");
    }

    @Test
    void aDeletedDataFile(SparkSession spark) throws IOException {
        Lake lake = lake(spark, root, "r1");
        lake.replace(SALES, Slice.whole(), rows(spark, SALES, sale("a", JANUARY, "1.00")));
        Dataset<Row> sales = lake.read(SALES);
        Path file = Path.of(java.net.URI.create(sales.inputFiles()[0]));
        Files.delete(file);

        assertThatThrownBy(() ->
                        lake.replace(TOTALS, Slice.whole(), sales.selectExpr("month", "length(id) * 1L AS value")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining("is missing");
    }

    @Test
    void aRootThatCannotBeWritten(SparkSession spark) throws IOException {
        Path file = Files.writeString(root.resolve("file"), "not a folder");

        assertThatThrownBy(() -> lake(spark, file, "r1").ensure(SALES))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageContaining("cannot be written");
    }
}
