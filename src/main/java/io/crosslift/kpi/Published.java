package io.crosslift.kpi;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The last step of every KPI table: its stamps and its shape. */
final class Published {
    private Published() {}

    /** Rows with all measures in; stamped with currency, as-of, run and definition, in the table's shape, out. */
    static Dataset<Row> as(TableSpec table, Dataset<Row> rows, KpiInputs inputs) {
        Map<String, Column> stamps = new HashMap<>(Map.of(
                KpiColumns.AS_OF_DATE, lit(inputs.asOf()),
                KpiColumns.RUN_ID, lit(inputs.runId()),
                KpiColumns.DEFINITION_VERSION, lit(KpiCatalogue.DEFINITION_VERSION)));
        if (table.has(KpiColumns.CURRENCY)) {
            stamps.put(KpiColumns.CURRENCY, lit(inputs.settings().reporting().currency()));
        }
        return rows.withColumns(stamps).to(table.shape());
    }

    /** Whether a row rests on fewer observations than the minimum. */
    static Column insufficient(Column observations, KpiInputs inputs) {
        return observations.lt(inputs.settings().reporting().minimumObservations());
    }

    /** Columns by name, then computed ones. */
    static Column[] with(List<String> names, Column... computed) {
        return Stream.concat(names.stream().map(name -> col(name)), Stream.of(computed))
                .toArray(Column[]::new);
    }

    /** Columns by name, one list after the other. */
    @SafeVarargs
    static Column[] columns(List<String>... names) {
        List<Column> columns = new ArrayList<>();
        for (List<String> some : names) {
            some.forEach(name -> columns.add(col(name)));
        }
        return columns.toArray(Column[]::new);
    }
}
