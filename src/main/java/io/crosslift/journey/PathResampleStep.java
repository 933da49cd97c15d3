package io.crosslift.journey;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.crosslift.attribution.ResampledSums;
import io.crosslift.config.JourneySettings;
import io.crosslift.schema.Journeys;
import io.crosslift.schema.PathCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Counts journeys by path, once and under every resample of accounts. In: journeys. Out: {@link PathCounts}, as {@link
 * PathCountStep#of} counts them, with their resampled sums. One shuffle, of what each partition has summed by path before; memory
 * is that of {@link #MOST_PATHS} paths.
 */
public final class PathResampleStep {
    /** Paths that a partition sums at a time. */
    static final int MOST_PATHS = 8192;

    private static final StructType SHAPE = PathCounts.TABLE.shape();

    private PathResampleStep() {}

    /**
     * Counts journeys that ended.
     *
     * @param resamples number of resamples, at least 1
     * @param seed any number; the same seed gives the same rows whatever the partitioning
     */
    public static Dataset<Row> of(Dataset<Row> journeys, JourneySettings settings, int resamples, long seed) {
        return of(journeys, settings, resamples, seed, MOST_PATHS);
    }

    static Dataset<Row> of(Dataset<Row> journeys, JourneySettings settings, int resamples, long seed, int mostPaths) {
        MapPartitionsFunction<Row, Row> parts =
                rows -> new Parts(rows, new ResampledPath.Draws(resamples, seed), mostPaths);
        MapPartitionsFunction<Row, Row> whole = rows -> new Whole(rows, new ResampledPath.Draws(resamples, seed));
        return PathCountStep.ofEachJourney(journeys, settings)
                .select(
                        col(PathCounts.GOAL),
                        col(PathCounts.PATH),
                        xxhash64(col(Journeys.ACCOUNT_ID)),
                        col(PathCounts.CONVERSIONS),
                        col(PathCounts.VALUE),
                        col(PathCounts.NULLS))
                .mapPartitions(parts, Encoders.row(SHAPE))
                .repartition(col(PathCounts.GOAL), col(PathCounts.PATH))
                .sortWithinPartitions(PathCounts.GOAL, PathCounts.PATH)
                .mapPartitions(whole, Encoders.row(SHAPE))
                .to(SHAPE);
    }

    /** The sums in {@link PathCounts#RESAMPLED}: conversions, value and journeys not converted, in this order. */
    public static ResampledSums read(byte[] resampled, int resamples) {
        return ResampledSums.read(resampled, ResampledPath.QUANTITIES, resamples);
    }

    private static Row row(PathKey path, ResampledPath sums, byte[] resampled) {
        return RowFactory.create(path.goal(), path.path(), sums.total(0), sums.total(1), sums.total(2), resampled);
    }

    private record PathKey(String goal, String path) {
        static PathKey of(Row row) {
            return new PathKey(row.getString(0), row.getString(1));
        }
    }

    /** Sums the journeys of a partition by path, and yields the sums whenever the paths have become many. */
    private static final class Parts implements Iterator<Row> {
        private final Iterator<Row> journeys;
        private final ResampledPath.Draws draws;
        private final int mostPaths;
        private Iterator<Row> ready = List.<Row>of().iterator();

        Parts(Iterator<Row> journeys, ResampledPath.Draws draws, int mostPaths) {
            this.journeys = journeys;
            this.draws = draws;
            this.mostPaths = mostPaths;
        }

        @Override
        public boolean hasNext() {
            if (!ready.hasNext() && journeys.hasNext()) {
                ready = summed();
            }
            return ready.hasNext();
        }

        private Iterator<Row> summed() {
            Map<PathKey, ResampledPath> paths = new HashMap<>();
            while (journeys.hasNext() && paths.size() < mostPaths) {
                Row journey = journeys.next();
                paths.computeIfAbsent(PathKey.of(journey), path -> new ResampledPath())
                        .add(journey.getLong(2), journey.getLong(3), journey.getLong(4), journey.getLong(5), draws);
            }
            List<Row> rows = new ArrayList<>(paths.size());
            paths.forEach((path, sums) -> rows.add(row(path, sums, sums.bytes())));
            return rows.iterator();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.next();
        }
    }

    /** Adds up consecutive parts of one path. */
    private static final class Whole implements Iterator<Row> {
        private final Iterator<Row> parts;
        private final ResampledPath.Draws draws;
        private @Nullable Row next;

        Whole(Iterator<Row> parts, ResampledPath.Draws draws) {
            this.parts = parts;
            this.draws = draws;
            advance();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Row next() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            PathKey path = PathKey.of(next);
            ResampledPath sums = new ResampledPath();
            while (next != null && PathKey.of(next).equals(path)) {
                sums.add(next.getLong(2), next.getLong(3), next.getLong(4), next.getAs(5), draws);
                advance();
            }
            return row(path, sums, sums.summed(draws).bytes());
        }

        private void advance() {
            next = parts.hasNext() ? parts.next() : null;
        }
    }
}
