package io.crosslift.simulate;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.World;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What became of the offers that touches carried.
 *
 * @param world the world
 * @param accounts number of accounts
 * @param partitions partitions they are spread over
 */
record TrueOffers(World world, long accounts, int partitions) implements Serializable {
    private static final StructType CARRIED = StructType.fromDDL("offer_id STRING, presented INT, accepted INT");

    /** One row per offer: carried by touches, presented, accepted. */
    Dataset<Row> funnel(SparkSession spark) {
        FlatMapFunction<Long, Row> ofAccount = number -> of(number).iterator();
        return spark.range(0, accounts, 1, partitions)
                .flatMap(ofAccount, Encoders.row(CARRIED))
                .groupBy("offer_id")
                .agg(
                        count(lit(1)).as("carried"),
                        sum("presented").as("presented"),
                        sum("accepted").as("accepted"));
    }

    private List<Row> of(long number) {
        return OfferFeeds.carried(new Chapter(world, number)).stream()
                .map(offer -> RowFactory.create(
                        OfferFeeds.offer(
                                world.scenario().families().get(offer.touch().family())),
                        offer.seenAt() == AccountHistory.OPEN ? 0 : 1,
                        offer.takenAt() == AccountHistory.OPEN ? 0 : 1))
                .toList();
    }
}
