package io.crosslift.report;

import io.crosslift.schema.Attach;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.MetricRegistry;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.Retention;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TransactionMix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the report reads of one run: of each table only the rows of all accounts together.
 *
 * @param rows rows by table; a table that the run didn't publish is absent
 */
public record PublishedTables(Map<TableSpec, List<PublishedRow>> rows) {
    private static final String MONTHS = "period_type = 'month' AND segment_type = 'ALL' AND segment = 'ALL'";

    /** The tables that the report reads, with the condition, in Spark SQL, on the rows it needs. */
    public static final Map<TableSpec, String> WANTED = wanted();

    private static Map<TableSpec, String> wanted() {
        Map<TableSpec, String> wanted = new LinkedHashMap<>();
        wanted.put(TransactionMix.TABLE, MONTHS + " AND scope = 'existing_only' AND view = 'net'");
        wanted.put(MrrBridge.TABLE, MONTHS + " AND measure = 'mrr' AND family = 'ALL'");
        wanted.put(Retention.TABLE, MONTHS + " AND cohort = 'ALL' AND family = 'ALL' AND window_months = 12");
        wanted.put(AttributionKpi.TABLE, MONTHS);
        wanted.put(AttributionModelShares.TABLE, "basis = 'value'");
        wanted.put(Calibrations.TABLE, "true");
        wanted.put(
                OfferConversion.TABLE,
                "period_type = 'all' AND segment_type = 'ALL' AND segment = 'ALL' AND scope = 'existing_only'"
                        + " AND offer = 'ALL' AND channel = 'ALL' AND placement = 'ALL'");
        wanted.put(
                Attach.TABLE,
                MONTHS + " AND scope = 'existing_only'"
                        + " AND variant IN ('attach_owners', 'penetration', 'products_per_account', 'multi_product')");
        wanted.put(ExperimentLift.TABLE, "segment_type = 'ALL' AND segment = 'ALL'");
        wanted.put(IngestCounts.TABLE, "rows > 0");
        wanted.put(IdentityChecks.TABLE, "true");
        wanted.put(Reconciliation.TABLE, "gl_account = 'ALL'");
        wanted.put(MetricRegistry.TABLE, "true");
        return wanted;
    }

    /** Whether the run published the table with rows that the report can show. */
    boolean has(TableSpec table) {
        return !of(table).isEmpty();
    }

    List<PublishedRow> of(TableSpec table) {
        return rows.getOrDefault(table, List.of());
    }

    List<PublishedRow> of(TableSpec table, Predicate<PublishedRow> condition) {
        return of(table).stream().filter(condition).toList();
    }
}
