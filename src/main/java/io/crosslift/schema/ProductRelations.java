package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per directed relation of two products (R04). */
public final class ProductRelations {
    public static final String FROM_PRODUCT = "from_product";
    public static final String TO_PRODUCT = "to_product";
    public static final String RELATION = "relation";
    public static final String QTY = "qty";
    public static final String ELIGIBILITY_RULE = "eligibility_rule";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "product_relations", "One row per directed relation of two products (R04).")
            .required(FROM_PRODUCT, STRING, "product that is complement, add-on, upgrade, bundle ...")
            .required(TO_PRODUCT, STRING, "product it relates to")
            .required(RELATION, STRING, "complement_of, addon_of, upgrade_of, migrates_to, bundle_contains, excludes")
            .optional(QTY, INTEGER, "quantity inside a bundle")
            .optional(ELIGIBILITY_RULE, STRING, "rule under which the relation holds")
            .with(ProvenanceColumns.COLUMNS)
            .key(FROM_PRODUCT, TO_PRODUCT, RELATION)
            .check(
                    "relation_known",
                    "relation IN ('complement_of', 'addon_of', 'upgrade_of', 'migrates_to', 'bundle_contains', 'excludes')")
            .build();

    private ProductRelations() {}
}
