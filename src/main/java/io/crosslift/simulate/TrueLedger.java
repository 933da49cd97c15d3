package io.crosslift.simulate;

import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.Reconciliation;
import io.crosslift.simulate.world.World;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * By how much the general ledger differs from what was sold, and why.
 *
 * @param world the world
 * @param accounts number of accounts
 * @param partitions partitions they are spread over
 */
record TrueLedger(World world, long accounts, int partitions) implements Serializable {
    private static final String BY_HAND = "MANUAL_JOURNAL";
    private static final StructType DIFFERENCE =
            StructType.fromDDL("month DATE, measure STRING, reason STRING, difference DECIMAL(18,2)");

    /** Ledger less what was sold, per month, measure and reason. */
    Dataset<Row> differences(SparkSession spark) {
        FlatMapFunction<Long, Row> ofAccount = number -> of(number).iterator();
        List<Row> byHand = LedgerFeeds.byHand(world).stream()
                .map(journal -> row(journal.month(), Reconciliation.NET_REVENUE, BY_HAND, journal.cents()))
                .toList();
        return spark.range(0, accounts, 1, partitions)
                .flatMap(ofAccount, Encoders.row(DIFFERENCE))
                .unionByName(spark.createDataFrame(byHand, DIFFERENCE))
                .groupBy("month", "measure", "reason")
                .agg(sum("difference").cast("decimal(18,2)").as("difference"));
    }

    private List<Row> of(long number) {
        return LedgerFeeds.of(new Chapter(world, number)).differences().stream()
                .map(each -> row(
                        each.month(),
                        each.billed() ? Reconciliation.BILLED_REVENUE : Reconciliation.NET_REVENUE,
                        each.reason(),
                        each.cents()))
                .toList();
    }

    private static Row row(LocalDate month, String measure, String reason, long cents) {
        return RowFactory.create(Date.valueOf(month.withDayOfMonth(1)), measure, reason, BigDecimal.valueOf(cents, 2));
    }
}
