package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;

import java.util.List;
import org.apache.spark.sql.types.StructField;

/** Where a clean input row came from; every table of the core schema carries them. */
public final class ProvenanceColumns {
    public static final String SOURCE_SYSTEM = "source_system";
    public static final String INGESTED_AT = "ingested_at";
    public static final String RECORD_HASH = "record_hash";

    public static final List<StructField> COLUMNS = List.of(
            TableSpec.required(SOURCE_SYSTEM, STRING, "system the row came from"),
            TableSpec.required(INGESTED_AT, INSTANT, "when the row was taken in (UTC, wall clock)"),
            TableSpec.required(RECORD_HASH, STRING, "hash of the row as it came"));

    private ProvenanceColumns() {}
}
