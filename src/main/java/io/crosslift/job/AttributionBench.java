package io.crosslift.job;

import io.crosslift.attribution.AttributionModelSettings;
import io.crosslift.attribution.PathModel;
import io.crosslift.pathfile.FittedModel;
import io.crosslift.pathfile.PathAttribution;
import io.crosslift.pathfile.PathFile;
import io.crosslift.pathfile.PathFileContent;
import io.crosslift.pathfile.ReadOptions;
import io.crosslift.pathfile.RequestedModels;
import io.crosslift.pathfile.ResultFiles;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Times the models on seeded path files inside one JVM, without Spark: reading, each model, writing. The times of whole
 * processes, and those of ChannelAttribution on the same files, are measured by {@code .ci/bench_attribution.py}.
 */
public final class AttributionBench {
    private final Path folder;
    private final Console console;

    /** Files are made in this folder, once, and results written beside them. */
    public AttributionBench(Path folder, Console console) {
        this.folder = folder;
        this.console = console;
    }

    /** Measures every case. */
    public void run() {
        console.result(String.format(
                Locale.ROOT,
                "%-5s %9s %9s %9s %9s %9s %9s %9s %9s %9s",
                "case",
                "paths",
                "read s",
                "shapley s",
                "markov 1",
                "markov 2",
                "markov 3",
                "write s",
                "all s",
                "heap MB"));
        for (SeededPaths seeded : SeededPaths.CASES) {
            Path file = seeded.write(folder);
            measure(seeded, file);
        }
    }

    private void measure(SeededPaths seeded, Path file) {
        forgetPeaks();
        List<Double> seconds = new ArrayList<>();
        long start = System.nanoTime();
        PathFileContent content =
                PathFile.read(file.toString(), new ReadOptions(ReadOptions.SEPARATOR, null, seeded.paths()));
        seconds.add(since(start));
        List<FittedModel> fitted = new ArrayList<>();
        for (PathModel model : models()) {
            long fit = System.nanoTime();
            fitted.addAll(RequestedModels.fit(List.of(model), content, 0, 0));
            seconds.add(since(fit));
        }
        long write = System.nanoTime();
        new ResultFiles(folder.resolve("results-" + seeded.name())).write(PathAttribution.of(content, fitted));
        seconds.add(since(write));
        seconds.add(since(start));
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-5s %9d", seeded.name(), content.paths()));
        seconds.forEach(second -> line.append(String.format(Locale.ROOT, " %9.2f", second)));
        console.result(
                line.append(String.format(Locale.ROOT, " %9d", peak() >> 20)).toString());
    }

    private static List<PathModel> models() {
        return RequestedModels.of(
                List.of("shapley", "markov"), List.of("1", "2", "3"), List.of(), AttributionModelSettings.DEFAULTS);
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void forgetPeaks() {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** Most heap in use at once, in bytes, pools added up. */
    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
