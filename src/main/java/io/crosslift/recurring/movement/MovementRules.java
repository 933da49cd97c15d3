package io.crosslift.recurring.movement;

import io.crosslift.expansion.RelationGraph;
import java.time.LocalDate;

/**
 * What movements are judged by, the same for every account.
 *
 * @param table decision table
 * @param relations relations of products
 * @param prices list prices, for the price of a tier at the old book
 * @param rates exchange rates
 * @param asOf last day included; later changes are scheduled, and none until then
 * @param gapToleranceDays a gap of so many days is no gap
 */
public record MovementRules(
        DecisionTable table,
        RelationGraph relations,
        PriceList prices,
        Rates rates,
        LocalDate asOf,
        int gapToleranceDays) {}
