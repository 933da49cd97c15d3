package io.crosslift.pathfile;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads paths from CSV: a header, commas, quotes by RFC 4180, UTF-8. */
final class CsvPathFile extends AbstractBaseCsvCallbackHandler<Boolean> {
    private final Origin origin;
    private final ReadOptions options;
    private final int mostDecimals;
    private final List<String> header = new ArrayList<>();
    private @Nullable PathRows rows;
    private int width;

    private CsvPathFile(Origin origin, ReadOptions options, int mostDecimals) {
        this.origin = origin;
        this.options = options;
        this.mostDecimals = mostDecimals;
    }

    /**
     * Reads a whole file.
     *
     * @param bytes the text, uncompressed
     * @param mostDecimals decimals of a value beyond these are rounded
     * @throws CharacterCodingException if the text isn't UTF-8
     * @throws io.crosslift.failure.Failure if anything else in it is wrong
     */
    static PathFileContent read(Origin origin, InputStream bytes, ReadOptions options, int mostDecimals)
            throws IOException {
        CsvPathFile file = new CsvPathFile(origin, options, mostDecimals);
        Reader text = new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        try (CsvReader<Boolean> records = CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(file, text)) {
            records.forEach(record -> {});
        } catch (CsvParseException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException ours ? ours : file.wrongQuotes(e);
        } catch (UncheckedIOException e) {
            throw file.unreadable(e.getCause());
        }
        if (file.rows == null) {
            throw origin.fault("it is empty, write a header such as path,conversions,value,nulls and a row per path");
        }
        return file.rows.content();
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        if (rows != null) {
            rows.begin(startingLineNumber);
        }
    }

    @Override
    protected void handleField(int fieldIdx, char[] buf, int offset, int len, boolean quoted) {
        if (rows != null) {
            rows.cell(fieldIdx, buf, offset, len, quoted);
        } else {
            header.add(new String(buf, offset, len).strip());
        }
    }

    @Override
    protected Boolean buildRecord() {
        if (getRecordType() == RecordType.EMPTY) {
            return true;
        }
        if (rows == null) {
            width = getFieldCount();
            rows = new PathRows(origin, options, PathColumns.of(header, options.goalColumn(), origin), mostDecimals);
            return true;
        }
        if (getFieldCount() != width) {
            throw origin.fault(
                    getStartingLineNumber(),
                    "the row has " + getFieldCount() + " cells, the header has " + width
                            + ", write a cell that holds a comma in quotes");
        }
        rows.end();
        return true;
    }

    private RuntimeException wrongQuotes(CsvParseException e) {
        String said = Objects.requireNonNullElse(e.getMessage(), "");
        String fault;
        if (said.startsWith("Unexpected character after closing quote")) {
            fault = "a cell goes on after its closing quote, write each quote inside a cell twice";
        } else if (said.startsWith("Unclosed quoted field")) {
            fault = "a cell is opened by a quote that nothing closes, close it";
        } else {
            fault = "a cell has more than 16 million characters, close its quote or shorten it";
        }
        return origin.fault(getStartingLineNumber(), fault);
    }

    private RuntimeException unreadable(@Nullable IOException e) throws IOException {
        if (e instanceof EOFException || e instanceof ZipException) {
            return origin.fault(
                    "its gzip data ends or breaks off after line " + getStartingLineNumber()
                            + ", copy or compress the file again",
                    e);
        }
        throw Objects.requireNonNullElseGet(e, IOException::new);
    }
}
