package io.crosslift.propensity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.lift.estimate.Moments;
import io.crosslift.propensity.ranking.Ranking;
import io.crosslift.propensity.ranking.ScoreBin;
import io.crosslift.propensity.ranking.ScoreKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Scored accounts by bin and arm: at most 1,000 bins of about equal size, each a range of whole 100,000ths of the score. Spark adds up
 * whole numbers, so the same accounts give the same bits.
 */
final class RankedScores {
    private static final long FINE = 100_000;
    /** Scores are whole multiples of this. */
    private static final long UNITS_OF_SCORE = 100_000_000;

    private static final String BIN = "_bin";

    private final SortedMap<Double, Map<String, Moments>> bins = new TreeMap<>();

    private RankedScores() {}

    /** Rows of {@code score, arm, outcome} to bins. */
    static RankedScores of(Dataset<Row> scored) {
        Column score = floor(col(PropensityModel.SCORE).multiply(UNITS_OF_SCORE).plus(0.5));
        Dataset<Row> fine = scored.withColumn("_score", score)
                .withColumn("_fine", floor(col("_score").divide(UNITS_OF_SCORE / FINE)))
                .groupBy(col("_fine"), col(RandomisedTrial.ARM))
                .agg(
                        count(lit(1)).as("_n"),
                        sum(col(RandomisedTrial.OUTCOME).cast("bigint")).as("_y"),
                        sum("_score").as("_s"),
                        sum(col("_score").multiply(col(RandomisedTrial.OUTCOME)))
                                .as("_sy"),
                        sum(square(col("_score"))).as("_ss"));
        WindowSpec below = Window.orderBy("_fine").rangeBetween(Window.unboundedPreceding(), Window.currentRow());
        WindowSpec all = Window.orderBy(lit(1)).rangeBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
        // At most 100,000 rows per arm come together here, however many accounts there are.
        Column rank = sum("_n").over(below).minus(1).divide(sum("_n").over(all));
        RankedScores ranked = new RankedScores();
        fine.withColumn(BIN, floor(rank.multiply(ScoreKeys.MOST_RANGES)))
                .groupBy(BIN, RandomisedTrial.ARM)
                .agg(min("_fine"), sum("_n"), sum("_y"), sum("_s"), sum("_sy"), sum("_ss"))
                .collectAsList()
                .forEach(ranked::add);
        return ranked;
    }

    /** The ranking of an arm against control. */
    Ranking ranking(String arm, String control) {
        List<ScoreBin> ranked = new ArrayList<>();
        bins.forEach((key, arms) -> ranked.add(new ScoreBin(
                key, arms.getOrDefault(arm, Moments.empty(2)), arms.getOrDefault(control, Moments.empty(2)))));
        return new Ranking(ranked);
    }

    private static Column square(Column wholeNumber) {
        Column exact = wholeNumber.cast("decimal(18,0)");
        return exact.multiply(exact).cast("decimal(28,0)");
    }

    private void add(Row row) {
        double n = row.getLong(3);
        double y = row.getLong(4);
        double s = (double) row.getLong(5) / UNITS_OF_SCORE;
        double sy = (double) row.getLong(6) / UNITS_OF_SCORE;
        double ss = row.getDecimal(7).doubleValue() / UNITS_OF_SCORE / UNITS_OF_SCORE;
        double[] moments = {2, n, y / n, s / n, y - y * y / n, sy - s * y / n, Math.max(0, ss - s * s / n), 0, 0};
        // The key only orders the bins, which hold neighbouring scores.
        bins.computeIfAbsent((double) row.getLong(0), any -> new HashMap<>())
                .put(row.getString(1), Moments.fromArray(moments));
    }
}
