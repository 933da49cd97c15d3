package io.crosslift.source;

import io.crosslift.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data that travels inside the program. A folder on disk is read in place; out of a jar it is copied to a temporary folder, its
 * checksums compared, and removed when the ingest is closed.
 */
final class BundledData implements AutoCloseable {
    private static final String PREFIX = "classpath:";
    private static final String CHECKSUMS = "SHA256SUMS";

    private final ClassLoader loader;
    private final URI folder;
    private final @Nullable Path extracted;

    private BundledData(ClassLoader loader, URI folder, @Nullable Path extracted) {
        this.loader = loader;
        this.folder = folder;
        this.extracted = extracted;
    }

    /** Whether an input names bundled data. */
    static boolean isBundled(String input) {
        return input.startsWith(PREFIX);
    }

    /** Whether data is bundled for a source of that name. */
    static boolean existsFor(String source) {
        return own().getResource("demo/" + source + "/" + CHECKSUMS) != null;
    }

    /** The input that names the data bundled for a source. */
    static String inputFor(String source) {
        return PREFIX + "demo/" + source;
    }

    /** Opens {@code classpath:FOLDER}; a folder without checksums is unknown. */
    static BundledData open(String input) {
        return open(input, own());
    }

    /** As {@link #open(String)}, from another class path. */
    static BundledData open(String input, ClassLoader loader) {
        String resource = input.substring(PREFIX.length()) + "/" + CHECKSUMS;
        URL checksums = loader.getResource(resource);
        if (checksums == null) {
            throw Failure.usage("no data is bundled as " + input + ": give the folder of the data with --input");
        }
        try {
            if (checksums.getProtocol().equals("file")) {
                return new BundledData(
                        loader, Path.of(checksums.toURI()).resolveSibling("").toUri(), null);
            }
            Path folder = Files.createTempDirectory("crosslift-data-");
            BundledData data = new BundledData(loader, folder.toUri(), folder);
            data.extract(resource);
            return data;
        } catch (IOException | URISyntaxException e) {
            throw Failure.data(
                    "the bundled data " + input + " could not be copied to a temporary folder: " + e.getMessage(), e);
        }
    }

    /** Where the data lies. */
    URI folder() {
        return folder;
    }

    private void extract(String checksums) throws IOException {
        String base = checksums.substring(0, checksums.lastIndexOf('/') + 1);
        Path target = Path.of(folder);
        for (String line : lines(checksums)) {
            String expected = line.substring(0, 64);
            String name = line.substring(64).strip();
            byte[] content = bytes(base + name);
            if (!expected.equals(sha256(content))) {
                throw Failure.data("the bundled file " + name + " does not match its checksum: build the jar again");
            }
            Files.write(target.resolve(name), content);
        }
    }

    private List<String> lines(String resource) throws IOException {
        return new String(bytes(resource), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private byte[] bytes(String resource) throws IOException {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing from the jar");
            }
            return in.readAllBytes();
        }
    }

    private static ClassLoader own() {
        return BundledData.class.getClassLoader();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        if (extracted == null) {
            return;
        }
        try (var files = Files.newDirectoryStream(extracted)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(extracted);
        } catch (IOException e) {
            // A temporary folder left behind is no reason to fail a run that has its results.
            extracted.toFile().deleteOnExit();
        }
    }
}
