package io.crosslift.job;

import io.crosslift.config.BuildVersions;
import io.crosslift.failure.Failure;
import java.util.Arrays;
import org.apache.spark.SparkBuildInfo;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Opens the session every job runs in: the right Spark, Delta configured, UTC, ANSI, timestamps all readers understand. */
public final class SparkSessions {
    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String CATALOG = "spark.sql.catalog.spark_catalog";
    private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
    private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
    private static final String LOG_STORE = "io.delta.storage.LogStore";
    private static final String SNAPSHOT_PARTITIONS = "spark.databricks.delta.snapshotPartitions";
    private static final String SHUFFLE_PARTITIONS = "spark.sql.shuffle.partitions";
    private static final int SMALL_LAKE_SNAPSHOT_PARTITIONS = 1;

    private SparkSessions() {}

    /**
     * Builds the session, or takes the one that runs. The master is the caller's: spark-submit names it.
     *
     * @param name name of the application
     * @param quiet whether the progress bar, which submit.sh asks for on a terminal, is kept off
     * @throws Failure if Spark or Delta are missing, of another version or not configured
     */
    public static SparkSession open(String name, boolean quiet) {
        BuildVersions versions = BuildVersions.read();
        requireSpark(SparkBuildInfo.spark_version(), versions);
        requireClass(DELTA_EXTENSION, "delta-spark_4.1_2.13", versions);
        requireClass(LOG_STORE, "delta-storage", versions);
        SparkConf given = new SparkConf();
        if (SparkSession.getDefaultSession().isEmpty() && !given.contains("spark.master")) {
            throw Failure.usage("no Spark master is set, start with submit.sh or with spark-submit --master");
        }
        SparkSession.Builder builder = SparkSession.builder().appName(name);
        builder.config(EXTENSIONS, withDelta(given.get(EXTENSIONS, "")));
        builder.config(CATALOG, given.get(CATALOG, DELTA_CATALOG));
        if (quiet) {
            builder.config("spark.ui.showConsoleProgress", false);
        }
        SparkSession session = builder.getOrCreate();
        requireSpark(session.version(), versions);
        requireDelta(session);
        configure(session);
        return session;
    }

    private static void configure(SparkSession session) {
        session.conf().set("spark.sql.session.timeZone", "UTC");
        session.conf().set("spark.sql.ansi.enabled", true);
        session.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        session.conf().set("spark.sql.adaptive.enabled", true);
        SparkConf given = session.sparkContext().getConf();
        if (!session.sparkContext().master().startsWith("local")) {
            return;
        }
        // The defaults of both, 50 and 200, are made for clusters; on one machine they cost more than the work itself.
        if (!given.contains(SNAPSHOT_PARTITIONS)) {
            session.conf().set(SNAPSHOT_PARTITIONS, SMALL_LAKE_SNAPSHOT_PARTITIONS);
        }
        if (!given.contains(SHUFFLE_PARTITIONS)) {
            session.conf().set(SHUFFLE_PARTITIONS, 2L * session.sparkContext().defaultParallelism());
        }
    }

    /** Refuses any Spark but the one that Delta of this build runs on. */
    static void requireSpark(String found, BuildVersions versions) {
        if (!found.equals(versions.spark())) {
            throw Failure.usage("this is Spark " + found + ", but Crosslift " + versions.project()
                    + " was built for Spark " + versions.spark() + ", use that spark-submit or submit.sh");
        }
    }

    /** Refuses a class path without a jar of Delta. */
    static void requireClass(String className, String artifact, BuildVersions versions) {
        try {
            Class.forName(className, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw Failure.usage(
                    "Delta is not on the class path, add --jars " + artifact + "-" + versions.delta()
                            + ".jar to spark-submit or use submit.sh",
                    e);
        }
    }

    /** Refuses a session that was built without Delta; both settings are static and cannot be mended later. */
    static void requireDelta(SparkSession session) {
        if (!hasDelta(session.conf().get(EXTENSIONS, ""))) {
            throw Failure.usage(
                    "the Spark session has no Delta, set " + EXTENSIONS + "=" + DELTA_EXTENSION + " before it starts");
        }
        String catalog = session.conf().get(CATALOG, "");
        if (!catalog.equals(DELTA_CATALOG)) {
            throw Failure.usage(
                    CATALOG + " is '" + catalog + "', set it to " + DELTA_CATALOG + " before the Spark session starts");
        }
    }

    private static String withDelta(String extensions) {
        if (extensions.isBlank()) {
            return DELTA_EXTENSION;
        }
        return hasDelta(extensions) ? extensions : extensions + "," + DELTA_EXTENSION;
    }

    private static boolean hasDelta(String extensions) {
        return Arrays.stream(extensions.split(",", -1)).map(String::strip).anyMatch(DELTA_EXTENSION::equals);
    }
}
