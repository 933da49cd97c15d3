package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.DimDate;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Changes of tables between two runs. */
@ExtendWith(SparkSessionExtension.class)
class TableChangesTest {
    @Test
    void ofEveryTableThatTwoRunsHoldTheChangesCanBeTold(SparkSession spark) {
        List<TableSpec> tables = TableChoice.of(null, List.of("core", "fact", "kpi"));

        assertThat(tables).hasSizeGreaterThan(50).allSatisfy(table -> {
            Dataset<Row> none = spark.createDataFrame(List.of(), table.columns());
            assertThat(TableChanges.of(table, none, none))
                    .as(table.qualifiedName())
                    .isEmpty();
        });
    }

    /** Its column {@code month} is a number, 1 to 12. */
    @Test
    void aDayMoreOfTheCalendarLiesInItsMonth(SparkSession spark) {
        Dataset<Row> none = spark.createDataFrame(List.of(), DimDate.TABLE.columns());
        Dataset<Row> some = spark.sql("SELECT DATE'2025-12-01' AS date_day, 12 AS month");
        for (StructField field : DimDate.TABLE.columns().fields()) {
            if (!List.of(some.columns()).contains(field.name())) {
                some = some.withColumn(field.name(), functions.lit(null).cast(field.dataType()));
            }
        }

        List<TableChanges.Change> changes = TableChanges.of(DimDate.TABLE, none, some);

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).month()).isEqualTo(LocalDate.of(2025, 12, 1));
        assertThat(changes.get(0).added()).isOne();
    }
}
