package io.crosslift.lake;

import static io.crosslift.lake.Sales.JANUARY;
import static io.crosslift.lake.Sales.MARCH;
import static io.crosslift.lake.Sales.SALES;
import static io.crosslift.lake.Sales.rows;
import static io.crosslift.lake.Sales.sale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import io.crosslift.testing.SparkSessionExtension;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class KeyCheckTest {
    @Test
    void aKeyThatOccursTwiceIsNamedAndCounted(SparkSession spark) {
        Dataset<Row> sales =
                rows(spark, SALES, sale("a", JANUARY, "1.00"), sale("b", JANUARY, "1.00"), sale("a", MARCH, "2.00"));

        assertThat(KeyCheck.duplicateKeys(SALES, sales).collectAsList()).containsExactly(RowFactory.create("a", 2L));
        assertThatThrownBy(() -> KeyCheck.requireUnique(SALES, sales))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("fact.sale would hold several rows of one key: id = a (2 times)");
    }

    @Test
    void uniqueKeysPass(SparkSession spark) {
        Dataset<Row> sales = rows(spark, SALES, sale("a", JANUARY, "1.00"), sale("b", JANUARY, "1.00"));

        assertThatCode(() -> KeyCheck.requireUnique(SALES, sales)).doesNotThrowAnyException();
    }
}
