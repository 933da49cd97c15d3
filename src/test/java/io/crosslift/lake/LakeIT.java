package io.crosslift.lake;

import static io.crosslift.lake.Sales.FEBRUARY;
import static io.crosslift.lake.Sales.JANUARY;
import static io.crosslift.lake.Sales.MARCH;
import static io.crosslift.lake.Sales.SALES;
import static io.crosslift.lake.Sales.TOTALS;
import static io.crosslift.lake.Sales.lake;
import static io.crosslift.lake.Sales.rows;
import static io.crosslift.lake.Sales.sale;
import static io.crosslift.lake.Sales.sold;
import static io.crosslift.lake.Sales.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.config.LakeSettings;
import io.crosslift.failure.Failure;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.SparkSessionExtension;
import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkSessionExtension.class)
class LakeIT {
    private static final String ADAPTIVE = "spark.sql.adaptive.enabled";

    @TempDir
    Path root;

    @Nested
    @DisplayName("A table is created from its declaration and verified against it")
    class Declaration {
        @Test
        void aTableCarriesTheCommentsPartitionsChecksAndRetentionOfItsDeclaration(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");

            lake.ensure(SALES);

            Row detail = DeltaTable.forPath(spark, lake.pathOf(SALES)).detail().first();
            assertThat(detail.getString(detail.fieldIndex("description"))).isEqualTo("One row per sale.");
            assertThat(detail.<String>getList(detail.fieldIndex("partitionColumns")))
                    .containsExactly("month");
            assertThat(detail.<String, String>getJavaMap(detail.fieldIndex("properties")))
                    .containsEntry(
                            "delta.constraints.score_finite", SALES.checks().get("score_finite"))
                    .containsEntry("delta.logRetentionDuration", "interval 3024000 seconds")
                    .containsEntry("delta.deletedFileRetentionDuration", "interval 3024000 seconds");
            assertThat(lake.read(SALES).schema().apply("amount").getComment().get())
                    .isEqualTo("amount");
            assertThat(lake.versionOf(SALES)).isZero();
            lake.ensure(SALES);
            assertThat(lake.versionOf(SALES)).as("verifying writes nothing").isZero();
        }

        @Test
        void theRetentionOfAnExistingTableFollowsTheSettings(SparkSession spark) {
            lake(spark, root, "r1").ensure(SALES);
            LakeSettings longer = new LakeSettings(root.toString(), Duration.ofDays(90), Duration.ofDays(35), 2);

            Lake lake = new Lake(spark, longer, Sales.stamp("r2"), List.of(SALES));
            lake.ensure(SALES);

            assertThat(lake.log(SALES).properties())
                    .containsEntry("delta.logRetentionDuration", "interval 7776000 seconds")
                    .containsKey("delta.constraints.score_finite");
        }

        @Test
        void anAddedColumnAChangedTypeADroppedCheckAndOtherPartitionsAreNamed(SparkSession spark) {
            lake(spark, root, "r1").ensure(SALES);
            TableSpec drifted = TableSpec.define("fact", "sale", "One row per sale.")
                    .required("id", ColumnTypes.STRING, "sale")
                    .required("month", ColumnTypes.DAY, "month")
                    .optional("amount", ColumnTypes.decimal(20, 4), "amount")
                    .optional("score", ColumnTypes.REAL, "a statistic")
                    .required("seller", ColumnTypes.STRING, "who sold")
                    .check("score_positive", "score IS NULL OR score > 0")
                    .build();

            assertThatThrownBy(() -> lake(spark, root, "r2").ensure(drifted))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                    .hasMessageContaining("fact.sale at ")
                    .hasMessageContaining("column amount is decimal(18,2), declared decimal(20,4)")
                    .hasMessageContaining("column amount is NOT NULL, declared nullable")
                    .hasMessageContaining("has no column seller")
                    .hasMessageContaining("has the undeclared column tags (array<string>)")
                    .hasMessageContaining("has the undeclared check score_finite")
                    .hasMessageContaining("has no check score_positive")
                    .hasMessageContaining("is partitioned by [month], declared []");
        }

        @Test
        void aTableThatNeedsANewerReaderIsRefused(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");
            lake.ensure(TOTALS);
            spark.sql("ALTER TABLE delta.`" + lake.pathOf(TOTALS)
                    + "` SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')");

            assertThatThrownBy(() -> lake.ensure(TOTALS))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("needs reader version 3");
        }
    }

    @Nested
    @DisplayName("A write replaces one slice")
    class Slices {
        @Test
        void otherSlicesStayAndStaleRowsGoEvenWhenTheNewSliceIsEmpty(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");
            lake.replace(
                    SALES,
                    Slice.whole(),
                    rows(
                            spark,
                            SALES,
                            sale("a", JANUARY, "1.00"),
                            sale("b", FEBRUARY, "2.00"),
                            sale("c", MARCH, "3.00")));

            lake.replace(SALES, Slice.from("month", MARCH), rows(spark, SALES, sale("d", MARCH, "4.00")));
            assertThat(sold(lake.read(SALES))).containsExactly("a 1.00", "b 2.00", "d 4.00");

            lake.replace(SALES, Slice.between("month", FEBRUARY, MARCH), rows(spark, SALES));
            assertThat(sold(lake.read(SALES))).containsExactly("a 1.00");

            lake.replace(SALES, Slice.whole(), rows(spark, SALES));
            assertThat(sold(lake.read(SALES))).isEmpty();
        }

