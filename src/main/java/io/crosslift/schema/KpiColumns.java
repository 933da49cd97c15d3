package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.STRING;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;

/** What every KPI row carries: its period, scope, segment, currency, stamps and flags. */
public final class KpiColumns {
    public static final String PERIOD_TYPE = "period_type";
    public static final String PERIOD_START = "period_start";
    public static final String SCOPE = "scope";
    public static final String SEGMENT_TYPE = "segment_type";
    public static final String SEGMENT = "segment";
    public static final String CURRENCY = "currency";
    public static final String AS_OF_DATE = "as_of_date";
    public static final String RUN_ID = "run_id";
    public static final String DEFINITION_VERSION = "definition_version";
    public static final String IS_MATURE = "is_mature";
    public static final String INSUFFICIENT = "insufficient";

    public static final List<StructField> COLUMNS = List.of(
            TableSpec.required(PERIOD_TYPE, STRING, "month, week, quarter or all"),
            TableSpec.required(PERIOD_START, DAY, "first day of the period"),
            TableSpec.required(SCOPE, STRING, "existing_only or all"),
            TableSpec.required(SEGMENT_TYPE, STRING, "kind of segment, or ALL"),
            TableSpec.required(SEGMENT, STRING, "segment, or ALL"),
            TableSpec.required(CURRENCY, STRING, "reporting currency"),
            TableSpec.required(AS_OF_DATE, DAY, "last day included"),
            TableSpec.required(RUN_ID, STRING, "run that published the row"),
            TableSpec.required(DEFINITION_VERSION, STRING, "version of the definition"),
            TableSpec.required(IS_MATURE, FLAG, "every window behind the row has elapsed"),
            TableSpec.required(INSUFFICIENT, FLAG, "fewer than the minimum of observations"));

    private static final List<String> KEY = List.of(PERIOD_TYPE, PERIOD_START, SCOPE, SEGMENT_TYPE, SEGMENT, CURRENCY);

    private KpiColumns() {}

    /** The key of a KPI table: its own columns, then period, scope, segment and currency. */
    static String[] key(String... own) {
        return Stream.concat(Stream.of(own), KEY.stream()).toArray(String[]::new);
    }
}
