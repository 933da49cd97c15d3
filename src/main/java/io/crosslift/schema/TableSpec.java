package io.crosslift.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table as it is declared: everything needed to create it, verify it and describe it.
 *
 * @param schema core, fact, kpi or ops
 * @param name name inside the schema
 * @param comment what one row is
 * @param columns columns with type, nullability and comment
 * @param key columns that identify a row; uniqueness is a job step
 * @param partitionBy partition columns, at most one
 * @param checks CHECK constraints by name
 */
public record TableSpec(
        String schema,
        String name,
        String comment,
        StructType columns,
        List<String> key,
        List<String> partitionBy,
        SortedMap<String, String> checks) {

    /** {@code schema.name}. */
    public String qualifiedName() {
        return schema + "." + name;
    }

    /** The columns with every field nullable: what {@code Dataset.to} takes, NOT NULL being enforced at the write. */
    public StructType shape() {
        return new StructType(Arrays.stream(columns.fields())
                .map(field -> DataTypes.createStructField(field.name(), nullableInside(field.dataType()), true))
                .toArray(StructField[]::new));
    }

    /** Whether the table has a column of that name. */
    public boolean has(String column) {
        return Arrays.asList(columns.fieldNames()).contains(column);
    }

    /** A NOT NULL column. */
    public static StructField required(String column, DataType type, String comment) {
        return DataTypes.createStructField(column, type, false).withComment(comment);
    }

    /** Starts the declaration of a table. */
    public static Builder define(String schema, String name, String comment) {
        return new Builder(schema, name, comment);
    }

    private static DataType nullableInside(DataType type) {
        if (type instanceof org.apache.spark.sql.types.ArrayType array) {
            return DataTypes.createArrayType(nullableInside(array.elementType()), true);
        }
        if (type instanceof org.apache.spark.sql.types.MapType map) {
            return DataTypes.createMapType(map.keyType(), nullableInside(map.valueType()), true);
        }
        if (type instanceof StructType struct) {
            return new StructType(Arrays.stream(struct.fields())
                    .map(field -> DataTypes.createStructField(field.name(), nullableInside(field.dataType()), true))
                    .toArray(StructField[]::new));
        }
        return type;
    }

    /** Collects a declaration; {@link #build()} checks that key and partition columns exist. */
    public static final class Builder {
        private final String schema;
        private final String name;
        private final String comment;
        private final List<StructField> fields = new ArrayList<>();
        private final SortedMap<String, String> checks = new TreeMap<>();
        private List<String> key = List.of();
        private List<String> partitionBy = List.of();

        private Builder(String schema, String name, String comment) {
            this.schema = schema;
            this.name = name;
            this.comment = comment;
        }

        /** Adds a NOT NULL column. */
        public Builder required(String column, DataType type, String columnComment) {
            fields.add(TableSpec.required(column, type, columnComment));
            return this;
        }

        /** Adds a nullable column. */
        public Builder optional(String column, DataType type, String columnComment) {
            fields.add(DataTypes.createStructField(column, type, true).withComment(columnComment));
            return this;
        }

        /** Adds columns shared by several tables. */
        public Builder with(List<StructField> shared) {
            fields.addAll(shared);
            return this;
        }

        /** Names the columns that identify a row. */
        public Builder key(String... columns) {
            key = List.of(columns);
            return this;
        }

        /** Partitions by one column. */
        public Builder partitionedBy(String column) {
            partitionBy = List.of(column);
            return this;
        }

        /** Adds a CHECK constraint; its expression must be true for NULL where NULL is legal. */
        public Builder check(String constraint, String expression) {
            checks.put(constraint, expression);
            return this;
        }

        /**
         * The finished declaration.
         *
         * @throws IllegalStateException if a key or partition column is not declared
         */
        public TableSpec build() {
            StructType columns = new StructType(fields.toArray(StructField[]::new));
            List<String> names = Arrays.asList(columns.fieldNames());
            for (String column : key) {
                if (!names.contains(column)) {
                    throw new IllegalStateException(schema + "." + name + " has no key column " + column);
                }
            }
            if (!names.containsAll(partitionBy)) {
                throw new IllegalStateException(schema + "." + name + " has no partition column " + partitionBy);
            }
            return new TableSpec(
                    schema, name, comment, columns, key, partitionBy, Collections.unmodifiableSortedMap(checks));
        }
    }
}
