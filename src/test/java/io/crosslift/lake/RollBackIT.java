package io.crosslift.lake;

import static io.crosslift.lake.Sales.FEBRUARY;
import static io.crosslift.lake.Sales.JANUARY;
import static io.crosslift.lake.Sales.SALES;
import static io.crosslift.lake.Sales.lake;
import static io.crosslift.lake.Sales.rows;
import static io.crosslift.lake.Sales.sale;
import static io.crosslift.lake.Sales.sold;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.testing.SparkSessionExtension;
import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkSessionExtension.class)
class RollBackIT {
    @TempDir
    Path root;

    private long published;

    @BeforeEach
    void publish(SparkSession spark) {
        Lake lake = lake(spark, root, "published");
        lake.replace(SALES, Slice.whole(), rows(spark, SALES, sale("a", JANUARY, "1.00"), sale("b", FEBRUARY, "2.00")));
        published = lake.versionOf(SALES);
    }

    private void unpublished(SparkSession spark) {
        Lake lake = lake(spark, root, "unpublished");
        lake.replace(SALES, Slice.from("month", FEBRUARY), rows(spark, SALES, sale("c", FEBRUARY, "3.00")));
        lake.replace(SALES, Slice.whole(), rows(spark, SALES, sale("d", JANUARY, "4.00")));
    }

    @Test
    void aTableAtTheVersionIsLeftAlone(SparkSession spark) {
        assertThat(lake(spark, root, "next").rollBack(SALES, published))
                .isEqualTo(new RolledBack(RolledBack.Outcome.UNCHANGED, published));
    }

    @Test
    void whatRunsHaveWrittenSinceIsUndoneAsOftenAsAsked(SparkSession spark) {
        unpublished(spark);
        Lake next = lake(spark, root, "next");

        assertThat(next.rollBack(SALES, published).outcome()).isEqualTo(RolledBack.Outcome.RESTORED);
        assertThat(sold(next.read(SALES))).containsExactly("a 1.00", "b 2.00");

        unpublished(spark);
        RolledBack again = lake(spark, root, "third").rollBack(SALES, published);
        assertThat(again.outcome()).isEqualTo(RolledBack.Outcome.RESTORED);
        assertThat(again.version()).isEqualTo(next.versionOf(SALES));
        assertThat(sold(next.read(SALES))).containsExactly("a 1.00", "b 2.00");
    }

    @Test
    void whatSomebodyElseHasErasedIsNotBroughtBack(SparkSession spark) {
        DeltaTable.forPath(spark, lake(spark, root, "next").pathOf(SALES)).delete("id = 'a'");

        assertThat(lake(spark, root, "next").rollBack(SALES, published).outcome())
                .isEqualTo(RolledBack.Outcome.FOREIGN);

        unpublished(spark);
        assertThat(lake(spark, root, "next").rollBack(SALES, published).outcome())
                .isEqualTo(RolledBack.Outcome.MIXED);
        assertThat(sold(lake(spark, root, "next").read(SALES))).containsExactly("d 4.00");
    }
}
