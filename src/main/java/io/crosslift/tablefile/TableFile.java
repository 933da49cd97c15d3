package io.crosslift.tablefile;

import io.crosslift.failure.Failure;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file of rows and columns: CSV, CSV compressed with gzip, or Parquet, told apart by their first bytes. */
public final class TableFile {
    private static final int BUFFER = 1 << 16;
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};
    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private final Path path;
    private final String name;

    private TableFile(Path path, String name) {
        this.path = path;
        this.name = name;
    }

    /**
     * A file by its path; nothing is read yet.
     *
     * @throws Failure of usage if there is no such file
     */
    public static TableFile of(String file) {
        return new TableFile(existing(file), file);
    }

    /** Whether it is still there after it was read, as a pipe isn't. */
    public boolean canBeReadAgain() {
        return Files.isRegularFile(path);
    }

    /** The file as messages name it. */
    public Origin origin() {
        return new Origin(name, true);
    }

    /**
     * Gives all rows to a reader.
     *
     * @param toWrite what an empty file should hold, such as {@code a header such as a,b and a row per unit}
     * @throws Failure of data, naming file, line and value, if anything in it is wrong; of usage if it can't be read
     */
    public void read(String toWrite, RowReader reader) {
        try (InputStream bytes = open()) {
            byte[] start = firstBytes(bytes);
            if (startsWith(start, ZIP)) {
                throw origin().fault("it is a workbook or archive, save it as CSV");
            }
            if (startsWith(start, PARQUET)) {
                ParquetTable.read(new Origin(name, false), path, reader);
            } else {
                CsvTable.read(origin(), text(bytes, start), toWrite, reader);
            }
        } catch (CharacterCodingException e) {
            throw notUtf8(e);
        } catch (EOFException | ZipException e) {
            throw origin().fault("its gzip data breaks off at the start, copy or compress the file again", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Failure notUtf8(CharacterCodingException e) {
        if (!canBeReadAgain()) {
            return origin().fault("it is not UTF-8, save it as UTF-8", e);
        }
        try (InputStream bytes = open()) {
            MalformedText malformed = MalformedText.in(text(bytes, firstBytes(bytes)));
            return origin().fault(
                            malformed.line(),
                            String.format("the byte 0x%02X is no UTF-8, save the file as UTF-8", malformed.value()));
        } catch (IOException again) {
            return unreadable(again);
        }
    }

    private Failure unreadable(IOException e) {
        return Failure.usage(name + " can't be read (" + e.getMessage() + "), give this user the right to", e);
    }

    private InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(path), BUFFER);
    }

    private static InputStream text(InputStream bytes, byte[] start) throws IOException {
        InputStream text =
                startsWith(start, GZIP) ? new BufferedInputStream(new GZIPInputStream(bytes, BUFFER), BUFFER) : bytes;
        if (startsWith(firstBytes(text), BYTE_ORDER_MARK)) {
            text.skipNBytes(BYTE_ORDER_MARK.length);
        }
        return text;
    }

    private static byte[] firstBytes(InputStream bytes) throws IOException {
        bytes.mark(BUFFER);
        byte[] start = bytes.readNBytes(4);
        bytes.reset();
        return start;
    }

    private static boolean startsWith(byte[] start, byte[] magic) {
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
    }

    private static Path existing(String file) {
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException e) {
            throw Failure.usage("there is no file " + file + ", name a CSV or Parquet file", e);
        }
        if (Files.isDirectory(path)) {
            throw Failure.usage(file + " is a folder, name a file in it");
        }
        if (!Files.exists(path)) {
            throw Failure.usage("there is no file " + file + ", name a CSV or Parquet file");
        }
        return path;
    }
}
