package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.failure.Failure;
import io.crosslift.finance.Identities;
import io.crosslift.recurring.ActiveItems;
import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.Bookings;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares revenue with the ledger and with contracts, and computes the identities of the run; an identity that fails stops the publish. */
final class ReconcileStage implements Stage {
    @Override
    public String name() {
        return "reconcile";
    }

    @Override
    public List<String> after() {
        return List.of("kpis", "lift");
    }

    @Override
    public List<TableSpec> writes() {
        return Stream.concat(FinanceStep.WRITES.stream(), Stream.of(Bookings.TABLE, IdentityChecks.TABLE))
                .toList();
    }

    @Override
    public void run(RunContext run) {
        FinanceStep.run(run);
        BookingStep.run(run);
        Dataset<Row> checks = Stream.concat(
                        Identities.of(
                                run::has,
                                table -> rows(run, table),
                                run.settings().history().completeFrom())
                                .stream(),
                        activeItems(run).stream())
                .reduce(Dataset::unionByName)
                .orElse(null);
        if (checks == null) {
            run.skip("reconcile", "no table of this run has an identity");
            return;
        }
        run.stage(IdentityChecks.TABLE, checks);
        List<Row> failed = run.read(IdentityChecks.TABLE)
                .filter(col(IdentityChecks.PASSED).equalTo(false))
                .orderBy(IdentityChecks.IDENTITY_ID, IdentityChecks.SLICE)
                .collectAsList();
        if (!failed.isEmpty()) {
            throw Failure.data("nothing was published: " + failed.size() + " identities failed, "
                    + failed.stream().limit(5).map(ReconcileStage::sentence).collect(Collectors.joining("; ")));
        }
    }

    private static Optional<Dataset<Row>> activeItems(RunContext run) {
        if (!Stream.of(AccountMrrMonths.TABLE, Subscriptions.TABLE, SubscriptionItems.TABLE)
                .allMatch(run::has)) {
            return Optional.empty();
        }
        Dataset<Row> items = ActiveItems.on(
                run.asOf(),
                run.read(Subscriptions.TABLE),
                run.read(SubscriptionItems.TABLE),
                run.has(FxRates.TABLE) ? run.read(FxRates.TABLE) : null,
                run.settings().recurring(),
                run.settings().reporting());
        return Optional.of(Identities.ofActiveItems(run.read(AccountMrrMonths.TABLE), items, run.asOf()));
    }

    private static Dataset<Row> rows(RunContext run, TableSpec table) {
        Dataset<Row> rows = run.read(table);
        return table.equals(IngestCounts.TABLE)
                ? rows.filter(col(IngestCounts.RUN_ID).equalTo(run.runId()))
                : rows;
    }

    private static String sentence(Row check) {
        return check.<String>getAs(IdentityChecks.IDENTITY_ID) + " " + check.<String>getAs(IdentityChecks.SLICE)
                + ": left " + check.getAs(IdentityChecks.LEFT) + ", right " + check.getAs(IdentityChecks.RIGHT);
    }
}
