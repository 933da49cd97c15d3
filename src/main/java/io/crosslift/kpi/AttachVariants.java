package io.crosslift.kpi;

/** The variants of K06: each names its denominator. */
final class AttachVariants {
    static final String ACCOUNTS = "attach_accounts";
    static final String ORDERS = "attach_orders";
    static final String UNITS = "attach_units";
    static final String OWNERS = "attach_owners";
    static final String PENETRATION = "penetration";
    static final String MULTI_PRODUCT = "multi_product";
    static final String PRODUCTS_PER_ACCOUNT = "products_per_account";
    static final String BUNDLE_ADOPTION = "bundle_adoption";

    private AttachVariants() {}
}
