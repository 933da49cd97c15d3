package io.crosslift.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * What this jar is and what it was built for, as the build wrote it down.
 *
 * @param project version of Crosslift
 * @param spark version of Spark it runs on
 * @param delta version of Delta it runs on
 */
public record BuildVersions(String project, String spark, String delta) {
    private static final String RESOURCE = "/io/crosslift/build.properties";

    /** Reads the versions from the jar. */
    public static BuildVersions read() {
        Properties properties = new Properties();
        try (InputStream stream = BuildVersions.class.getResourceAsStream(RESOURCE)) {
            properties.load(Objects.requireNonNull(stream, RESOURCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildVersions(
                required(properties, "project.version"),
                required(properties, "spark.version"),
                required(properties, "delta.version"));
    }

    private static String required(Properties properties, String key) {
        return Objects.requireNonNull(properties.getProperty(key), key);
    }
}
