package io.crosslift.job;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** A table as Delta Kernel reads it, without Spark: each row as the text of its values, column by column. */
final class KernelTable {
    private KernelTable() {}

    /** The rows of a version, or of the newest one, sorted. */
    static List<String> rows(Path folder, OptionalLong version) {
        Engine engine = DefaultEngine.create(new Configuration());
        var builder = TableManager.loadSnapshot(folder.toUri().toString());
        Snapshot snapshot = (version.isPresent() ? builder.atVersion(version.getAsLong()) : builder).build(engine);
        Scan scan = snapshot.getScanBuilder().build();
        Row state = scan.getScanState(engine);
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
            while (files.hasNext()) {
                try (CloseableIterator<Row> rowsOfFiles = files.next().getRows()) {
                    while (rowsOfFiles.hasNext()) {
                        addRows(engine, state, rowsOfFiles.next(), rows);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return rows.stream().sorted().toList();
    }

    private static void addRows(Engine engine, Row state, Row file, List<String> rows) throws IOException {
        CloseableIterator<ColumnarBatch> physical = engine.getParquetHandler()
                .readParquetFiles(
                        Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                        ScanStateRow.getPhysicalDataReadSchema(state),
                        Optional.empty())
                .map(result -> result.getData());
        try (CloseableIterator<FilteredColumnarBatch> data =
                Scan.transformPhysicalData(engine, state, file, physical)) {
            while (data.hasNext()) {
                try (CloseableIterator<Row> some = data.next().getRows()) {
                    some.forEachRemaining(row -> rows.add(text(row)));
                }
            }
        }
    }

    private static String text(Row row) {
        StructType schema = row.getSchema();
        return IntStream.range(0, schema.length())
                .mapToObj(at -> {
                    DataType type = schema.at(at).getDataType();
                    return row.isNullAt(at) ? "null" : value(row, at, type);
                })
                .toList()
                .toString();
    }

    private static String value(Row row, int at, DataType type) {
        if (type instanceof ArrayType) {
            return text(row.getArray(at));
        }
        if (type instanceof MapType) {
            return text(row.getMap(at));
        }
        if (type instanceof StructType) {
            return text(row.getStruct(at));
        }
        return scalar(
                type,
                new Cell(
                        () -> row.getString(at),
                        () -> row.getLong(at),
                        () -> row.getInt(at),
                        () -> row.getDouble(at),
                        () -> row.getBoolean(at),
                        () -> row.getDecimal(at).toPlainString(),
                        () -> row.getBinary(at)));
    }

    private static String text(ArrayValue array) {
        ColumnVector elements = array.getElements();
        return IntStream.range(0, array.getSize())
                .mapToObj(element(elements))
                .toList()
                .toString();
    }

    private static String text(MapValue map) {
        IntFunction<String> keys = element(map.getKeys());
        IntFunction<String> values = element(map.getValues());
        TreeMap<String, String> sorted = new TreeMap<>();
        IntStream.range(0, map.getSize()).forEach(at -> sorted.put(keys.apply(at), values.apply(at)));
        return sorted.toString();
    }

    private static IntFunction<String> element(ColumnVector vector) {
        DataType type = vector.getDataType();
        return at -> {
            if (vector.isNullAt(at)) {
                return "null";
            }
            if (type instanceof StructType struct) {
                return IntStream.range(0, struct.length())
                        .mapToObj(child -> element(vector.getChild(child)).apply(at))
                        .toList()
                        .toString();
            }
            return scalar(
                    type,
                    new Cell(
                            () -> vector.getString(at),
                            () -> vector.getLong(at),
                            () -> vector.getInt(at),
                            () -> vector.getDouble(at),
                            () -> vector.getBoolean(at),
                            () -> vector.getDecimal(at).toPlainString(),
                            () -> vector.getBinary(at)));
        };
    }

    /** How to get a value of each type from where it lies. */
    private record Cell(
            Supplier<String> string,
            LongSupplier number,
            IntSupplier integer,
            DoubleSupplier real,
            BooleanSupplier flag,
            Supplier<String> decimal,
            Supplier<byte[]> bytes) {}

    private static String scalar(DataType type, Cell cell) {
        if (type instanceof StringType) {
            return cell.string().get();
        }
        if (type instanceof DecimalType) {
            return cell.decimal().get();
        }
        if (type instanceof LongType) {
            return Long.toString(cell.number().getAsLong());
        }
        if (type instanceof IntegerType) {
            return Integer.toString(cell.integer().getAsInt());
        }
        if (type instanceof DoubleType) {
            return Double.toString(cell.real().getAsDouble());
        }
        if (type instanceof BooleanType) {
            return Boolean.toString(cell.flag().getAsBoolean());
        }
        if (type instanceof DateType) {
            return LocalDate.ofEpochDay(cell.integer().getAsInt()).toString();
        }
        if (type instanceof TimestampType) {
            return Instant.EPOCH
                    .plus(cell.number().getAsLong(), ChronoUnit.MICROS)
                    .toString();
        }
        if (type instanceof BinaryType) {
            return HexFormat.of().formatHex(cell.bytes().get());
        }
        throw new IllegalArgumentException("no table has a column of type " + type + " yet, add it here");
    }

    /** A row that Spark read, as {@link #rows} writes it. */
    static String text(org.apache.spark.sql.Row row) {
        return IntStream.range(0, row.length())
                .mapToObj(at -> text(row.get(at)))
                .toList()
                .toString();
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Date day) {
            return day.toLocalDate().toString();
        }
        if (value instanceof Timestamp instant) {
            return instant.toInstant().toString();
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof org.apache.spark.sql.Row row) {
            return text(row);
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            TreeMap<String, String> sorted = new TreeMap<>();
            CollectionConverters.asJava(map).forEach((key, element) -> sorted.put(text(key), text(element)));
            return sorted.toString();
        }
        if (value instanceof scala.collection.Seq<?> seq) {
            return CollectionConverters.asJava(seq).stream()
                    .map(KernelTable::text)
                    .toList()
                    .toString();
        }
        return value.toString();
    }
}
