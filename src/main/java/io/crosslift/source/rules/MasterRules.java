package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.IdentityMap;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Products;
import java.util.List;

/** Rules on what accounts, identities, products and rates are. */
final class MasterRules {
    static final TableRules ACCOUNTS = TableRules.of(Accounts.TABLE)
            .event(Accounts.CREATED_AT)
            .format(Rule.quarantine(
                    "CURRENCY_UNKNOWN", "no ISO 4217 code", Money.unknown(Accounts.CURRENCY), Accounts.CURRENCY))
            .step(Graphs::ofAccounts)
            .defects(
                    Rule.quarantine(
                            "PARENT_CYCLE", "the account is its own ancestor", col(Graphs.CYCLE), Accounts.PARENT_ID),
                    Rule.quarantine("ORPHAN_PARENT", "there is no such account", parentMissing(), Accounts.PARENT_ID))
            .build();

    static final TableRules IDENTITIES = TableRules.of(IdentityMap.TABLE)
            .format(
                    Rule.quarantine(
                            "CONFIDENCE_RANGE",
                            "confidence is not 0 to 1",
                            not(col(IdentityMap.CONFIDENCE).between(0, 1)),
                            IdentityMap.CONFIDENCE),
                    Validity.reversed(IdentityMap.VALID_FROM, IdentityMap.VALID_TO))
            .step(
                    Validity.overlaps(List.of(IdentityMap.IDENTITY_TYPE, IdentityMap.IDENTITY_VALUE)),
                    Lookups.account(col(IdentityMap.ACCOUNT_ID)))
            .defects(
                    Rule.quarantine(
                            "ID_OVERLAP",
                            "the identity belongs to two rows at once",
                            col(Validity.OVERLAPS),
                            IdentityMap.IDENTITY_TYPE,
                            IdentityMap.IDENTITY_VALUE),
                    Rule.quarantine(
                            "ORPHAN_ACCOUNT",
                            "there is no such account",
                            col(Lookups.ACCOUNT).isNull(),
                            IdentityMap.ACCOUNT_ID))
            .build();

    static final TableRules PRODUCTS = TableRules.of(Products.TABLE)
            .format(
                    Rule.quarantine(
                            "MARGIN_RANGE",
                            "gross margin is not -1 to 1",
                            abs(col(Products.GROSS_MARGIN)).gt(1),
                            Products.GROSS_MARGIN),
                    Validity.reversed(Products.VALID_FROM, Products.VALID_TO))
            .step(Validity.overlaps(List.of(Products.PRODUCT_ID)))
            .defects(Rule.quarantine(
                    "VERSION_OVERLAP",
                    "two versions of the product are valid at once",
                    col(Validity.OVERLAPS),
                    Products.PRODUCT_ID,
                    Products.VALID_FROM,
                    Products.VALID_TO))
            .build();

    static final TableRules RELATIONS = TableRules.of(ProductRelations.TABLE)
            .format(
                    Rule.quarantine(
                            "UNKNOWN_RELATION",
                            "no known relation",
                            not(col(ProductRelations.RELATION)
                                    .isin(
                                            "complement_of",
                                            "addon_of",
                                            "upgrade_of",
                                            "migrates_to",
                                            "bundle_contains",
                                            "excludes")),
                            ProductRelations.RELATION),
                    Rule.quarantine(
                            "SELF_LINK",
                            "a product relates to itself",
                            col(ProductRelations.FROM_PRODUCT).equalTo(col(ProductRelations.TO_PRODUCT)),
                            ProductRelations.FROM_PRODUCT))
            .step(Graphs::ofRelations)
            .defects(
                    Rule.quarantine(
                            "UPGRADE_CYCLE",
                            "a product upgrades itself over others",
                            col(Graphs.CYCLE),
                            ProductRelations.FROM_PRODUCT,
                            ProductRelations.TO_PRODUCT),
                    Rule.quarantine(
                            "RELATION_CONFLICT",
                            "a pair cannot be both addon_of and upgrade_of",
                            col(Graphs.CONFLICT),
                            ProductRelations.FROM_PRODUCT,
                            ProductRelations.TO_PRODUCT))
            .build();

    static final TableRules SEGMENTS = TableRules.of(AccountSegments.TABLE)
            .format(Validity.reversed(AccountSegments.VALID_FROM, AccountSegments.VALID_TO))
            .step(
                    Validity.overlaps(List.of(AccountSegments.ACCOUNT_ID, AccountSegments.SEGMENT_TYPE)),
                    Lookups.account(col(AccountSegments.ACCOUNT_ID)))
            .defects(
                    Rule.quarantine(
                            "SEGMENT_OVERLAP",
                            "the account is in two segments of one type at once",
                            col(Validity.OVERLAPS),
                            AccountSegments.ACCOUNT_ID,
                            AccountSegments.SEGMENT_TYPE),
                    Rule.quarantine(
                            "ORPHAN_ACCOUNT",
                            "there is no such account",
                            col(Lookups.ACCOUNT).isNull(),
                            AccountSegments.ACCOUNT_ID))
            .build();

    static final TableRules RATES = TableRules.of(FxRates.TABLE)
            .format(
                    Rule.quarantine(
                            "CURRENCY_UNKNOWN", "no ISO 4217 code", Money.unknown(FxRates.CURRENCY), FxRates.CURRENCY),
                    Rule.quarantine(
                            "RATE_NOT_POSITIVE",
                            "a rate must be above 0",
                            col(FxRates.RATE).leq(0),
                            FxRates.RATE))
            .build();

    private static org.apache.spark.sql.Column parentMissing() {
        return col(Accounts.PARENT_ID).isNotNull().and(not(col(Graphs.PARENT)));
    }

    private MasterRules() {}
}
