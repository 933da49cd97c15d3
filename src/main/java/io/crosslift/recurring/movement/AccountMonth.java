package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;

/**
 * The recurring revenue of an account in one currency over one month: a row of F3.
 *
 * @param month first day of the month
 * @param currency currency billed in
 * @param opening worth at the end of the month before
 * @param movements sum of MRR movements by class, gains positive and losses negative
 * @param closing worth at the end of the month, or of as-of
 * @param openingRate rate of the last day of the month before
 * @param closingRate rate of the month's last day, or of as-of
 * @param seats quantity of the items active at the end
 * @param families families active at the end
 */
public record AccountMonth(
        LocalDate month,
        String currency,
        Worth opening,
        Map<String, BigDecimal> movements,
        Worth closing,
        BigDecimal openingRate,
        BigDecimal closingRate,
        long seats,
        long families) {}
