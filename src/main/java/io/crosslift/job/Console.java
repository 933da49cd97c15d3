package io.crosslift.job;

import java.io.PrintWriter;
import java.util.Locale;

/** What a run says while it goes on: one line per stage on the progress stream, results on the other. */
public final class Console {
    private final PrintWriter results;
    private final PrintWriter progress;
    private final boolean quiet;
    private final boolean json;

    /**
     * @param results where the headline goes
     * @param progress where stage lines go
     * @param quiet results and errors only
     * @param json results as one JSON object
     */
    public Console(PrintWriter results, PrintWriter progress, boolean quiet, boolean json) {
        this.results = results;
        this.progress = progress;
        this.quiet = quiet;
        this.json = json;
    }

    /** Whether results are asked for as JSON. */
    public boolean json() {
        return json;
    }

    /** A line of progress; nothing when quiet. */
    public void progress(String line) {
        if (!quiet) {
            progress.println(line);
            progress.flush();
        }
    }

    /** A line of the result. */
    public void result(String line) {
        results.println(line);
        results.flush();
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Bytes in the unit that suits their size. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double kilobytes = bytes / 1024.0;
        return kilobytes < 1024
                ? String.format(Locale.ROOT, "%.0f kB", kilobytes)
                : String.format(Locale.ROOT, "%.1f MB", kilobytes / 1024);
    }
}
