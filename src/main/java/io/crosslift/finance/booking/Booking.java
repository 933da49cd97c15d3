package io.crosslift.finance.booking;

import io.crosslift.finance.ledger.Reason;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What became of a contract.
 *
 * @param contract as it was signed
 * @param effective day of the movements that brought it, or null where none did
 * @param value ARR of those movements in the reporting currency; of a renewal the ARR that goes on
 * @param reason why they differ from what was signed, or come in another month; null where they agree
 */
public record Booking(
        SignedContract contract,
        @Nullable LocalDate effective,
        BigDecimal value,
        @Nullable Reason reason) {}
