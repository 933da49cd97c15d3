package io.crosslift.recurring.movement;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A subscription while its status stays the same.
 *
 * @param subscriptionId subscription
 * @param span when it holds
 * @param status status
 * @param serviceEnd first day without service, or null while none is set; by the settings the day service ends or the day it was
 *     cancelled
 * @param serviceEndAt that instant, microseconds since the epoch
 * @param movedIn another account paid for it until it began
 * @param movedOut another account pays for it from its end on
 */
public record SubscriptionVersion(
        String subscriptionId,
        Span span,
        Status status,
        @Nullable LocalDate serviceEnd,
        long serviceEndAt,
        boolean movedIn,
        boolean movedOut) {
    /** Statuses of a subscription. Past due still counts: dunning is not over. */
    public enum Status {
        TRIALING(Standing.TRIAL),
        ACTIVE(Standing.ACTIVE),
        PAST_DUE(Standing.ACTIVE),
        PAUSED(Standing.PAUSED),
        CANCELLED(Standing.ACTIVE),
        UNPAID(Standing.LAPSED),
        EXPIRED(Standing.ENDED);

        private final Standing standing;

        Status(Standing standing) {
            this.standing = standing;
        }
    }

    /** Whether its items are paid for until service ends. */
    boolean isPaid() {
        return status.standing == Standing.ACTIVE;
    }

    /** Where its items stand on a day it covers. */
    Standing standingOn(LocalDate day) {
        if (serviceEnd != null && !day.isBefore(serviceEnd)) {
            return status == Status.UNPAID ? Standing.LAPSED : Standing.ENDED;
        }
        return status.standing;
    }
}
