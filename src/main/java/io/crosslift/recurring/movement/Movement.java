package io.crosslift.recurring.movement;

import java.time.LocalDate;

/**
 * One component of a change of recurring revenue: a row of F2.
 *
 * @param itemId item
 * @param day local day it took effect
 * @param at newest instant of the item's changes of the day, microseconds since the epoch; {@link Long#MIN_VALUE} where a day only is
 *     known
 * @param decision line of the decision table
 * @param delta change
 * @param terms terms after the change, or before it where the item ends
 * @param trialConversion the item was on trial or free before
 */
public record Movement(
        String itemId,
        LocalDate day,
        long at,
        DecisionRow decision,
        Worth delta,
        ItemTerms terms,
        boolean trialConversion) {}
