package io.crosslift.lift;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of an experiment need to know beside its aggregate.
 *
 * @param linkedControls eligible control units that share a parent account with a treated one
 * @param firstSale first local day on which a sale is known, or null
 * @param tails caps and quantiles of outcomes
 * @param cost of the programme while the experiment ran, above 0; null where none is known
 * @param beside the experiments that run at the same time
 * @param looks of its group sequential test; null where it has none
 */
record LiftFacts(
        long linkedControls,
        @Nullable LocalDate firstSale,
        OutcomeTails tails,
        @Nullable BigDecimal cost,
        Beside beside,
        @Nullable PlannedLooks looks) {}
