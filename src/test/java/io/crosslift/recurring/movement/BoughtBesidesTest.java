package io.crosslift.recurring.movement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rows 4 and 16 to 19 of the taxonomy for accounts that also bought something once. */
class BoughtBesidesTest {
    private static final ItemTerms PLATFORM = Made.terms("platform", "platforms", null, "1", "30");
    private static final ItemTerms CARE = Made.terms("care", "services", null, "1", "5");
    private static final ItemTerms RENTAL = Made.terms("rental", "terminals", null, "1", "8");

    @Test
    void aNewItemIsAnAddOnOrComplementOfWhatWasBoughtOnce() {
        assertThat(subscriber()
                        .bought("terminal", "terminals", "2024-12-01", null)
                        .relation("care", "addon_of", "terminal")
                        .item("j", "2025-01-10", null, CARE)
                        .movements())
                .containsExactly("j cross_sell add_on 5.00");
        assertThat(subscriber()
                        .bought("terminal", "terminals", "2024-12-01", null)
                        .relation("care", "complement_of", "terminal")
                        .item("j", "2025-01-10", null, CARE)
                        .movements())
                .containsExactly("j cross_sell complement 5.00");
    }

    @Test
    void aNewItemOfAFamilyBoughtOnceIsMoreOfTheSame() {
        assertThat(subscriber()
                        .bought("terminal", "terminals", "2024-12-01", null)
                        .item("j", "2025-01-10", null, RENTAL)
                        .movements())
                .containsExactly("j up_sell additional_subscription 8.00");
    }

    @Test
    void whatWasReturnedOrIsBoughtThatDayIsNotOwned() {
        assertThat(subscriber()
                        .bought("terminal", "terminals", "2024-12-01", "2025-01-05")
                        .item("j", "2025-01-10", null, RENTAL)
                        .movements())
                .containsExactly("j cross_sell other_product 8.00");
        assertThat(subscriber()
                        .bought("terminal", "terminals", "2025-01-10", null)
                        .item("j", "2025-01-10", null, RENTAL)
                        .movements())
                .containsExactly("j cross_sell other_product 8.00");
    }

    @Test
    void theFirstSubscriptionOfWhoBoughtBeforeIsNewRecurringRevenue() {
        assertThat(Made.account()
                        .bought("terminal", "terminals", "2024-12-01", null)
                        .relation("care", "addon_of", "terminal")
                        .item("j", "2025-01-10", null, CARE)
                        .movements())
                .containsExactly("j new first_purchase 5.00");
    }

    private static Made subscriber() {
        return Made.account().item("i", "2024-06-01", null, PLATFORM);
    }
}
