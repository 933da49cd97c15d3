package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.config.Settings;
import io.crosslift.finance.BilledLines;
import io.crosslift.finance.LedgerReconciliation;
import io.crosslift.finance.ReconciledMonths;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.FinanceLedger;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.ReconciliationLines;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Compares revenue with the general ledger, month by month, and stages the outcome; months that are closed keep theirs. */
final class FinanceStep {
    static final List<TableSpec> WRITES = List.of(Reconciliation.TABLE, ReconciliationLines.TABLE);

    private FinanceStep() {}

    static void run(RunContext run) {
        String what = Reconciliation.TABLE.qualifiedName();
        if (run.lacks(what, FinanceLedger.TABLE, InvoiceLines.TABLE)) {
            return;
        }
        FinanceMonths months = FinanceMonths.of(run.lake(), run.read(FinanceLedger.TABLE));
        if (months == null) {
            run.skip(what, "core.finance_ledger holds no entry");
            return;
        }
        Dataset<Row> postings = months.postings(inputs(run::has, run::read, run.settings(), months), run.settings())
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            ReconciledMonths added = months.added(run.settings(), run.asOf());
            run.stage(Reconciliation.TABLE, added.totals(postings));
            run.stage(ReconciliationLines.TABLE, added.lines(postings));
        } finally {
            postings.unpersist();
        }
        say(run);
    }

    /**
     * What is compared, on one state of the tables.
     *
     * @param has whether a table is there; without orders there is no F1, and all that is billed is compared
     * @param read a table that is
     */
    static LedgerReconciliation.Inputs inputs(
            Predicate<TableSpec> has, Function<TableSpec, Dataset<Row>> read, Settings settings, FinanceMonths months) {
        Dataset<Row> invoiced = read.apply(InvoiceLines.TABLE);
        return new LedgerReconciliation.Inputs(
                has.test(ClassifiedLines.TABLE)
                        ? read.apply(ClassifiedLines.TABLE)
                        : invoiced.sparkSession().createDataFrame(List.of(), ClassifiedLines.TABLE.shape()),
                read.apply(FinanceLedger.TABLE),
                BilledLines.of(
                        invoiced,
                        has.test(RefundsReturns.TABLE) ? read.apply(RefundsReturns.TABLE) : null,
                        has.test(FxRates.TABLE) ? read.apply(FxRates.TABLE) : null,
                        settings.reporting()),
                invoiced,
                read.apply(Quarantine.TABLE),
                months.kept());
    }

    private static void say(RunContext run) {
        List<Row> unreconciled = months(run.read(Reconciliation.TABLE)).stream()
                .filter(row -> row.getAs(Reconciliation.STATUS).equals(Reconciliation.UNRECONCILED))
                .toList();
        for (Row month : unreconciled) {
            run.say("unreconciled " + FinanceHeadline.month(month) + " " + FinanceHeadline.measure(month)
                    + " differs from the ledger by "
                    + TextLayout.money(month.getAs(Reconciliation.UNEXPLAINED)) + " without a reason, in "
                    + Console.grouped(month.getAs(Reconciliation.UNEXPLAINED_LINES)) + " lines");
        }
    }

    /** The rows of K21 for all accounts of the ledger, by month and measure. */
    static List<Row> months(Dataset<Row> reconciliation) {
        return reconciliation
                .filter(col(Reconciliation.GL_ACCOUNT).equalTo(Reconciliation.ALL_ACCOUNTS))
                .orderBy(
                        col(KpiColumns.PERIOD_START),
                        col(Reconciliation.MEASURE).desc())
                .collectAsList();
    }
}
