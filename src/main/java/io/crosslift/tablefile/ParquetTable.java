package io.crosslift.tablefile;

import io.crosslift.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Reads rows from one Parquet file, without Spark or Hadoop's file systems. */
final class ParquetTable {
    private ParquetTable() {}

    /**
     * Reads a whole file, of each row group only the columns that are wanted.
     *
     * @throws Failure of data if anything in it is wrong
     */
    static void read(Origin origin, Path path, RowReader reader) throws IOException {
        ParquetReadOptions plain =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader file = ParquetFileReader.open(new LocalInputFile(path), plain)) {
            read(origin, file, reader);
        } catch (Failure | ReadAgain e) {
            throw e;
        } catch (RuntimeException e) { // the library's word for a damaged file
            throw origin.fault("it is no whole Parquet file, write or copy it again", e);
        }
    }

    private static void read(Origin origin, ParquetFileReader file, RowReader reader) throws IOException {
        MessageType schema = file.getFooter().getFileMetaData().getSchema();
        List<String> names = schema.getFields().stream().map(Type::getName).toList();
        int[] wanted = reader.header(origin, names);
        List<Type> types = new ArrayList<>();
        for (int column : wanted) {
            types.add(schema.getType(column));
        }
        MessageType projection = new MessageType(schema.getName(), types);
        file.setRequestedSchema(projection);

        long row = 0;
        for (PageReadStore pages = file.readNextRowGroup(); pages != null; pages = file.readNextRowGroup()) {
            ParquetCells[] cells = cells(origin, file, projection, pages);
            boolean[] asNumbers = new boolean[wanted.length];
            for (int j = 0; j < wanted.length; j++) {
                asNumbers[j] = reader.wantsNumbers(wanted[j]) && cells[j].holdsNumbers();
            }
            for (long i = 0; i < pages.getRowCount(); i++) {
                reader.begin(++row);
                for (int j = 0; j < wanted.length; j++) {
                    if (asNumbers[j] && cells[j].isPresent()) {
                        reader.number(wanted[j], cells[j].nextNumber());
                    } else {
                        char[] text = cells[j].next(row);
                        reader.cell(wanted[j], text, 0, text.length, true);
                    }
                }
                reader.end();
            }
        }
    }

    private static ParquetCells[] cells(
            Origin origin, ParquetFileReader file, MessageType schema, PageReadStore pages) {
        ColumnReadStore columns = new ColumnReadStoreImpl(
                pages,
                new Unconverted(),
                schema,
                file.getFooter().getFileMetaData().getCreatedBy());
        return schema.getFields().stream()
                .map(type -> ParquetCells.of(type, schema, columns, origin))
                .toArray(ParquetCells[]::new);
    }

    /** Cells are taken from the columns, nothing is assembled. */
    private static final class Unconverted extends GroupConverter {
        @Override
        public Converter getConverter(int fieldIndex) {
            return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
