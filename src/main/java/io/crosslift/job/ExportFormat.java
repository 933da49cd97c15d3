package io.crosslift.job;

/** A file format that a table is exported to. */
public enum ExportFormat {
    /** RFC 4180 with a header; nested columns as JSON, instants in UTC, NULL as nothing and empty text as {@code ""}. */
    CSV,
    /** One Parquet file. */
    PARQUET;

    /** What a file of this format ends with. */
    String extension() {
        return this == CSV ? "csv" : "parquet";
    }
}
