package io.crosslift.tablefile;

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

/** Reads rows from CSV: a header, commas, quotes by RFC 4180, UTF-8. */
final class CsvTable extends AbstractBaseCsvCallbackHandler<Boolean> {
    private final Origin origin;
    private final RowReader reader;
    private final List<String> header = new ArrayList<>();
    private boolean headerRead;
    private boolean[] wanted = new boolean[0];

    private CsvTable(Origin origin, RowReader reader) {
        this.origin = origin;
        this.reader = reader;
    }

    /**
     * Reads a whole file.
     *
     * @param bytes the text, uncompressed
     * @param toWrite what an empty file should hold
     * @throws CharacterCodingException if the text isn't UTF-8
     * @throws io.crosslift.failure.Failure if anything else in it is wrong
     */
    static void read(Origin origin, InputStream bytes, String toWrite, RowReader reader) throws IOException {
        CsvTable table = new CsvTable(origin, reader);
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
                .build(table, text)) {
            records.forEach(record -> {});
        } catch (CsvParseException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException ours ? ours : table.wrongQuotes(e);
        } catch (UncheckedIOException e) {
            throw table.unreadable(e.getCause());
        }
        if (!table.headerRead) {
            throw origin.fault("it is empty, write " + toWrite);
        }
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        if (headerRead) {
            reader.begin(startingLineNumber);
        }
    }

    @Override
    protected void handleField(int fieldIdx, char[] buf, int offset, int len, boolean quoted) {
        if (!headerRead) {
            header.add(new String(buf, offset, len).strip());
        } else if (fieldIdx < wanted.length && wanted[fieldIdx]) {
            reader.cell(fieldIdx, buf, offset, len, quoted);
        }
    }

    @Override
    protected Boolean buildRecord() {
        if (getRecordType() == RecordType.EMPTY) {
            return true;
        }
        if (!headerRead) {
            headerRead = true;
            boolean[] columns = new boolean[getFieldCount()];
            for (int column : reader.header(origin, header)) {
                columns[column] = true;
            }
            wanted = columns;
            return true;
        }
        if (getFieldCount() != wanted.length) {
            throw origin.fault(
                    getStartingLineNumber(),
                    "the row has " + getFieldCount() + " cells, the header has " + wanted.length
                            + ", write a cell that holds a comma in quotes");
        }
        reader.end();
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
