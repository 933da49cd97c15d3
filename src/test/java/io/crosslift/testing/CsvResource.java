package io.crosslift.testing;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Tables among the test resources, most of them worked cases under {@code /golden/}: CSV with a header, compressed or not. */
public final class CsvResource {
    private CsvResource() {}

    /** The rows of a file, each a map from column to text; an empty cell is "". */
    public static List<Map<String, String>> rows(String path) {
        return records(path).stream().map(NamedCsvRecord::getFieldsAsMap).toList();
    }

    /** The rows of a file, with cells by position too. */
    public static List<NamedCsvRecord> records(String path) {
        try (InputStream bytes = Objects.requireNonNull(CsvResource.class.getResourceAsStream(path), path);
                InputStream text = path.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                CsvReader<NamedCsvRecord> rows =
                        CsvReader.builder().ofNamedCsvRecord(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            return rows.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
