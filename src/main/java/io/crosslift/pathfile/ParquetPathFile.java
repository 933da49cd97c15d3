package io.crosslift.pathfile;

import io.crosslift.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

/** Reads paths from one Parquet file, without Spark or Hadoop's file systems. */
final class ParquetPathFile {
    private ParquetPathFile() {}

    /**
     * Reads a whole file.
     *
     * @param mostDecimals decimals of a value beyond these are rounded
     * @throws Failure of data if anything in it is wrong
     */
    static PathFileContent read(Origin origin, Path path, ReadOptions options, int mostDecimals) throws IOException {
        ParquetReadOptions plain =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader file = ParquetFileReader.open(new LocalInputFile(path), plain)) {
            return read(origin, file, options, mostDecimals);
        } catch (Failure | PathRows.TooManyDecimals e) {
            throw e;
        } catch (RuntimeException e) { // the library's word for a damaged file
            throw origin.fault("it is no whole Parquet file, write or copy it again", e);
        }
    }

    private static PathFileContent read(Origin origin, ParquetFileReader file, ReadOptions options, int mostDecimals)
            throws IOException {
        MessageType schema = file.getFooter().getFileMetaData().getSchema();
        List<String> names = schema.getFields().stream().map(Type::getName).toList();
        PathColumns columns = PathColumns.of(names, options.goalColumn(), origin);
        int[] used = Stream.of(columns.path(), columns.conversions(), columns.value(), columns.nulls(), columns.goal())
                .mapToInt(Integer::intValue)
                .filter(column -> column >= 0)
                .toArray();
        List<Type> types = new ArrayList<>();
        for (int column : used) {
            types.add(schema.getType(column));
        }
        MessageType wanted = new MessageType(schema.getName(), types);
        file.setRequestedSchema(wanted);

        PathRows rows = new PathRows(origin, options, columns, mostDecimals);
        long row = 0;
        for (PageReadStore pages = file.readNextRowGroup(); pages != null; pages = file.readNextRowGroup()) {
            ParquetCells[] cells = cells(origin, file, wanted, pages);
            for (long i = 0; i < pages.getRowCount(); i++) {
                rows.begin(++row);
                for (int j = 0; j < used.length; j++) {
                    char[] text = cells[j].next(row);
                    rows.cell(used[j], text, 0, text.length, true);
                }
                rows.end();
            }
        }
        return rows.content();
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
