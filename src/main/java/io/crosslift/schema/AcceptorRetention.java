package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K12: how many of those who took an offer, and of those who did not, are still customers later. */
public final class AcceptorRetention {
    public static final String METHOD = "method";
    public static final String HORIZON_DAYS = "horizon_days";
    public static final String OFFER = "offer";
    public static final String MOTION = "motion";
    public static final String ACCEPTORS_AT_RISK = "acceptors_at_risk";
    public static final String ACCEPTORS_RETAINED = "acceptors_retained";
    public static final String ACCEPTOR_RETENTION = "acceptor_retention";
    public static final String NON_ACCEPTORS_AT_RISK = "non_acceptors_at_risk";
    public static final String NON_ACCEPTORS_RETAINED = "non_acceptors_retained";
    public static final String NON_ACCEPTOR_RETENTION = "non_acceptor_retention";
    public static final String DIFFERENCE = "difference";
    public static final String CI_LOW = "ci_low";
    public static final String CI_HIGH = "ci_high";
    public static final String GONE = "gone";
    public static final String IMMATURE = "immature";
    public static final String ACCEPTORS_CHURNED = "acceptors_churned";
    public static final String NON_ACCEPTORS_CHURNED = "non_acceptors_churned";
    public static final String ACCEPTOR_MONTHS = "acceptor_months";
    public static final String NON_ACCEPTOR_MONTHS = "non_acceptor_months";
    public static final String ACCEPTOR_HAZARD = "acceptor_hazard";
    public static final String NON_ACCEPTOR_HAZARD = "non_acceptor_hazard";
    public static final String HAZARD_RATIO = "hazard_ratio";
    public static final String HAZARD_RATIO_LOW = "hazard_ratio_low";
    public static final String HAZARD_RATIO_HIGH = "hazard_ratio_high";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_acceptor_retention",
                    "K12: how many of those who took an offer, and of those who did not, are still customers later; not randomised.")
            .required(
                    METHOD,
                    STRING,
                    "landmark: both groups start at the presentation, acceptance is frozen when its window ends, accounts gone by then are in neither group; naive_ever_accepted: whoever ever accepted against the rest, favours acceptors because only who stays can accept later; survival: the time after the landmark, accounts still under observation included (Kaplan-Meier); proposal: accepted against declined proposals of services, from the answer on; renewal: contracts on the day they are up for renewal, of accounts that hold a cross-sold item then against the others, retained where the account still pays at its end")
            .required(
                    HORIZON_DAYS,
                    INTEGER,
                    "days after the presentation; for survival after the landmark, for proposal after the answer, for renewal 0")
            .required(OFFER, STRING, "offer, or ALL: each customer once, from the first presentation of any")
            .required(MOTION, STRING, "proposal: proactive, requested, quota_push, or ALL; else ALL")
            .required(ACCEPTORS_AT_RISK, COUNT, "acceptors that were customers at the start, horizon elapsed")
            .required(
                    ACCEPTORS_RETAINED,
                    COUNT,
                    "of them customers at the horizon, those that came back included; survival: observed to the horizon without a churn")
            .optional(
                    ACCEPTOR_RETENTION,
                    FRACTION,
                    "acceptors_retained / acceptors_at_risk; survival: product over the days of churn of (1 - churned / still observed)")
            .required(NON_ACCEPTORS_AT_RISK, COUNT, "the same of non-acceptors; proposal: of those who declined")
            .required(NON_ACCEPTORS_RETAINED, COUNT, "of them retained")
            .optional(NON_ACCEPTOR_RETENTION, FRACTION, "retention of non-acceptors, as that of acceptors")
            .optional(DIFFERENCE, FRACTION, "acceptor_retention - non_acceptor_retention, as a fraction")
            .optional(
                    CI_LOW,
                    REAL,
                    "lower 95 % bound of difference (Newcombe; survival: Greenwood); NULL for naive_ever_accepted")
            .optional(CI_HIGH, REAL, "upper 95 % bound of difference")
            .required(GONE, COUNT, "customers of both groups that were no longer, or not yet, active at the start")
            .required(IMMATURE, COUNT, "customers of both groups whose horizon has not elapsed")
            .optional(ACCEPTORS_CHURNED, COUNT, "survival: acceptors that churned up to the horizon")
            .optional(NON_ACCEPTORS_CHURNED, COUNT, "survival: non-acceptors that churned up to the horizon")
            .optional(
                    ACCEPTOR_MONTHS, FRACTION, "survival: months of 30 days that acceptors were observed as customers")
            .optional(NON_ACCEPTOR_MONTHS, FRACTION, "survival: months of 30 days of non-acceptors")
            .optional(ACCEPTOR_HAZARD, FRACTION, "acceptors_churned / acceptor_months: churns per customer and month")
            .optional(NON_ACCEPTOR_HAZARD, FRACTION, "non_acceptors_churned / non_acceptor_months")
            .optional(HAZARD_RATIO, FRACTION, "acceptor_hazard / non_acceptor_hazard; above 1 acceptors churn faster")
            .optional(HAZARD_RATIO_LOW, REAL, "lower 95 % bound: log ratio with variance 1/churned + 1/churned")
            .optional(HAZARD_RATIO_HIGH, REAL, "upper 95 % bound")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(METHOD, HORIZON_DAYS, OFFER, MOTION))
            .check("retained_at_risk", "acceptors_retained <= acceptors_at_risk")
            .check("non_acceptors_retained_at_risk", "non_acceptors_retained <= non_acceptors_at_risk")
            .check(
                    "interval_finite",
                    "(ci_low IS NULL OR (NOT isnan(ci_low) AND abs(ci_low) < 1e308)) AND (ci_high IS NULL OR (NOT isnan(ci_high) AND abs(ci_high) < 1e308))")
            .build();

    private AcceptorRetention() {}
}
