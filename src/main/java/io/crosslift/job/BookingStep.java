package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.finance.BookedContracts;
import io.crosslift.finance.ledger.Reason;
import io.crosslift.kpi.KpiCatalogue;
import io.crosslift.schema.Bookings;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.Subscriptions;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** Compares what contracts promised with the recurring revenue that they brought, and stages the outcome. */
final class BookingStep {
    static final String SIGNED = "signed";
    static final String BROUGHT = "brought";
    static final String CONTRACTS = "contracts";
    static final String UNEXPLAINED = "unexplained";
    static final String UNEXPLAINED_CONTRACTS = "unexplained_contracts";

    private BookingStep() {}

    static void run(RunContext run) {
        if (run.lacks(Bookings.TABLE.qualifiedName(), Contracts.TABLE, MrrMovements.TABLE, Subscriptions.TABLE)) {
            return;
        }
        run.stage(
                Bookings.TABLE,
                BookedContracts.of(
                        new BookedContracts.Inputs(
                                run.read(Contracts.TABLE),
                                run.read(MrrMovements.TABLE),
                                run.read(Subscriptions.TABLE),
                                run.read(Quarantine.TABLE),
                                run.has(FxRates.TABLE) ? run.read(FxRates.TABLE) : null),
                        run.settings().reporting(),
                        run.settings().finance().bookingWindowDays(),
                        run.asOf(),
                        KpiCatalogue.DEFINITION_VERSION));
    }

    /** One row per kind of contract with its sums. */
    static List<Row> kinds(RunContext run) {
        Column unexplained = col(Bookings.REASON_CODE).equalTo(Reason.UNEXPLAINED.name());
        return run.read(Bookings.TABLE)
                .groupBy(Bookings.KIND)
                .agg(
                        count(lit(1)).as(CONTRACTS),
                        sum(Bookings.SIGNED_ARR).as(SIGNED),
                        sum(Bookings.ARR_DELTA).as(BROUGHT),
                        sum(when(unexplained, col(Bookings.DIFFERENCE)).otherwise(lit(0)))
                                .as(UNEXPLAINED),
                        count_if(unexplained).as(UNEXPLAINED_CONTRACTS))
                .orderBy(Bookings.KIND)
                .collectAsList();
    }
}
