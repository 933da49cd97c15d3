package io.crosslift.job;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Seconds and memory of what is measured; the heap is collected before each. */
final class BenchClock {
    private BenchClock() {}

    static double seconds(Supplier<Dataset<Row>> rows) {
        return timed(() -> discard(rows.get()));
    }

    /** Computes all rows and keeps none. */
    static void discard(Dataset<Row> rows) {
        rows.write().format("noop").mode("overwrite").save();
    }

    static double timed(Runnable work) {
        System.gc();
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** Largest resident memory of the process, where the system tells. */
    static String peakResident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .map(kilobytes -> String.format(Locale.ROOT, "%.2f GB", Long.parseLong(kilobytes) / 1e6))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException noProc) {
            return "unknown on this system";
        }
    }
}
