package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.util.List;

/**
 * How recurring revenue is told.
 *
 * @param gapToleranceDays an item or account that comes back within so many days never left
 * @param churnDate {@code service-end} or {@code cancel-date}
 * @param valueBasis {@code arr_delta} or {@code mrr_delta}: what a recurring conversion is worth
 * @param retentionMonths lengths of the windows of retention
 */
public record RecurringSettings(
        int gapToleranceDays, String churnDate, String valueBasis, List<Integer> retentionMonths) {
    /** Revenue ends when service does. */
    public static final String SERVICE_END = "service-end";
    /** Revenue ends when the customer cancels. */
    public static final String CANCEL_DATE = "cancel-date";

    public RecurringSettings {
        check(gapToleranceDays >= 0, "recurring.gap-tolerance must not be negative, was %s days", gapToleranceDays);
        check(
                List.of(SERVICE_END, CANCEL_DATE).contains(churnDate),
                "recurring.churn-date must be service-end or cancel-date, was %s",
                churnDate);
        check(
                List.of("arr_delta", "mrr_delta").contains(valueBasis),
                "recurring.value-basis must be arr_delta or mrr_delta, was %s",
                valueBasis);
        check(
                retentionMonths.stream().allMatch(months -> months >= 1),
                "recurring.retention-months must be positive, were %s",
                retentionMonths);
        retentionMonths = List.copyOf(retentionMonths);
    }

    /** Whether revenue ends when the customer cancels. */
    public boolean endsAtCancellation() {
        return churnDate.equals(CANCEL_DATE);
    }
}
