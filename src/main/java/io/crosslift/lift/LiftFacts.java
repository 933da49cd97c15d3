package io.crosslift.lift;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of an experiment need to know beside its aggregate.
 *
 * @param linkedControls eligible control units that share a parent account with a treated one
 * @param known from which day on sales are known
 * @param tails caps and quantiles of outcomes
 * @param cost of the programme while the experiment ran, above 0; null where none is known
 * @param beside the experiments that run at the same time
 * @param looks of its group sequential test; null where it has none
 */
record LiftFacts(
        long linkedControls,
        KnownSales known,
        OutcomeTails tails,
        @Nullable BigDecimal cost,
        Beside beside,
        @Nullable PlannedLooks looks) {}
