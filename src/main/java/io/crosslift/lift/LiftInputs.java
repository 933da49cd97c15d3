package io.crosslift.lift;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentLooks;
import io.crosslift.schema.ExperimentOutcomes;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import io.crosslift.schema.SupportTickets;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The tables that lift reads, each in the shape of its {@code TableSpec}. Without experiments, assignments and accounts there is
 * no lift; each of {@link #OPTIONAL} may be absent, and what needs it is skipped with a reason.
 */
public final class LiftInputs {
    /** What may be absent. */
    public static final List<TableSpec> OPTIONAL = List.of(
            ExperimentOutcomes.TABLE,
            AccountSegments.TABLE,
            Offers.TABLE,
            OfferEvents.TABLE,
            Touchpoints.TABLE,
            ClassifiedLines.TABLE,
            Conversions.TABLE,
            MrrMovements.TABLE,
            Products.TABLE,
            SupportTickets.TABLE,
            CampaignCosts.TABLE,
            ExperimentLooks.TABLE);

    private final Dataset<Row> experiments;
    private final Dataset<Row> assignments;
    private final Dataset<Row> accounts;
    private final Map<TableSpec, Dataset<Row>> optional;

    private LiftInputs(
            Dataset<Row> experiments,
            Dataset<Row> assignments,
            Dataset<Row> accounts,
            Map<TableSpec, Dataset<Row>> optional) {
        this.experiments = experiments;
        this.assignments = assignments;
        this.accounts = accounts;
        this.optional = optional;
    }

    /**
     * The tables without which there is no lift.
     *
     * @param experiments R15
     * @param assignments R16
     * @param accounts R01
     */
    public static LiftInputs of(Dataset<Row> experiments, Dataset<Row> assignments, Dataset<Row> accounts) {
        return new LiftInputs(experiments, assignments, accounts, Map.of());
    }

    /**
     * The same tables with one more.
     *
     * @param table one of {@link #OPTIONAL}
     * @param rows null where it is absent
     * @throws IllegalArgumentException for a table that lift doesn't read
     */
    public LiftInputs with(TableSpec table, @Nullable Dataset<Row> rows) {
        if (!OPTIONAL.contains(table)) {
            throw new IllegalArgumentException("lift doesn't read " + table.qualifiedName());
        }
        Map<TableSpec, Dataset<Row>> more = new HashMap<>(optional);
        if (rows == null) {
            more.remove(table);
        } else {
            more.put(table, rows);
        }
        return new LiftInputs(experiments, assignments, accounts, more);
    }

    /** R15. */
    public Dataset<Row> experiments() {
        return experiments;
    }

    /** R16. */
    public Dataset<Row> assignments() {
        return assignments;
    }

    /** R01. */
    public Dataset<Row> accounts() {
        return accounts;
    }

    /** R28. */
    public @Nullable Dataset<Row> outcomes() {
        return optional.get(ExperimentOutcomes.TABLE);
    }

    /** R27. */
    public @Nullable Dataset<Row> accountSegments() {
        return optional.get(AccountSegments.TABLE);
    }

    /** R12, for the plays of offers. */
    public @Nullable Dataset<Row> offers() {
        return optional.get(Offers.TABLE);
    }

    /** R13. */
    public @Nullable Dataset<Row> offerEvents() {
        return optional.get(OfferEvents.TABLE);
    }

    /** R11. */
    public @Nullable Dataset<Row> touchpoints() {
        return optional.get(Touchpoints.TABLE);
    }

    /** F1. */
    public @Nullable Dataset<Row> lines() {
        return optional.get(ClassifiedLines.TABLE);
    }

    /** F4. */
    public @Nullable Dataset<Row> conversions() {
        return optional.get(Conversions.TABLE);
    }

    /** F2. */
    public @Nullable Dataset<Row> movements() {
        return optional.get(MrrMovements.TABLE);
    }

    /** R03, where any product has a gross margin. */
    public @Nullable Dataset<Row> products() {
        return optional.get(Products.TABLE);
    }

    /** R20. */
    public @Nullable Dataset<Row> tickets() {
        return optional.get(SupportTickets.TABLE);
    }

    /** R14. */
    public @Nullable Dataset<Row> costs() {
        return optional.get(CampaignCosts.TABLE);
    }

    /** Looks of group sequential tests at earlier days. */
    public @Nullable Dataset<Row> looks() {
        return optional.get(ExperimentLooks.TABLE);
    }
}
