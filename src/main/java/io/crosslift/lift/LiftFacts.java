package io.crosslift.lift;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of an experiment need to know beside its aggregate.
 *
 * @param linkedControls eligible control units that share a parent account with a treated one
 * @param firstSale first local day on which a sale is known, or null
 * @param tails caps and quantiles of outcomes
 * @param cost of the programme while the experiment ran, above 0; null where none is known
 * @param concurrent control arms of the experiments that run at the same time, by the segment type of their arms
 * @param looks of its group sequential test; null where it has none
 */
record LiftFacts(
        long linkedControls,
        @Nullable LocalDate firstSale,
        OutcomeTails tails,
        @Nullable BigDecimal cost,
        Map<String, String> concurrent,
        @Nullable PlannedLooks looks) {}
