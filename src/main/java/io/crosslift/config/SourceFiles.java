package io.crosslift.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds source files: a file by its path, or a name in {@code conf/sources} of the working directory, beside the config file, or in the jar. */
final class SourceFiles {
    private static final String FOLDER = "conf/sources";
    private static final String SUFFIX = ".conf";

    private final SettingsFiles files;
    private final SettingsProblems problems;
    private final Path workingDirectory;
    private final List<Path> folders = new ArrayList<>();

    SourceFiles(Path workingDirectory, @Nullable String configFile, SettingsFiles files, SettingsProblems problems) {
        this.workingDirectory = workingDirectory;
        this.files = files;
        this.problems = problems;
        folders.add(Path.of(FOLDER));
        Path config = configFile == null || SettingsFiles.isUri(configFile) ? null : files.local(configFile);
        if (config != null) {
            folders.add(Path.of(configFile).resolveSibling("sources"));
        }
    }

    /** Parses the source file; its name is the source's unless it says another. */
    Config open(String nameOrFile) {
        String file = file(nameOrFile);
        if (file == null) {
            problems.add(unknown(nameOrFile));
            return ConfigFactory.empty();
        }
        String baseName = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
        Config name = ConfigFactory.empty()
                .withValue(
                        "source.name",
                        ConfigValueFactory.fromAnyRef(baseName).withOrigin(ConfigOriginFactory.newSimple(file)));
        return files.open("--source", file).withFallback(name);
    }

    private @Nullable String file(String nameOrFile) {
        if (nameOrFile.contains("/") || nameOrFile.endsWith(SUFFIX) || SettingsFiles.isUri(nameOrFile)) {
            return nameOrFile;
        }
        for (Path folder : folders) {
            String candidate = folder.resolve(nameOrFile + SUFFIX).toString();
            if (files.local(candidate) != null) {
                return candidate;
            }
        }
        String inJar = FOLDER + "/" + nameOrFile + SUFFIX;
        return SettingsFiles.isInJar(inJar) ? inJar : null;
    }

    private String unknown(String name) {
        SortedSet<String> known = known();
        if (known.isEmpty()) {
            return "--source: no source is called " + name + ", name a source file";
        }
        return "--source: no source is called " + name + ", did you mean " + KnownKeys.nearest(name, known)
                + "? Known are " + String.join(", ", known) + "; a file is named by its path";
    }

    /** The names of all sources that can be found. */
    SortedSet<String> known() {
        SortedSet<String> names = new TreeSet<>();
        folders.forEach(folder -> names.addAll(namesIn(workingDirectory.resolve(folder))));
        CodeSource code = SourceFiles.class.getProtectionDomain().getCodeSource();
        if (code != null && code.getLocation() != null) {
            try {
                Path place = Path.of(code.getLocation().toURI());
                names.addAll(Files.isDirectory(place) ? namesIn(place.resolve(FOLDER)) : namesInJar(place));
            } catch (URISyntaxException | IOException e) {
                // The list is a courtesy; without it the message still says which name is wrong.
                return names;
            }
        }
        return names;
    }

    private static SortedSet<String> namesIn(Path folder) {
        SortedSet<String> names = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                entries.map(entry -> String.valueOf(entry.getFileName()))
                        .filter(name -> name.endsWith(SUFFIX))
                        .forEach(name -> names.add(baseName(name)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }

    private static SortedSet<String> namesInJar(Path jar) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(FOLDER + "/") && name.endsWith(SUFFIX))
                    .forEach(name -> names.add(baseName(name.substring(FOLDER.length() + 1))));
        }
        return names;
    }

    private static String baseName(String file) {
        return file.substring(0, file.length() - SUFFIX.length());
    }
}
