package io.crosslift.lake;

import io.crosslift.failure.Failure;
import io.crosslift.schema.TableSpec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/** Turns what Spark and Delta throw into one sentence that names the table. */
final class Failures {
    private static final Pattern CONDITION = Pattern.compile("\\[([A-Z][A-Z0-9_.]+)\\] ");
    private static final Pattern FILE = Pattern.compile("[a-z0-9]+:/[^\\s,]+\\.parquet");

    private static final Pattern SLICE = Pattern.compile("condition or constraint '(.*)'\\.");

    /** What a failed write or read of the table means; the exception itself where no user can mend it. */
    static RuntimeException explain(String table, Throwable error) {
        Optional<RuntimeException> known = causes(error)
                .flatMap(cause -> Stream.ofNullable(known(table, cause, error)))
                .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        return error instanceof RuntimeException unexpected && !(error instanceof AnalysisException)
                ? unexpected
                : new IllegalStateException(table + ": " + error.getMessage(), error);
    }

    /** What it means that a table's transaction log cannot be read. */
    static Failure damagedLog(TableSpec table, Path path, Throwable error) {
        return causes(error)
                .flatMap(cause -> Stream.ofNullable(unreachable(table.qualifiedName(), cause, error)))
                .findFirst()
                .orElseGet(() -> Failure.data(
                        "the transaction log of " + table.qualifiedName() + " at " + path + " cannot be read ("
                                + sentence(String.valueOf(error.getMessage()))
                                + "): restore the folder from a backup, or move it away and run again",
                        error));
    }

    /** What a failed read of an older version means. */
    static RuntimeException explainAt(TableSpec table, long version, Throwable error) {
        boolean gone = causes(error)
                .anyMatch(cause -> cause instanceof FileNotFoundException
                        || String.valueOf(cause.getMessage()).contains("FILE_NOT_EXIST"));
        return gone ? pastRetention(table, version, error) : explain(table.qualifiedName(), error);
    }

    /** An older version of a table that nothing is kept of. */
    static Failure pastRetention(TableSpec table, long version, Throwable error) {
        return Failure.usage(
                "version " + version + " of " + table.qualifiedName() + " is no longer kept (lake.log-retention,"
                        + " lake.deleted-file-retention): name newer runs, or another table",
                error);
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }

    private static @Nullable Failure unreachable(String table, Throwable cause, Throwable whole) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof AccessControlException
                || cause instanceof AccessDeniedException
                || (cause instanceof IOException && message.contains("Permission denied"))) {
            return Failure.usage(
                    table + ": " + sentence(message) + ": give this user permission there, or name another folder with"
                            + " --lakehouse",
                    whole);
        }
        if (cause instanceof SocketException
                || cause instanceof SocketTimeoutException
                || cause instanceof UnknownHostException) {
            return Failure.usage(
                    table + ": its storage cannot be reached (" + sentence(message)
                            + "): check the address of lake.root and the network",
                    whole);
        }
        return null;
    }

    private static @Nullable RuntimeException known(String table, Throwable cause, Throwable whole) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        Failure unreachable = unreachable(table, cause, whole);
        if (unreachable != null) {
            return unreachable;
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof FileNotFoundException && !message.startsWith("[")) {
            return missingFile(table, message, whole);
        }
        Matcher condition = CONDITION.matcher(message);
        if (!condition.find()) {
            return null;
        }
        return switch (condition.group(1)) {
            case "DELTA_NOT_NULL_CONSTRAINT_VIOLATED", "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES" ->
                Failure.data(
                        table + " refuses a row: " + sentence(message)
                                + ": nothing was written; correct the row's source",
                        whole);
            case "DELTA_REPLACE_WHERE_MISMATCH" ->
                Failure.data(
                        table + " refuses rows outside the slice to be replaced" + slice(message)
                                + ": nothing was written; restate the earlier dates with --from",
                        whole);
            case "FAILED_READ_FILE.FILE_NOT_EXIST" -> missingFile(table, message, whole);
            case "CANNOT_READ_FILE_FOOTER", "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER", "FAILED_READ_FILE.NO_HINT" ->
                Failure.data(
                        table + ": the file " + file(message) + " is damaged: restore it from a backup, or move its"
                                + " table away and run again",
                        whole);
            default -> null;
        };
    }

    private static String slice(String message) {
        Matcher slice = SLICE.matcher(message);
        return slice.find() ? " (" + slice.group(1) + ")" : "";
    }

    private static Failure missingFile(String table, String message, Throwable whole) {
        return Failure.data(
                table + ": the file " + file(message) + " is missing: restore it from a backup, or move its table away"
                        + " and run again",
                whole);
    }

    private static String file(String message) {
        Matcher file = FILE.matcher(message);
        return file.find() ? file.group() : sentence(message);
    }

    /** A message of Spark without its condition, its state code and its line breaks. */
    static String sentence(String message) {
        String text = message.replaceFirst("^\\[[A-Z0-9_.]+\\] ", "");
        int state = text.indexOf("SQLSTATE");
        String kept = state < 0 ? text : text.substring(0, state);
        String oneLine = kept.replaceAll("\\s+", " ").strip();
        return oneLine.endsWith(".") ? oneLine.substring(0, oneLine.length() - 1) : oneLine;
    }

    private Failures() {}
}
