package io.crosslift.recurring.movement;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A change of what an account owns of a family by paying for it.
 *
 * @param family product family
 * @param day local day
 * @param at instant, microseconds since the epoch
 * @param owned owned from now on
 * @param tier highest tier paid for, or null where none has one
 * @param since first instant of the present ownership, microseconds since the epoch
 */
public record FamilyChange(
        String family,
        LocalDate day,
        long at,
        boolean owned,
        @Nullable Integer tier,
        long since) {}
