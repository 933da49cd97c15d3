package io.crosslift.source.rules;

import io.crosslift.schema.TableSpec;
import java.util.List;

/** The rules of every core table, in the order in which the tables are judged. */
public final class RuleCatalogue {
    /** Rules by table; a table is judged against those before it. Orders come twice: see {@code Ingest}. */
    public static final List<TableRules> TABLES = List.of(
            MasterRules.ACCOUNTS,
            MasterRules.IDENTITIES,
            MasterRules.PRODUCTS,
            MasterRules.RELATIONS,
            MasterRules.RATES,
            RecurringRules.PRICES,
            RecurringRules.SUBSCRIPTIONS,
            RecurringRules.ITEMS,
            AgreementRules.CONTRACTS,
            AgreementRules.REFERRALS,
            AgreementRules.TICKETS,
            SalesRules.LINES,
            SalesRules.ORDERS,
            SalesRules.REFUNDS,
            EngagementRules.TOUCHES,
            EngagementRules.OFFERS,
            EngagementRules.OFFER_EVENTS,
            ExperimentRules.EXPERIMENTS,
            ExperimentRules.ASSIGNMENTS,
            ExperimentRules.OUTCOMES,
            EngagementRules.COSTS,
            FinanceRules.LEDGER,
            MasterRules.SEGMENTS);

    /** The rules of a table. */
    public static TableRules of(TableSpec table) {
        return TABLES.stream()
                .filter(rules -> rules.table().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rules for " + table.qualifiedName()));
    }

    private RuleCatalogue() {}
}
