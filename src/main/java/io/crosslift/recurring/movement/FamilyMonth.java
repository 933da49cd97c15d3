package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * The recurring revenue of one family of an account in one currency over one month.
 *
 * @param month first day of the month
 * @param family product family
 * @param currency currency billed in
 * @param opening worth at the end of the month before
 * @param closing worth at the end of the month, or of as-of
 * @param openingRate rate of the last day of the month before
 */
public record FamilyMonth(
        LocalDate month, String family, String currency, Worth opening, Worth closing, BigDecimal openingRate) {}
