package io.crosslift.job;

import io.crosslift.config.Settings;
import io.crosslift.config.SourceSettings.Feed;
import io.crosslift.failure.Failure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Whether the stores that settings name answer. A run is patient with a store, for up to ten minutes a request; this check is not: one
 * attempt, and half a minute in all.
 */
final class StoreCheck {
    /** One attempt instead of many, for the clients of S3, HDFS, Azure and Google. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "fs.s3a.attempts.maximum", "1",
            "fs.s3a.retry.limit", "1",
            "fs.s3a.connection.establish.timeout", "15s",
            "ipc.client.connect.max.retries", "1",
            "ipc.client.connect.max.retries.on.timeouts", "1",
            "ipc.client.connect.timeout", "5000",
            "dfs.client.failover.max.attempts", "1",
            "fs.azure.io.retry.max.retries", "1",
            "fs.gs.http.max.retry", "1");

    private final Configuration hadoop;
    private final Duration patience;

    /**
     * A check with the credentials and endpoints of a session.
     *
     * @param hadoop its settings of file systems
     * @param patience how long a store may take to answer
     */
    StoreCheck(Configuration hadoop, Duration patience) {
        this.hadoop = new Configuration(hadoop);
        IMPATIENT.forEach(this.hadoop::set);
        this.patience = patience;
    }

    /** The folders outside the local file system that settings name, each with the key or feed that names it. */
    static Map<String, String> places(Settings settings) {
        Map<String, String> places = new LinkedHashMap<>();
        add(places, settings.lake().root(), "lake.root");
        String input = settings.source().input();
        if (input != null) {
            add(places, input, "source.input");
        }
        for (Map.Entry<String, Feed> feed : settings.source().feeds().entrySet()) {
            String path = feed.getValue().path();
            if (path != null) {
                add(places, folder(path), "feed " + feed.getKey());
            }
        }
        return places;
    }

    /**
     * Asks the store of a folder for it, which may not be there yet.
     *
     * @param place URI of the folder
     * @param named the key or feed that names it
     * @throws Failure usage: no answer in time, or a refusal
     */
    void answers(String place, String named) {
        FutureTask<Boolean> question = new FutureTask<>(() -> ask(place));
        Thread asking = new Thread(question, "store-check");
        asking.setDaemon(true);
        asking.start();
        try {
            question.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asking.interrupt();
            throw refused(place, named, "no answer in " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw refused(place, named, reason(cause), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + place + " was asked for", e);
        }
    }

    private boolean ask(String place) throws IOException {
        Path path = new Path(place);
        try (FileSystem files = FileSystem.newInstance(path.toUri(), hadoop)) {
            files.getFileStatus(path);
            return true;
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    private static void add(Map<String, String> places, String place, String named) {
        int scheme = place.indexOf("://");
        if (scheme > 0 && !place.startsWith("file:")) {
            places.putIfAbsent(place, named);
        }
    }

    /** The part of a path before its first wildcard. */
    private static String folder(String path) {
        for (int i = 0; i < path.length(); i++) {
            if ("*?[{".indexOf(path.charAt(i)) >= 0) {
                return path.substring(0, path.lastIndexOf('/', i) + 1);
            }
        }
        return path;
    }

    private static String reason(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException) {
                return "its file system " + cause.getMessage() + " is not on the class path";
            }
        }
        String message = Objects.requireNonNullElse(
                thrown.getMessage(), thrown.getClass().getSimpleName());
        // The client of S3 says everything twice.
        return message.strip().split("\\R|:\\s{2,}", 2)[0];
    }

    private static Failure refused(String place, String named, String reason, Throwable cause) {
        String scheme = place.substring(0, place.indexOf("://"));
        return Failure.usage(
                named + ": " + place + " cannot be reached (" + reason
                        + "), check the name, network, credentials and the settings spark.hadoop." + keys(scheme),
                cause);
    }

    private static String keys(String scheme) {
        return switch (scheme) {
            case "hdfs", "viewfs" -> "fs.* and dfs.*, or HADOOP_CONF_DIR";
            case "abfs", "abfss" -> "fs.azure.*";
            case "s3", "s3n" -> "fs.s3a.*, whose scheme is s3a";
            default -> "fs." + scheme + ".*";
        };
    }
}