        @Test
        void aSliceOfValuesOfAnUnpartitionedTableIsReplacedAsWell(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");
            lake.replace(
                    TOTALS, Slice.whole(), values(spark, TOTALS, JANUARY, 1).union(values(spark, TOTALS, MARCH, 3)));

            Written written = lake.replace(TOTALS, Slice.of("month", List.of(MARCH)), values(spark, TOTALS, MARCH, 30));

            assertThat(Sales.valued(lake.read(TOTALS))).containsExactly("2025-01-01 1", "2025-03-01 30");
            assertThat(written.rows())
                    .as("a copied row of another slice is not counted")
                    .isEqualTo(1);
        }

        @Test
        void whatWasWrittenIsCountedByTheCommitItself(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");
            Dataset<Row> sales = rows(
                    spark, SALES, sale("a", JANUARY, "1.00"), sale("b", JANUARY, "2.00"), sale("c", MARCH, "3.00"));

            spark.conf().set(ADAPTIVE, true); // which brings the rows of a month together, as in a run
            Written first = lake.replace(SALES, Slice.whole(), sales.repartition(3));
            spark.conf().set(ADAPTIVE, false);
            Written again = lake.replace(SALES, Slice.whole(), sales);

            assertThat(first.rows()).isEqualTo(3);
            assertThat(first.files()).as("one file per month").isEqualTo(2);
            assertThat(first.bytes()).isEqualTo(parquetBytes(spark, lake, first.version()));
            assertThat(again.rows()).isEqualTo(3);
            assertThat(again.version()).isEqualTo(first.version() + 1).isEqualTo(lake.versionOf(SALES));
            assertThat(sold(lake.read(SALES))).containsExactly("a 1.00", "b 2.00", "c 3.00");
        }

        private long parquetBytes(SparkSession spark, Lake lake, long version) {
            return Stream.of(lake.readAt(SALES, version).inputFiles())
                    .mapToLong(
                            file -> Path.of(java.net.URI.create(file)).toFile().length())
                    .sum();
        }

        @Test
        void rowsOutsideTheSliceAreRefused(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");

            assertThatThrownBy(() -> lake.replace(
                            SALES, Slice.from("month", MARCH), rows(spark, SALES, sale("a", JANUARY, "1.00"))))
                    .isInstanceOf(Failure.class)
                    .hasMessageStartingWith(
                            "fact.sale refuses rows outside the slice to be replaced (`month` >= DATE'2025-03-01')");
            assertThat(sold(lake.read(SALES))).isEmpty();
        }

        @Test
        void aMissingValueIsRefusedByName(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");

            assertThatThrownBy(
                            () -> lake.replace(SALES, Slice.whole(), rows(spark, SALES, sale(null, JANUARY, "1.00"))))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                    .hasMessageStartingWith("fact.sale refuses a row: ")
                    .hasMessageContaining("id");
            assertThat(sold(lake.read(SALES))).isEmpty();
        }

        @Test
        void aNanIsRefusedByItsCheck(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");

            assertThatThrownBy(() -> lake.append(
                            SALES,
                            rows(
                                    spark,
                                    SALES,
                                    sale("a", JANUARY, "1.00", 0.5),
                                    sale("b", JANUARY, "1.00", Double.NaN))))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("score_finite")
                    .hasMessageContaining("NaN");
            assertThat(sold(lake.read(SALES))).isEmpty();
        }
    }

    @Nested
    @DisplayName("A read is of one version")
    class Reading {
        @Test
        void rowsReadBeforeAWriteStayAsTheyWere(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");
            Written first = lake.replace(SALES, Slice.whole(), rows(spark, SALES, sale("a", JANUARY, "1.00")));
            Dataset<Row> before = lake.read(SALES);

            lake.append(SALES, rows(spark, SALES, sale("b", JANUARY, "2.00")));

            assertThat(sold(before)).containsExactly("a 1.00");
            assertThat(sold(lake.readAt(SALES, first.version()))).containsExactly("a 1.00");
            assertThat(sold(lake.read(SALES))).containsExactly("a 1.00", "b 2.00");
            assertThat(lake.versions()).containsOnly(java.util.Map.entry("fact.sale", first.version() + 1));
        }

        @Test
        void everyCommitSaysWhichRunMadeItAndFromWhichVersions(SparkSession spark) {
            Lake lake = lake(spark, root, "r1");
            lake.replace(SALES, Slice.whole(), rows(spark, SALES, sale("a", JANUARY, "1.00")));

            lake.ensure(TOTALS);
            lake.replace(TOTALS, Slice.whole(), () -> lake.read(SALES).selectExpr("month", "1L AS value"));

            List<String> newestFirst =
                    DeltaTable.forPath(spark, lake.pathOf(TOTALS))
                            .history()
                            .select("userMetadata")
                            .collectAsList()
                            .stream()
                            .map(row -> row.getString(0))
                            .toList();
            assertThat(newestFirst).hasSize(2).allSatisfy(stamp -> assertThat(stamp)
                    .contains("\"run_id\":\"r1\"", "\"as_of\":\"2025-03-31\"")
                    .contains("\"settings_hash\":\"5e771465\"", "\"code_version\":\"0.1.0\""));
            assertThat(newestFirst.get(0)).contains("\"input_versions\":{\"fact.sale\":1}");
            assertThat(newestFirst.get(1)).contains("\"input_versions\":{}");
        }

        @Test
        void aMissingTableIsNamedWithTheJobThatWritesIt(SparkSession spark) {
            Lake lake = lake(spark, root.resolve("nowhere"), "r1");

            assertThatThrownBy(() -> lake.read(SALES))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                    .hasMessageContaining("fact.sale does not exist")
                    .hasMessageContaining("job expansion of `run` writes it");
            assertThat(lake.readOrEmpty(SALES).collectAsList()).isEmpty();
            assertThat(lake.versions()).isEmpty();
            assertThat(root.resolve("nowhere")).as("reading creates nothing").doesNotExist();
        }
    }
}
