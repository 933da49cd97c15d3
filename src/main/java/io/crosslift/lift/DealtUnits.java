package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.crosslift.lift.assign.Allocation;
import io.crosslift.lift.assign.SaltedHash;
import io.crosslift.schema.ExperimentAssignments;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Deals an audience to arms. In: {@link ExperimentAudience}. Out: the same rows with their arm.
 *
 * <p>What is assigned (an account, or all accounts of a parent) draws its number by {@link SaltedHash}. Inside a stratum, units are
 * ranked by it in blocks of about a thousand that lie next to each other; in a block of n the unit of rank r takes the arm at position
 * ((r - 1/2) / n + u) mod 1, where u is the block's own number. So every block holds its arms' shares to within one unit, and every
 * unit has exactly its share's chance of an arm. No step needs all units in one place.
 */
public final class DealtUnits {
    private static final long BLOCK = 1000;
    private static final String POSITION = "_position";
    private static final String BLOCKS = "_blocks";
    private static final String NUMBER = "_block";
    private static final String CLUSTER_ID = ExperimentAudience.CLUSTER_ID;
    private static final String STRATUM = ExperimentAudience.STRATUM;

    private DealtUnits() {}

    /** The audience with its arms; the same audience, salt and allocation give the same arms, whatever the order of the rows. */
    public static Dataset<Row> of(Dataset<Row> audience, Allocation allocation, String salt) {
        Dataset<Row> clusters = audience.groupBy(CLUSTER_ID)
                .agg(min(STRATUM).as(STRATUM))
                .withColumn(POSITION, position(salt, col(CLUSTER_ID)));
        Dataset<Row> sizes = clusters.groupBy(col(STRATUM).as("_of_stratum"))
                .agg(greatest(lit(1L), floor(count(lit(1)).divide(BLOCK))).as(BLOCKS));
        WindowSpec block = Window.partitionBy(STRATUM, NUMBER);
        WindowSpec byPosition = block.orderBy(POSITION, CLUSTER_ID);
        Column rank =
                row_number().over(byPosition).minus(0.5).divide(count(lit(1)).over(block));
        Column offset = position(salt, concat_ws(":", lit("block"), col(STRATUM), col(NUMBER)));
        Column sum = rank.plus(offset);
        Dataset<Row> dealt = clusters.join(sizes, col(STRATUM).equalTo(col("_of_stratum")))
                .withColumn(NUMBER, floor(col(POSITION).multiply(col(BLOCKS))))
                .withColumn("_drawn", sum)
                .withColumn(
                        "_drawn",
                        when(col("_drawn").geq(1), col("_drawn").minus(1)).otherwise(col("_drawn")))
                .select(
                        col(CLUSTER_ID).as("_dealt_cluster"),
                        col(STRATUM).as("_dealt_stratum"),
                        arm(allocation, col("_drawn")).as(ExperimentAssignments.ARM));
        return audience.join(dealt, col(CLUSTER_ID).equalTo(col("_dealt_cluster")))
                .select(
                        col(ExperimentAudience.UNIT_ID),
                        col(CLUSTER_ID),
                        col("_dealt_stratum").as(STRATUM),
                        col(ExperimentAssignments.ARM));
    }

    /** {@link SaltedHash#position} as an expression. */
    static Column position(String salt, Column unit) {
        Column digits = substring(sha2(concat_ws(":", lit(salt), unit).cast("binary"), 256), 1, SaltedHash.DIGITS);
        return conv(digits, 16, 10).cast("bigint").cast("double").divide(0x1p52);
    }

    private static Column arm(Allocation allocation, Column position) {
        List<String> arms = allocation.arms();
        List<Double> ends = allocation.ends();
        Column arm = lit(arms.get(arms.size() - 1));
        for (int i = arms.size() - 2; i >= 0; i--) {
            arm = when(position.lt(ends.get(i)), lit(arms.get(i))).otherwise(arm);
        }
        return arm;
    }
}
