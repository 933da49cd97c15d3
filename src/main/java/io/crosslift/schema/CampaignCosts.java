package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per cost of a campaign or play and the time it is for (R14). */
public final class CampaignCosts {
    public static final String COST_ID = "cost_id";
    public static final String CAMPAIGN_ID = "campaign_id";
    public static final String PLAY_ID = "play_id";
    public static final String COST_TYPE = "cost_type";
    public static final String PURPOSE = "purpose";
    public static final String AMOUNT = "amount";
    public static final String CURRENCY = "currency";
    public static final String PERIOD_START = "period_start";
    public static final String PERIOD_END = "period_end";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "campaign_costs", "One row per cost of a campaign or play and the time it is for (R14).")
            .required(COST_ID, STRING, "cost")
            .optional(CAMPAIGN_ID, STRING, "campaign it was spent on")
            .optional(PLAY_ID, STRING, "play it was spent on")
            .required(COST_TYPE, STRING, "media, success, sales, tooling, incentive")
            .optional(PURPOSE, STRING, "what it was spent for: expansion, acquisition, reactivation")
            .required(AMOUNT, ORIGINAL_MONEY, "amount in its currency; below 0 for a credit")
            .required(CURRENCY, STRING, "ISO 4217 currency")
            .required(PERIOD_START, DAY, "first day it is for")
            .required(PERIOD_END, DAY, "last day it is for")
            .with(ProvenanceColumns.COLUMNS)
            .key(COST_ID)
            .check("period_in_order", "period_end >= period_start")
            .build();

    private CampaignCosts() {}
}
