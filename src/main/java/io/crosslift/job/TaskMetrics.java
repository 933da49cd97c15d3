package io.crosslift.job;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Adds up what all tasks read. */
final class TaskMetrics extends SparkListener {
    private static final long PATIENCE_MILLIS = 5_000;

    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong rowsRead = new AtomicLong();

    /** What was read so far. */
    record Read(long bytes, long rows) {
        Read minus(Read earlier) {
            return new Read(bytes - earlier.bytes, rows - earlier.rows);
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskMetrics() != null) {
            bytesRead.addAndGet(end.taskMetrics().inputMetrics().bytesRead());
            rowsRead.addAndGet(end.taskMetrics().inputMetrics().recordsRead());
        }
    }

    /** What all tasks that have ended have read. Events arrive late, so the bus is given time to deliver them. */
    Read read(SparkSession spark) {
        try {
            spark.sparkContext().listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
        } catch (TimeoutException late) {
            // A count that is a task or two short is better than a run that fails for its own statistics.
            return new Read(bytesRead.get(), rowsRead.get());
        }
        return new Read(bytesRead.get(), rowsRead.get());
    }
}
