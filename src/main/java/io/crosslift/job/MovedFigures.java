package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.Retention;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TransactionMix;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The figures a business is led by, where two runs say something else of a month. */
final class MovedFigures {
    private static final String ALL_ACCOUNTS = "period_type = 'month' AND segment_type = 'ALL' AND segment = 'ALL'";

    /** Figures, each with the rows that hold it, one per month. */
    private static final List<Figure> FIGURES = List.of(
            new Figure(
                    "net revenue",
                    TransactionMix.TABLE,
                    TransactionMix.TOTAL_REVENUE,
                    "scope = 'all' AND view = 'net'"),
            new Figure("closing MRR", MrrBridge.TABLE, MrrBridge.CLOSING, "measure = 'mrr' AND family = 'ALL'"),
            new Figure("expansion MRR", MrrBridge.TABLE, MrrBridge.EXPANSION, "measure = 'mrr' AND family = 'ALL'"),
            retention("NRR", Retention.NRR, 1),
            retention("GRR", Retention.GRR, 1),
            retention("NRR", Retention.NRR, 12),
            retention("GRR", Retention.GRR, 12),
            reconciled("reconciled revenue", Reconciliation.NET_REVENUE),
            reconciled("reconciled revenue, billed", Reconciliation.BILLED_REVENUE));

    /**
     * A figure that moved.
     *
     * @param name figure
     * @param month month
     * @param before value in the earlier run, or null
     * @param after value in the later run, or null
     */
    record Moved(
            String name,
            LocalDate month,
            @Nullable BigDecimal before,
            @Nullable BigDecimal after) {}

    private record Figure(String name, TableSpec table, String column, String rows) {}

    private MovedFigures() {}

    /** The figures of a table that moved, by month. */
    static List<Moved> of(TableSpec table, Dataset<Row> before, Dataset<Row> after) {
        return FIGURES.stream()
                .filter(figure -> figure.table().equals(table))
                .flatMap(figure -> moved(figure, before, after).stream())
                .toList();
    }

    private static List<Moved> moved(Figure figure, Dataset<Row> before, Dataset<Row> after) {
        return values(figure, before, "before")
                .join(values(figure, after, "after"), col("before_month").equalTo(col("after_month")), "full_outer")
                .filter(not(col("before_value").eqNullSafe(col("after_value"))))
                .selectExpr("coalesce(after_month, before_month) AS month", "before_value", "after_value")
                .orderBy("month")
                .collectAsList()
                .stream()
                .map(row -> new Moved(
                        figure.name(), row.<Date>getAs(0).toLocalDate(), row.getDecimal(1), row.getDecimal(2)))
                .toList();
    }

    private static Dataset<Row> values(Figure figure, Dataset<Row> rows, String side) {
        return rows.filter(ALL_ACCOUNTS)
                .filter(figure.rows())
                .select(
                        col(KpiColumns.PERIOD_START).as(side + "_month"),
                        col(figure.column()).as(side + "_value"));
    }

    private static Figure reconciled(String name, String measure) {
        return new Figure(
                name,
                Reconciliation.TABLE,
                Reconciliation.KPI_TOTAL,
                "gl_account = 'ALL' AND measure = '" + measure + "'");
    }

    private static Figure retention(String name, String column, int months) {
        return new Figure(
                name + " over " + months + (months == 1 ? " month" : " months"),
                Retention.TABLE,
                column,
                "cohort = 'ALL' AND family = 'ALL' AND scope = 'existing_only' AND window_months = " + months);
    }
}
