package io.crosslift.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.schema.Accounts;
import io.crosslift.schema.CampaignCosts;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.FinanceLedger;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Orders;
import io.crosslift.schema.PriceBook;
import io.crosslift.schema.Products;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * What the queries of a source may and must supply for a contract table: its columns, less those the ingest derives, plus a few
 * that only steer it.
 *
 * @param table contract table
 * @param columns columns a query may supply, in order, all nullable
 * @param required columns a row must have
 * @param defaults what stands for a column that a query leaves out
 */
record InputContract(TableSpec table, List<StructField> columns, List<String> required, Map<String, Column> defaults) {
    /** Reason for which the source itself leaves a row out; NULL keeps it. Any table may supply it. */
    static final String EXCLUDED_REASON = "excluded_reason";
    /** Number that grows with each newer state of one key: of several rows of a key the highest stays. */
    static final String SEQUENCE = "source_sequence";

    private static final Map<TableSpec, List<String>> DERIVED = Map.of(
            Orders.TABLE, List.of(Orders.ACCOUNT_ID, Orders.ORDERED_MONTH),
            InvoiceLines.TABLE, List.of(InvoiceLines.ORDERED_MONTH),
            Touchpoints.TABLE, List.of(Touchpoints.ACCOUNT_ID, Touchpoints.EVENT_MONTH),
            OfferEvents.TABLE, List.of(OfferEvents.ACCOUNT_ID, OfferEvents.EVENT_MONTH),
            SubscriptionItems.TABLE, List.of(SubscriptionItems.ACCOUNT_ID));

    /** Columns that the table requires and the ingest can find itself: a line's account by its order, a refund's line. */
    private static final Map<TableSpec, List<String>> FOUND = Map.of(
            InvoiceLines.TABLE,
            List.of(InvoiceLines.ACCOUNT_ID),
            RefundsReturns.TABLE,
            List.of(RefundsReturns.LINE_ID));

    /** A refund that names no line names whose it is and of which product instead. */
    private static final Map<TableSpec, List<String>> EXTRA =
            Map.of(RefundsReturns.TABLE, List.of(Orders.IDENTITY_TYPE, Orders.IDENTITY_VALUE, InvoiceLines.PRODUCT_ID));

    /** The contract of a core table. */
    static InputContract of(TableSpec table, String source, String currency) {
        List<String> provenance =
                ProvenanceColumns.COLUMNS.stream().map(StructField::name).toList();
        List<String> derived = DERIVED.getOrDefault(table, List.of());
        List<StructField> columns = Stream.of(
                        Arrays.stream(table.shape().fields())
                                .filter(field -> !provenance.contains(field.name()) && !derived.contains(field.name())),
                        EXTRA.getOrDefault(table, List.of()).stream()
                                .map(name -> DataTypes.createStructField(name, ColumnTypes.STRING, true)),
                        Stream.of(
                                DataTypes.createStructField(ProvenanceColumns.SOURCE_SYSTEM, ColumnTypes.STRING, true),
                                DataTypes.createStructField(SEQUENCE, ColumnTypes.COUNT, true),
                                DataTypes.createStructField(EXCLUDED_REASON, ColumnTypes.STRING, true)))
                .flatMap(fields -> fields)
                .toList();
        List<String> found = FOUND.getOrDefault(table, List.of());
        List<String> required = Stream.concat(
                        Arrays.stream(table.columns().fields())
                                .filter(field -> !field.nullable())
                                .map(StructField::name)
                                .filter(name ->
                                        !provenance.contains(name) && !derived.contains(name) && !found.contains(name)),
                        Stream.of(ProvenanceColumns.SOURCE_SYSTEM))
                .toList();
        return new InputContract(table, columns, required, defaults(table, source, currency));
    }

    /** The column of that name, if a query may supply it. */
    Optional<StructField> column(String name) {
        return columns.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    List<String> names() {
        return columns.stream().map(StructField::name).toList();
    }

    private static Map<String, Column> defaults(TableSpec table, String source, String currency) {
        Column sourceSystem = lit(source);
        Column reporting = lit(currency);
        String system = ProvenanceColumns.SOURCE_SYSTEM;
        if (table.equals(Accounts.TABLE)) {
            return Map.of(
                    system,
                    sourceSystem,
                    Accounts.CURRENCY,
                    reporting,
                    Accounts.ACCOUNT_TYPE,
                    lit("customer"),
                    Accounts.IS_INTERNAL,
                    lit(false));
        }
        if (table.equals(Products.TABLE)) {
            return Map.of(system, sourceSystem, Products.IS_RECURRING, lit(false));
        }
        if (table.equals(Orders.TABLE)) {
            return Map.of(system, sourceSystem, Orders.CURRENCY, reporting, Orders.ORDER_DISCOUNT, lit(0));
        }
        if (table.equals(InvoiceLines.TABLE)) {
            return Map.of(
                    system,
                    sourceSystem,
                    InvoiceLines.CURRENCY,
                    reporting,
                    InvoiceLines.LINE_DISCOUNT,
                    lit(0),
                    InvoiceLines.TAX,
                    lit(0),
                    InvoiceLines.IS_PRORATION,
                    lit(false),
                    InvoiceLines.LINE_TYPE,
                    lit("product"));
        }
        if (table.equals(CampaignCosts.TABLE)) {
            return Map.of(system, sourceSystem, CampaignCosts.CURRENCY, reporting);
        }
        if (table.equals(FinanceLedger.TABLE)) {
            return Map.of(
                    system,
                    sourceSystem,
                    FinanceLedger.CURRENCY,
                    reporting,
                    FinanceLedger.LEDGER_RATE,
                    lit(1),
                    FinanceLedger.ENTRY_SOURCE,
                    lit(FinanceLedger.BILLING));
        }
        if (table.equals(Contracts.TABLE)) {
            return Map.of(system, sourceSystem, Contracts.CURRENCY, reporting, Contracts.ONE_OFF_TCV, lit(0));
        }
        if (table.equals(Subscriptions.TABLE)) {
            return Map.of(system, sourceSystem, Subscriptions.CURRENCY, reporting);
        }
        if (table.equals(PriceBook.TABLE)) {
            return Map.of(system, sourceSystem, PriceBook.CURRENCY, reporting, PriceBook.INTERVAL_COUNT, lit(1));
        }
        if (table.equals(SubscriptionItems.TABLE)) {
            return Map.of(system, sourceSystem, SubscriptionItems.INTERVAL_COUNT, lit(1));
        }
        if (table.equals(Touchpoints.TABLE)) {
            return Map.of(system, sourceSystem, Touchpoints.IS_CAPTURE, lit(false));
        }
        if (table.equals(ExperimentAssignments.TABLE)) {
            return Map.of(
                    system, sourceSystem, ExperimentAssignments.VALID_FROM, col(ExperimentAssignments.ASSIGNED_AT));
        }
        return Map.of(system, sourceSystem);
    }
}
