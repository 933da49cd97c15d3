package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per month, window, cohort, family and segment: what became of the recurring revenue at the window's start (K05). */
public final class Retention {
    public static final String WINDOW_MONTHS = "window_months";
    public static final String COHORT = "cohort";
    public static final String FAMILY = "family";
    public static final String COHORT_ACCOUNTS = "cohort_accounts";
    public static final String ACCOUNTS_RETAINED = "accounts_retained";
    public static final String OPENING = "opening";
    public static final String CLOSING = "closing";
    public static final String RETAINED_MIN = "retained_min";
    public static final String CLOSING_EXCL_REACTIVATION = "closing_excl_reactivation";
    public static final String PATH_LOSSES = "path_losses";
    public static final String NRR = "nrr";
    public static final String GRR = "grr";
    public static final String NRR_EXCL_REACTIVATION = "nrr_excl_reactivation";
    public static final String GRR_PATH = "grr_path";
    public static final String LOGO_RETENTION = "logo_retention";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_retention",
                    "One row per month, window, cohort, family and segment: what became of the recurring revenue at the window's start (K05).")
            .required(WINDOW_MONTHS, INTEGER, "months of the window, which ends with the period")
            .required(COHORT, STRING, "month of the account's first recurring payment (yyyy-MM), or ALL")
            .required(FAMILY, STRING, "product family, or ALL")
            .with(KpiColumns.COLUMNS)
            .required(COHORT_ACCOUNTS, COUNT, "accounts with recurring revenue at the start of the window")
            .required(ACCOUNTS_RETAINED, COUNT, "of those, accounts with recurring revenue at its end")
            .required(OPENING, MONEY, "their MRR at the start")
            .required(CLOSING, MONEY, "their MRR at the end, at the exchange rates of the start")
            .required(RETAINED_MIN, MONEY, "sum over accounts of the lesser of start and end")
            .required(
                    CLOSING_EXCL_REACTIVATION,
                    MONEY,
                    "closing without accounts that left and came back inside the window")
            .required(
                    PATH_LOSSES,
                    MONEY,
                    "all their contraction and churn inside the window, at the exchange rates of the start")
            .optional(NRR, FRACTION, "net revenue retention: closing / opening")
            .optional(GRR, FRACTION, "gross revenue retention: retained_min / opening")
            .optional(NRR_EXCL_REACTIVATION, FRACTION, "closing_excl_reactivation / opening")
            .optional(GRR_PATH, FRACTION, "(opening - path_losses) / opening")
            .optional(LOGO_RETENTION, FRACTION, "accounts_retained / cohort_accounts")
            .key(KpiColumns.key(WINDOW_MONTHS, COHORT, FAMILY))
            .build();

    private Retention() {}
}
