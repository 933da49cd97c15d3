package io.crosslift.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opens settings files: a URI through Hadoop, a path on the local disk, a file shipped with {@code --files}, or one inside the
 * jar.
 */
final class SettingsFiles {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    private final Path workingDirectory;
    private final SettingsProblems problems;

    SettingsFiles(Path workingDirectory, SettingsProblems problems) {
        this.workingDirectory = workingDirectory;
        this.problems = problems;
    }

    /** A file of the class path; merged, if several jars have it. */
    static Config ofJar(String resource) {
        return ConfigFactory.parseResources(
                SettingsFiles.class.getClassLoader(),
                resource,
                ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(resource));
    }

    /** Whether the class path has the file. */
    static boolean isInJar(String resource) {
        URL url = SettingsFiles.class.getClassLoader().getResource(resource);
        return url != null && !resource.isEmpty() && !resource.endsWith("/");
    }

    /** Whether a path has a scheme and is read through Hadoop. */
    static boolean isUri(String file) {
        return SCHEME.matcher(file).matches();
    }

    /** The file as a local path; null if it is none that exists. */
    @Nullable
    Path local(String file) {
        try {
            Path path = workingDirectory.resolve(file);
            return Files.isRegularFile(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /**
     * Parses a file; one that is missing or malformed is a problem.
     *
     * @param option the option that names it, for messages
     * @param file path or URI
     */
    Config open(String option, String file) {
        try {
            if (isUri(file)) {
                return throughHadoop(option, file);
            }
            Path path = local(file);
            if (path != null) {
                return ofDisk(path, file);
            }
            if (Files.isDirectory(workingDirectory.resolve(file))) {
                problems.add(option + ": " + file + " is a folder, name a file in it");
                return ConfigFactory.empty();
            }
            Path shipped = ClusterFiles.shipped(file);
            if (shipped != null) {
                return ofDisk(shipped, file);
            }
            if (isInJar(file)) {
                return ofJar(file);
            }
            problems.add(option + ": there is no file " + file + " in " + workingDirectory.toAbsolutePath()
                    + ", name one that exists");
        } catch (ConfigException e) {
            problems.add(e);
        }
        return ConfigFactory.empty();
    }

    private static Config ofDisk(Path path, String shown) {
        return ConfigFactory.parseFile(
                path.toFile(),
                ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(shown));
    }

    private Config throughHadoop(String option, String uri) {
        try (Reader reader = new InputStreamReader(ClusterFiles.open(URI.create(uri)), StandardCharsets.UTF_8)) {
            return ConfigFactory.parseReader(
                    reader, ConfigParseOptions.defaults().setOriginDescription(uri));
        } catch (FileNotFoundException e) {
            problems.add(option + ": there is no file " + uri + ", name one that exists");
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            problems.add(option + ": " + uri + " cannot be read (" + e.getMessage() + ")");
        }
        return ConfigFactory.empty();
    }
}
