package io.crosslift.recurring.movement;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.recurring.movement.SubscriptionVersion.Status;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaidSpanTest {
    private static final ItemTerms BASIC = Made.terms("basic", "plans", 1, "1", "10");
    private static final ItemTerms PRO = Made.terms("pro", "plans", 2, "1", "20");

    @Test
    void anItemIsPaidForWhileItAndItsSubscriptionLast() {
        List<SubscriptionVersion> subscription = List.of(status(Status.ACTIVE, "2025-01-05", "2025-06-01", null));

        assertThat(spans(subscription, item("2025-01-01", "2025-03-01", BASIC)))
                .containsExactly("basic 2025-01-05 2025-03-01");
        assertThat(spans(subscription, item("2025-02-01", null, BASIC))).containsExactly("basic 2025-02-01 2025-06-01");
    }

    @Test
    void aTrialAPauseAndAFreeTimeAreNotPaidFor() {
        List<SubscriptionVersion> subscription = List.of(
                status(Status.TRIALING, "2025-01-01", "2025-01-15", null),
                status(Status.ACTIVE, "2025-01-15", "2025-02-01", null),
                status(Status.PAUSED, "2025-02-01", "2025-03-01", null),
                status(Status.PAST_DUE, "2025-03-01", "2025-03-10", null),
                status(Status.UNPAID, "2025-03-10", null, null));

        assertThat(spans(subscription, item("2025-01-01", null, BASIC)))
                .containsExactly("basic 2025-01-15 2025-02-01", "basic 2025-03-01 2025-03-10");
        assertThat(spans(subscription, item("2025-01-01", null, Made.terms("basic", "plans", 1, "1", "0"))))
                .isEmpty();
    }

    @Test
    void aCancelledSubscriptionIsPaidForUntilServiceEnds() {
        List<SubscriptionVersion> subscription = List.of(
                status(Status.ACTIVE, "2025-01-01", "2025-02-10", null),
                status(Status.CANCELLED, "2025-02-10", null, "2025-03-01"));

        assertThat(spans(subscription, item("2025-01-01", null, BASIC))).containsExactly("basic 2025-01-01 2025-03-01");
    }

    @Test
    void moreSeatsAreTheSameHoldingAndAnotherProductIsAnother() {
        List<SubscriptionVersion> subscription = List.of(status(Status.ACTIVE, "2025-01-01", null, null));

        assertThat(spans(
                        subscription,
                        item("2025-03-01", null, PRO),
                        item("2025-02-01", "2025-03-01", Made.terms("basic", "plans", 1, "5", "10")),
                        item("2025-01-01", "2025-02-01", BASIC)))
                .containsExactly("basic 2025-01-01 2025-03-01", "pro 2025-03-01 null");
    }

    @Test
    void aGapIsAGap() {
        List<SubscriptionVersion> subscription = List.of(status(Status.ACTIVE, "2025-01-01", null, null));

        assertThat(spans(
                        subscription, item("2025-01-01", "2025-02-01", BASIC), item("2025-02-02", "2025-03-01", BASIC)))
                .containsExactly("basic 2025-01-01 2025-02-01", "basic 2025-02-02 2025-03-01");
    }

    private static List<String> spans(List<SubscriptionVersion> subscription, ItemVersion... items) {
        return PaidSpan.of(Arrays.asList(items), subscription).stream()
                .map(span -> span.productId() + " " + day(span.from()) + " " + day(span.to()))
                .toList();
    }

    private static @Nullable LocalDate day(long micros) {
        return micros == Long.MAX_VALUE ? null : LocalDate.ofEpochDay(micros / 86_400_000_000L);
    }

    private static ItemVersion item(String from, @Nullable String to, ItemTerms terms) {
        return new ItemVersion("i", "S", Made.span(from, to), terms, null, false);
    }

    private static SubscriptionVersion status(
            Status status, String from, @Nullable String to, @Nullable String serviceEnd) {
        LocalDate end = serviceEnd == null ? null : LocalDate.parse(serviceEnd);
        return new SubscriptionVersion(
                "S", Made.span(from, to), status, end, end == null ? 0 : Made.micros(end), false, false);
    }
}
