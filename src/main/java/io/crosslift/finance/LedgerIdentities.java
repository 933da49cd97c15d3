package io.crosslift.finance;

import static io.crosslift.finance.Identities.LEFT;
import static io.crosslift.finance.Identities.RIGHT;
import static io.crosslift.finance.Identities.SLICE;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.finance.ledger.Reason;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.FinanceLedger;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.ReconciliationLines;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The identities of the ledger: nothing is lost between lines, months, ledger and reasons. */
final class LedgerIdentities {
    /** The identities, each with the tables it needs. */
    static final List<Identity> ALL = List.of(
            new Identity(
                    "I11",
                    List.of(Reconciliation.TABLE, ClassifiedLines.TABLE),
                    tables -> conserved(
                            tables.apply(Reconciliation.TABLE),
                            when(
                                    col(Reconciliation.MEASURE).equalTo(Reconciliation.NET_REVENUE),
                                    col(Reconciliation.KPI_TOTAL)),
                            tables.apply(ClassifiedLines.TABLE),
                            col(ClassifiedLines.LINE_MONTH),
                            col(ClassifiedLines.NET),
                            "net revenue of all months reconciled, closed ones and their restatements")),
            new Identity(
                    "I12",
                    List.of(Reconciliation.TABLE, FinanceLedger.TABLE),
                    tables -> conserved(
                            tables.apply(Reconciliation.TABLE),
                            col(Reconciliation.LEDGER_TOTAL),
                            tables.apply(FinanceLedger.TABLE),
                            col(FinanceLedger.PERIOD),
                            round(col(FinanceLedger.AMOUNT).multiply(col(FinanceLedger.LEDGER_RATE)), 2),
                            "entries of the ledger of all months reconciled")),
            new Identity(
                    "I12",
                    List.of(Reconciliation.TABLE, ReconciliationLines.TABLE),
                    tables -> reasoned(tables.apply(Reconciliation.TABLE), tables.apply(ReconciliationLines.TABLE))));

    private LedgerIdentities() {}

    /** The sum of a column of K21 over all its months against that of what it was made of. */
    private static Dataset<Row> conserved(
            Dataset<Row> months, Column total, Dataset<Row> parts, Column month, Column amount, String slice) {
        Dataset<Row> published = allAccounts(months)
                .agg(
                        min(KpiColumns.PERIOD_START).as("first_month"),
                        max(KpiColumns.PERIOD_START).as("last_month"),
                        sum(total).as(LEFT));
        return parts.crossJoin(published)
                .agg(
                        max(LEFT).as(LEFT),
                        sum(when(month.between(col("first_month"), col("last_month")), amount)
                                        .otherwise(lit(0)))
                                .as(RIGHT))
                .withColumn(SLICE, lit(slice));
    }

    /** I12: ledger less KPI against the differences with a reason, by month; of a reconciled month none is unexplained. */
    private static Dataset<Row> reasoned(Dataset<Row> months, Dataset<Row> lines) {
        Column unexplained = col(ReconciliationLines.REASON_CODE).equalTo(Reason.UNEXPLAINED.name());
        Dataset<Row> coded = lines.groupBy(
                        col(KpiColumns.PERIOD_START).as("coded_month"),
                        col(ReconciliationLines.MEASURE).as("coded_measure"))
                .agg(
                        sum(ReconciliationLines.DIFFERENCE).as("coded"),
                        sum(when(unexplained, abs(col(ReconciliationLines.DIFFERENCE)))
                                        .otherwise(lit(0)))
                                .as("uncoded"));
        Dataset<Row> both = allAccounts(months)
                .join(
                        coded,
                        col("coded_month")
                                .equalTo(col(KpiColumns.PERIOD_START))
                                .and(col("coded_measure").equalTo(col(Reconciliation.MEASURE))),
                        "left");
        Column month =
                concat_ws(" ", col(Reconciliation.MEASURE), date_format(col(KpiColumns.PERIOD_START), "yyyy-MM"));
        Dataset<Row> differences = both.select(
                concat_ws(" ", lit("ledger - kpi,"), month).as(SLICE),
                col(Reconciliation.LEDGER_TOTAL)
                        .minus(col(Reconciliation.KPI_TOTAL))
                        .as(LEFT),
                coalesce(col("coded"), lit(0)).as(RIGHT));
        Dataset<Row> reconciled = both.filter(col(Reconciliation.STATUS).equalTo(Reconciliation.RECONCILED))
                .select(
                        concat_ws(" ", lit("unexplained in a reconciled month,"), month)
                                .as(SLICE),
                        coalesce(col("uncoded"), lit(0)).as(LEFT),
                        lit(0).as(RIGHT));
        return differences.unionByName(reconciled);
    }

    private static Dataset<Row> allAccounts(Dataset<Row> months) {
        return months.filter(col(Reconciliation.GL_ACCOUNT).equalTo(Reconciliation.ALL_ACCOUNTS));
    }
}
