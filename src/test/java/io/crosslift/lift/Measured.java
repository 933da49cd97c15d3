package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.ExperimentJoinAudit;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.TableSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/** A result that was collected and checked for what must hold of every result. */
record Measured(List<Row> lift, List<Row> audit, List<String> skipped) {
    static Measured of(LiftResult result) {
        return new Measured(
                publishable(result.lift(), ExperimentLift.TABLE),
                publishable(result.joinAudit(), ExperimentJoinAudit.TABLE),
                result.skipped());
    }

    /** The only row of a metric, arm and estimator over all segments. */
    Row row(String metric, String arm, String estimator) {
        return row(metric, arm, estimator, "ALL", "ALL");
    }

    Row row(String metric, String arm, String estimator, String segmentType, String segment) {
        List<Row> found = lift.stream()
                .filter(row -> values(
                                row,
                                ExperimentLift.METRIC,
                                ExperimentLift.ARM,
                                ExperimentLift.ESTIMATOR,
                                KpiColumns.SEGMENT_TYPE,
                                KpiColumns.SEGMENT)
                        .equals(List.of(metric, arm, estimator, segmentType, segment)))
                .toList();
        assertThat(found).as("%s %s %s %s", metric, arm, estimator, segment).hasSize(1);
        return found.get(0);
    }

    /** The only row of a window, metric, arm and estimator over all segments. */
    Row row(int window, String metric, String arm, String estimator) {
        List<Row> found = lift.stream()
                .filter(row -> row.<Integer>getAs(ExperimentLift.WINDOW_DAYS) == window)
                .filter(row -> values(row, ExperimentLift.METRIC, ExperimentLift.ARM, ExperimentLift.ESTIMATOR)
                        .equals(List.of(metric, arm, estimator)))
                .toList();
        assertThat(found).as("%s %s %s %s", window, metric, arm, estimator).hasSize(1);
        return found.get(0);
    }

    /** Units of an arm at a step of the audit. */
    long units(String step, String arm) {
        return audit(step, arm).<Long>getAs(ExperimentJoinAudit.UNITS);
    }

    Row audit(String step, String arm) {
        return audit.stream()
                .filter(row -> values(row, ExperimentJoinAudit.STEP, ExperimentJoinAudit.ARM)
                        .equals(List.of(step, arm)))
                .findFirst()
                .orElseThrow();
    }

    static List<String> flags(Row row) {
        return row.getList(row.fieldIndex(ExperimentLift.FLAGS));
    }

    static List<String> warnings(Row row) {
        return row.getList(row.fieldIndex(ExperimentLift.WARNINGS));
    }

    /** Keys are unique, required columns are there, and every number is finite. */
    private static List<Row> publishable(Dataset<Row> rows, TableSpec table) {
        assertThat(rows.schema()).isEqualTo(table.shape());
        List<Row> collected = rows.collectAsList();
        Set<List<Object>> keys = collected.stream()
                .map(row -> values(row, table.key().toArray(String[]::new)))
                .collect(Collectors.toSet());
        assertThat(keys).hasSameSizeAs(collected);
        for (Row row : collected) {
            for (StructField field : table.columns().fields()) {
                Object value = row.getAs(field.name());
                assertThat(field.nullable() || value != null).as(field.name()).isTrue();
                assertThat(value instanceof Double number && !Double.isFinite(number))
                        .as("%s is %s", field.name(), value)
                        .isFalse();
            }
        }
        return collected;
    }

    private static List<Object> values(Row row, String... columns) {
        return Arrays.stream(columns).map(row::getAs).toList();
    }

    /** Whether any row carries the flag or warning. */
    boolean says(String code) {
        return lift.stream()
                .flatMap(row -> Stream.concat(flags(row).stream(), warnings(row).stream()))
                .filter(Objects::nonNull)
                .anyMatch(code::equals);
    }
}
