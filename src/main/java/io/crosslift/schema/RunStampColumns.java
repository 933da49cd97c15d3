package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.STRING;

import java.util.List;
import org.apache.spark.sql.types.StructField;

/** Which run wrote a fact row; stamps, never part of a key. */
public final class RunStampColumns {
    public static final String AS_OF_DATE = "as_of_date";
    public static final String RUN_ID = "run_id";

    public static final List<StructField> COLUMNS = List.of(
            TableSpec.required(AS_OF_DATE, DAY, "as_of of the run that wrote the row"),
            TableSpec.required(RUN_ID, STRING, "run that wrote the row"));

    private RunStampColumns() {}
}
