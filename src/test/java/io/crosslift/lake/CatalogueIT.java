package io.crosslift.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.SparkSessionExtension;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkSessionExtension.class)
class CatalogueIT {
    @TempDir
    Path root;

    @Test
    void everyTableCanBeCreatedIsVerifiedAndIsReadableByEveryDeltaReader(SparkSession spark) {
        Lake lake = new Lake(spark, Sales.settings(root, 0), Sales.stamp("r1"));

        for (TableSpec table : TableCatalogue.TABLES) {
            lake.ensure(table);
            lake.ensure(table);
            assertThat(lake.protocolOf(table).minReaderVersion())
                    .as(table.qualifiedName())
                    .isEqualTo(1);
        }

        assertThat(lake.versions().keySet())
                .containsExactlyInAnyOrderElementsOf(TableCatalogue.TABLES.stream()
                        .map(TableSpec::qualifiedName)
                        .toList());
    }
}
