package io.crosslift.source;

import io.crosslift.failure.Failure;
import java.io.EOFException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/** What Spark throws about a feed, as one sentence for its owner. */
public final class FeedFailures {
    private static final Pattern FILE =
            Pattern.compile("(?:file|path|footer for file:?)[ :]+'?((?:[a-z0-9]+:)?/\\S+?)[',.]?(?:\\s|$)");

    /**
     * The failure behind an exception that a read of a feed ended with, if it is about a file that cannot be read. Use it where an
     * action runs: files are read long after they are opened.
     */
    public static Optional<Failure> of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return Optional.of(failure);
            }
            if (condition(cause).startsWith("FAILED_READ_FILE")
                    || condition(cause).startsWith("CANNOT_READ_FILE_FOOTER")) {
                return Optional.of(Failure.data(
                        "the file " + file(cause) + " cannot be read (" + reason(cause)
                                + "): it is damaged or not what its feed says, replace it",
                        thrown));
            }
        }
        return Optional.empty();
    }

    /** The failure behind an exception, or the exception itself as an unchecked one. */
    static RuntimeException unchecked(Exception thrown) {
        Optional<Failure> failure = of(thrown);
        if (failure.isPresent()) {
            return failure.get();
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }

    /** The failure of opening a feed. */
    static Failure opening(String feed, String place, Throwable thrown) {
        String condition = condition(thrown);
        if (condition.startsWith("PATH_NOT_FOUND") || condition.startsWith("DELTA_PATH_DOES_NOT_EXIST")) {
            return Failure.usage(
                    "feed " + feed + ": nothing lies at " + place + ", mend its path or give --input", thrown);
        }
        if (condition.startsWith("TABLE_OR_VIEW_NOT_FOUND")
                || condition.startsWith("DELTA_TABLE_NOT_FOUND")
                || condition.startsWith("DELTA_MISSING_DELTA_TABLE")) {
            return Failure.usage(
                    "feed " + feed + ": there is no table at " + place + ", mend its table or path", thrown);
        }
        if (condition.startsWith("UNABLE_TO_INFER_SCHEMA")) {
            return Failure.usage("feed " + feed + ": no file of its format lies at " + place, thrown);
        }
        Optional<Failure> unreadable = of(thrown);
        if (unreadable.isPresent()) {
            return Failure.data("feed " + feed + ": " + unreadable.get().getMessage(), thrown);
        }
        if (thrown instanceof AnalysisException) {
            return Failure.usage("feed " + feed + " at " + place + ": " + firstLine(thrown), thrown);
        }
        return Failure.data("feed " + feed + " at " + place + " cannot be read: " + reason(thrown), thrown);
    }

    /** Spark's message up to its plan or query context. */
    static String firstLine(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        int end = message.indexOf(" SQLSTATE");
        String text = end > 0
                ? message.substring(0, end)
                : message.lines().findFirst().orElse(message);
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String condition(@Nullable Throwable thrown) {
        return thrown instanceof SparkThrowable spark && spark.getCondition() != null ? spark.getCondition() : "";
    }

    private static String file(Throwable thrown) {
        Matcher matcher = FILE.matcher(String.valueOf(thrown.getMessage()));
        return matcher.find() ? matcher.group(1) : "of a feed";
    }

    private static String reason(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        if (deepest instanceof EOFException) {
            return "it ends too early";
        }
        if (deepest instanceof ZipException) {
            return "not in gzip format";
        }
        return firstLine(deepest);
    }

    private FeedFailures() {}
}
