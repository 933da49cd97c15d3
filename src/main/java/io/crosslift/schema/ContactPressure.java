package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.STRING;

/** How offers fare by how many an account was shown of late, and by how many it had declined in a row (M78). */
public final class ContactPressure {
    public static final String MEASURE = "measure";
    public static final String BAND = "band";
    public static final String PRESENTED = "presented";
    public static final String ACCOUNTS = "accounts";
    public static final String ACCEPTED = "accepted";
    public static final String DECLINED = "declined";
    public static final String IMMATURE = "immature";
    public static final String ACCEPTANCE_RATE = "acceptance_rate";
    public static final String DECLINE_RATE = "decline_rate";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_contact_pressure",
                    "How offers fare by how many an account was shown of late, and by how many it had declined in a row (M78); not randomised.")
            .required(
                    MEASURE,
                    STRING,
                    "pressure: offers presented to the account in the 30 days that end with this one's; decline_streak: offers it declined since it last accepted one, before this one")
            .required(BAND, STRING, "pressure: 1, 2-3, 4-6, 7+; decline_streak: 0, 1, 2, 3+; or ALL")
            .required(PRESENTED, COUNT, "offers presented whose window has elapsed")
            .required(ACCOUNTS, COUNT, "accounts they were presented to, each once")
            .required(ACCEPTED, COUNT, "of the offers, accepted inside the window")
            .required(DECLINED, COUNT, "of the offers, declined and not accepted")
            .required(IMMATURE, COUNT, "offers presented whose window has not elapsed")
            .optional(ACCEPTANCE_RATE, FRACTION, "accepted / presented")
            .optional(DECLINE_RATE, FRACTION, "declined / presented")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(MEASURE, BAND))
            .check("answered_presented", "accepted + declined <= presented")
            .build();

    private ContactPressure() {}
}
