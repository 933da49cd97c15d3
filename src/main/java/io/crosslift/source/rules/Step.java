package io.crosslift.source.rules;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Adds helper columns (named with a leading underscore) that the rules of a table look at; keeps the rows as they are. */
@FunctionalInterface
public interface Step {
    Dataset<Row> apply(Dataset<Row> rows, Known known);
}
