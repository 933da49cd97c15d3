package io.crosslift.pathfile;

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

/**
 * A file with one row per path: its channels in order, journeys that converted, what they were worth, journeys that did
 * not convert. CSV, CSV compressed with gzip, or Parquet, told apart by their first bytes.
 */
public final class PathFile {
    private static final int BUFFER = 1 << 16;
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};
    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** Values keep all their decimals; if they can't be added exactly then, the most of these with which they can. */
    private static final int ALL_DECIMALS = 18;

    private static final int[] FEWER_DECIMALS = {9, 6, 4, 2, 0};

    private final Path path;
    private final String name;
    private final ReadOptions options;

    private PathFile(Path path, String name, ReadOptions options) {
        this.path = path;
        this.name = name;
        this.options = options;
    }

    /**
     * Reads a file: rows of the same path are merged, paths of different goals kept apart.
     *
     * @throws Failure of usage if there is no such file; of data, naming file, line and value, if anything in it is wrong
     */
    public static PathFileContent read(String file, ReadOptions options) {
        PathFile reader = new PathFile(existing(file), file, options);
        try {
            return reader.read();
        } catch (IOException e) {
            throw Failure.usage(file + " can't be read (" + e.getMessage() + "), give this user the right to", e);
        }
    }

    private PathFileContent read() throws IOException {
        int decimals = ALL_DECIMALS;
        while (true) {
            try {
                return read(decimals);
            } catch (PathRows.TooManyDecimals e) {
                if (!Files.isRegularFile(path)) {
                    throw new Origin(name, true)
                            .fault("its values don't add up exactly with " + e.decimals()
                                    + " decimals, round them or give a file that can be read twice");
                }
                decimals = Arrays.stream(FEWER_DECIMALS)
                        .filter(fewer -> fewer < e.decimals())
                        .findFirst()
                        .orElse(0);
            }
        }
    }

    private PathFileContent read(int mostDecimals) throws IOException {
        try (InputStream bytes = open()) {
            byte[] start = firstBytes(bytes);
            if (startsWith(start, ZIP)) {
                throw new Origin(name, true).fault("it is a workbook or archive, save it as CSV");
            }
            if (startsWith(start, PARQUET)) {
                return ParquetPathFile.read(new Origin(name, false), path, options, mostDecimals);
            }
            return CsvPathFile.read(new Origin(name, true), text(bytes, start), options, mostDecimals);
        } catch (CharacterCodingException e) {
            throw notUtf8(e);
        } catch (EOFException | ZipException e) {
            throw new Origin(name, true)
                    .fault("its gzip data breaks off at the start, copy or compress the file again", e);
        }
    }

    private RuntimeException notUtf8(CharacterCodingException e) throws IOException {
        if (!Files.isRegularFile(path)) {
            return new Origin(name, true).fault("it is not UTF-8, save it as UTF-8", e);
        }
        try (InputStream bytes = open()) {
            MalformedText malformed = MalformedText.in(text(bytes, firstBytes(bytes)));
            return new Origin(name, true)
                    .fault(
                            malformed.line(),
                            String.format("the byte 0x%02X is no UTF-8, save the file as UTF-8", malformed.value()));
        }
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
