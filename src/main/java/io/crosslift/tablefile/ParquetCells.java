package io.crosslift.tablefile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** The cells of one column of a row group, one after the other, as the text that CSV would have. */
final class ParquetCells {
    private static final char[] EMPTY = new char[0];

    private final String name;
    private final PrimitiveType type;
    private final ColumnReader cells;
    private final int present;
    private final Origin origin;

    private ParquetCells(PrimitiveType type, ColumnReader cells, int present, Origin origin) {
        this.name = type.getName();
        this.type = type;
        this.cells = cells;
        this.present = present;
        this.origin = origin;
    }

    /** The column of a field; it must be text or a number. */
    static ParquetCells of(Type field, MessageType schema, ColumnReadStore columns, Origin origin) {
        if (!field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED) || !isTextOrNumber(field)) {
            throw origin.faultInHeader(
                    "the column " + field.getName() + " is neither text nor a number, write it as one");
        }
        ColumnDescriptor column = schema.getColumnDescription(new String[] {field.getName()});
        return new ParquetCells(
                field.asPrimitiveType(), columns.getColumnReader(column), column.getMaxDefinitionLevel(), origin);
    }

    /** Whether cells are stored as numbers that a double holds, or as true and false, which count as 1 and 0. */
    boolean holdsNumbers() {
        return switch (type.getPrimitiveTypeName()) {
            case INT32, INT64, FLOAT, DOUBLE, BOOLEAN -> !isDate();
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> false;
        };
    }

    private boolean isDate() {
        return type.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation;
    }

    /** Whether the next cell isn't null. */
    boolean isPresent() {
        return cells.getCurrentDefinitionLevel() == present;
    }

    /** The next cell as a number, where {@link #holdsNumbers} and {@link #isPresent}. */
    double nextNumber() {
        double number =
                switch (type.getPrimitiveTypeName()) {
                    case INT32 -> scaled(cells.getInteger());
                    case INT64 -> scaled(cells.getLong());
                    case FLOAT -> cells.getFloat();
                    case DOUBLE -> cells.getDouble();
                    case BOOLEAN -> cells.getBoolean() ? 1 : 0;
                    case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> throw new IllegalStateException("holds no numbers");
                };
        cells.consume();
        return number;
    }

    private double scaled(long unscaled) {
        return type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                ? BigDecimal.valueOf(unscaled, decimal.getScale()).doubleValue()
                : unscaled;
    }

    /** The next cell, empty where it is null. */
    char[] next(long row) {
        char[] text = isPresent() ? text(row) : EMPTY;
        cells.consume();
        return text;
    }

    private char[] text(long row) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32 ->
                (isDate() ? LocalDate.ofEpochDay(cells.getInteger()).toString() : number(cells.getInteger()))
                        .toCharArray();
            case INT64 -> number(cells.getLong()).toCharArray();
            case FLOAT -> Float.toString(cells.getFloat()).toCharArray();
            case DOUBLE -> Double.toString(cells.getDouble()).toCharArray();
            case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(row);
            case BOOLEAN -> Boolean.toString(cells.getBoolean()).toCharArray();
            case INT96 -> throw new IllegalStateException("refused before");
        };
    }

    private String number(long unscaled) {
        return type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                ? BigDecimal.valueOf(unscaled, decimal.getScale()).toString()
                : Long.toString(unscaled);
    }

    private char[] bytes(long row) {
        byte[] bytes = cells.getBinary().getBytesUnsafe();
        if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
            return new BigDecimal(new BigInteger(bytes), decimal.getScale())
                    .toString()
                    .toCharArray();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(cells.getBinary().toByteBuffer())
                    .toString()
                    .toCharArray();
        } catch (CharacterCodingException e) {
            throw origin.fault(row, "the text of column " + name + " is no UTF-8, write it as UTF-8");
        }
    }

    private static boolean isTextOrNumber(Type field) {
        PrimitiveType type = field.asPrimitiveType();
        Object meaning = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case INT32, INT64, FLOAT, DOUBLE, BOOLEAN -> true;
            case BINARY ->
                meaning == null
                        || meaning instanceof StringLogicalTypeAnnotation
                        || meaning instanceof DecimalLogicalTypeAnnotation;
            case FIXED_LEN_BYTE_ARRAY -> meaning instanceof DecimalLogicalTypeAnnotation;
            case INT96 -> false;
        };
    }
}
