package io.crosslift.journey;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.crosslift.attribution.AccountWeights;
import io.crosslift.attribution.ResampledSums;
import io.crosslift.config.JourneySettings;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.PathCounts;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Counts journeys by path under every resample of accounts. In: journeys. Out: one row per goal and path with the sums of
 * {@link #read} as bytes. One shuffle of a narrow row per journey; memory is that of one path.
 */
public final class PathResampleStep {
    /** Journeys converted, their value in minor units, journeys not converted. */
    public static final int QUANTITIES = 3;

    private static final StructType RESAMPLED = new StructType()
            .add(PathCounts.GOAL, DataTypes.StringType)
            .add(PathCounts.PATH, DataTypes.StringType)
            .add("sums", DataTypes.BinaryType);

    private PathResampleStep() {}

    /**
     * Counts journeys that ended by their paths, as {@link PathCountStep#of} does, once per resample.
     *
     * @param resamples number of resamples
     * @param seed any number; the same seed gives the same rows whatever the partitioning
     */
    public static Dataset<Row> of(Dataset<Row> journeys, JourneySettings settings, int resamples, long seed) {
        MapPartitionsFunction<Row, Row> sum = rows -> new PathSums(rows, resamples, seed);
        return PathCountStep.ofEachJourney(journeys, settings)
                .select(
                        col(PathCounts.GOAL),
                        col(PathCounts.PATH),
                        xxhash64(col(Journeys.ACCOUNT_ID)),
                        col(PathCounts.CONVERSIONS),
                        col(PathCounts.VALUE),
                        col(PathCounts.NULLS))
                .repartition(col(PathCounts.GOAL), col(PathCounts.PATH))
                .sortWithinPartitions(PathCounts.GOAL, PathCounts.PATH)
                .mapPartitions(sum, Encoders.row(RESAMPLED));
    }

    /** The sums of a row of {@link #of}. */
    public static ResampledSums read(Row row, int resamples) {
        return ResampledSums.read(row.getAs(2), QUANTITIES, resamples);
    }

    /** Sums consecutive rows of one path. */
    private static final class PathSums implements Iterator<Row> {
        private final Iterator<Row> journeys;
        private final AccountWeights weights;
        private final int[] ofAccount;
        private @Nullable Row next;

        PathSums(Iterator<Row> journeys, int resamples, long seed) {
            this.journeys = journeys;
            this.weights = new AccountWeights(resamples, seed);
            this.ofAccount = new int[resamples];
            advance();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Row next() {
            Row first = next;
            if (first == null) {
                throw new NoSuchElementException();
            }
            ResampledSums sums = new ResampledSums(QUANTITIES, ofAccount.length);
            String goal = first.getString(0);
            String path = first.getString(1);
            while (next != null
                    && next.getString(1).equals(path)
                    && next.getString(0).equals(goal)) {
                weights.into(next.getLong(2), ofAccount);
                for (int quantity = 0; quantity < QUANTITIES; quantity++) {
                    sums.add(quantity, ofAccount, next.getLong(3 + quantity));
                }
                advance();
            }
            return RowFactory.create(goal, path, sums.bytes());
        }

        private void advance() {
            next = journeys.hasNext() ? journeys.next() : null;
        }
    }
}
