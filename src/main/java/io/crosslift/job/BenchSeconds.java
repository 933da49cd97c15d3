package io.crosslift.job;

import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a computation took.
 *
 * @param clock seconds by the clock
 * @param processor seconds of all processors together, its garbage collector's among them
 */
record BenchSeconds(double clock, double processor) {
    static final BenchSeconds NONE = new BenchSeconds(Double.MAX_VALUE, Double.MAX_VALUE);

    static BenchSeconds of(Runnable work) {
        double before = BenchClock.processorSeconds();
        double clock = BenchClock.timed(work);
        return new BenchSeconds(clock, BenchClock.processorSeconds() - before);
    }

    /** Computes all rows and keeps none. */
    static BenchSeconds of(Supplier<Dataset<Row>> rows) {
        return of(() -> BenchClock.discard(rows.get()));
    }

    /** The smaller of each. */
    BenchSeconds best(BenchSeconds other) {
        return new BenchSeconds(Math.min(clock, other.clock), Math.min(processor, other.processor));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f s (%.1f s of processors)", clock, processor);
    }
}
