package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K18: conversion of every combination of offer, timing, channel and framing, and how far they depend on each other. */
public final class Interaction {
    public static final String SELL_TYPE = "sell_type";
    public static final String OFFER = "offer";
    public static final String TIMING = "timing";
    public static final String CHANNEL = "channel";
    public static final String FRAMING = "framing";
    public static final String PRESENTED = "presented";
    public static final String CONVERTED = "converted";
    public static final String IMMATURE = "immature";
    public static final String RATE = "rate";
    public static final String REFERENCE_OFFER = "reference_offer";
    public static final String REFERENCE_TIMING = "reference_timing";
    public static final String REFERENCE_CHANNEL = "reference_channel";
    public static final String CONTRAST_2WAY = "contrast_2way";
    public static final String CONTRAST_2WAY_LOW = "contrast_2way_low";
    public static final String CONTRAST_2WAY_HIGH = "contrast_2way_high";
    public static final String CONTRAST_3WAY = "contrast_3way";
    public static final String CONTRAST_3WAY_LOW = "contrast_3way_low";
    public static final String CONTRAST_3WAY_HIGH = "contrast_3way_high";
    public static final String FLAG = "flag";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_interaction",
                    "K18: conversion of every combination of offer, timing, channel and framing, and how far they depend on each other; descriptive unless an experiment dealt them.")
            .required(SELL_TYPE, STRING, "cross_sell or up_sell")
            .required(OFFER, STRING, "offer, or ALL")
            .required(TIMING, STRING, "time since the last purchase, (none) before the first, or ALL")
            .required(CHANNEL, STRING, "channel, or ALL")
            .required(FRAMING, STRING, "copy variant, (none) where the source names none, or ALL")
            .required(PRESENTED, COUNT, "customers presented with it in this setting, windows elapsed")
            .required(CONVERTED, COUNT, "of them accepted, bought and kept something")
            .required(
                    IMMATURE, COUNT, "customers whose purchase or return window has not elapsed, counted nowhere else")
            .optional(RATE, FRACTION, "converted / presented")
            .optional(REFERENCE_OFFER, STRING, "offer that contrast_3way compares with: the one presented most")
            .optional(REFERENCE_TIMING, STRING, "timing compared with: the one presented most over all offers")
            .optional(REFERENCE_CHANNEL, STRING, "channel compared with: the one presented most over all offers")
            .optional(
                    CONTRAST_2WAY,
                    FRACTION,
                    "(rate - rate in the reference channel) - (rate at the reference timing - rate at both references), same offer and framing")
            .optional(CONTRAST_2WAY_LOW, REAL, "lower 95 % bound")
            .optional(CONTRAST_2WAY_HIGH, REAL, "upper 95 % bound")
            .optional(CONTRAST_3WAY, FRACTION, "contrast_2way - contrast_2way of the reference offer")
            .optional(CONTRAST_3WAY_LOW, REAL, "lower 95 % bound")
            .optional(CONTRAST_3WAY_HIGH, REAL, "upper 95 % bound")
            .optional(
                    FLAG,
                    STRING,
                    "why a contrast is missing or weak: marginal; one_level: the offer was made at one timing or in one channel; reference; missing_cell; small_cell")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(SELL_TYPE, OFFER, TIMING, CHANNEL, FRAMING))
            .check("converted_presented", "converted <= presented")
            .build();

    private Interaction() {}
}
