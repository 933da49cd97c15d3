package io.crosslift.tablefile;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.crosslift.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A folder of results as CSV. Files are written under other names first, so that a failure leaves what was there. */
public final class CsvFolder {
    private final Path folder;

    /** Writes into this folder, which is made if it isn't there. */
    public CsvFolder(Path folder) {
        this.folder = folder;
    }

    /** Writes the rows of one file. */
    public interface Content {
        /** Writes all rows, the header among them. */
        void writeTo(CsvWriter csv) throws IOException;
    }

    /**
     * Writes all files and returns them.
     *
     * @param contents by name of file, in the order in which they are written
     * @throws Failure of usage if the folder can't be made or written
     */
    public List<Path> write(Map<String, Content> contents) {
        Map<Path, Path> written = new LinkedHashMap<>();
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, Content> content : contents.entrySet()) {
                written.put(folder.resolve(content.getKey()), write(content.getKey(), content.getValue()));
            }
            for (Map.Entry<Path, Path> file : written.entrySet()) {
                Files.move(file.getValue(), file.getKey(), StandardCopyOption.REPLACE_EXISTING);
            }
            return List.copyOf(written.keySet());
        } catch (IOException | UncheckedIOException e) {
            written.values().forEach(CsvFolder::discard);
            throw Failure.usage(
                    "the folder " + folder + " can't be written (" + e.getMessage()
                            + "), name another one with --out or make room in it",
                    e);
        }
    }

    private Path write(String name, Content content) throws IOException {
        Path part = folder.resolve("." + name + "." + ProcessHandle.current().pid() + ".part");
        try (CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .bufferSize(1 << 16)
                .build(part, StandardCharsets.UTF_8)) {
            content.writeTo(csv);
        } catch (IOException | UncheckedIOException e) {
            discard(part);
            throw e;
        }
        return part;
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // What led here is said already.
        }
    }
}
