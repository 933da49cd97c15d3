package io.crosslift.recurring.movement;

import static io.crosslift.recurring.movement.Made.account;
import static io.crosslift.recurring.movement.Made.discounted;
import static io.crosslift.recurring.movement.Made.due;
import static io.crosslift.recurring.movement.Made.in;
import static io.crosslift.recurring.movement.Made.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.recurring.movement.Situation.AccountChange;
import io.crosslift.recurring.movement.Situation.Change;
import io.crosslift.recurring.movement.Situation.Direction;
import io.crosslift.recurring.movement.Situation.ProductLink;
import io.crosslift.recurring.movement.SubscriptionVersion.Status;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The decision table as a whole, and its rows that the worked cases leave out. */
class TaxonomyTest {
    @Test
    void theTableHasEveryRowOfTheTaxonomyAndAVersion() {
        assertThat(DecisionTable.STANDARD.version()).isEqualTo("1");
        assertThat(DecisionTable.STANDARD.rows().stream().map(DecisionRow::row).collect(Collectors.toSet()))
                .isEqualTo(IntStream.rangeClosed(1, 26).boxed().collect(Collectors.toSet()));
    }

    @Test
    void noLineIsHiddenBehindTheOnesBeforeIt() {
        assertThat(DecisionTable.STANDARD.rows()).allSatisfy(row -> assertThat(row.accounts().stream()
                        .anyMatch(account -> row.changes().stream().anyMatch(change -> row.directions().stream()
                                .anyMatch(direction -> row.relations().stream()
                                        .anyMatch(relation -> DecisionTable.STANDARD
                                                .decide(new Situation(account, change, direction, relation))
                                                .equals(row))))))
                .as("row %s %s", row.row(), row.reason())
                .isTrue());
    }

    @Test
    void everyComponentOfAContinuingAccountIsDecidedWhicheverWayItGoes() {
        Set<Change> components =
                EnumSet.of(Change.TIER, Change.PRICE, Change.SEAT, Change.TERM, Change.DISCOUNT, Change.SWAP);
        for (Change change : components) {
            for (Direction direction : EnumSet.of(Direction.UP, Direction.DOWN)) {
                Situation situation = new Situation(AccountChange.CONTINUING, change, direction, ProductLink.NONE);
                assertThat(DecisionTable.STANDARD.decide(situation).movementClass())
                        .as("%s %s", change, direction)
                        .isIn("up_sell", "cross_sell", "contraction")
                        .isNotEqualTo(direction == Direction.UP ? "contraction" : "up_sell");
            }
        }
        for (ProductLink link : EnumSet.complementOf(EnumSet.of(ProductLink.NONE))) {
            Situation added = new Situation(AccountChange.CONTINUING, Change.ITEM_ADDED, Direction.UP, link);
            assertThat(DecisionTable.STANDARD.decide(added).isCommercial()).isTrue();
        }
    }

    @Test
    void aTableWithoutVersionOrWithAShortRowIsRefused() {
        assertThatThrownBy(() -> DecisionTable.parse("row,account\n1,*")).hasMessageContaining("# version");
        assertThatThrownBy(() -> DecisionTable.parse("# version 2\nheader\n1,*,fx"))
                .hasMessageContaining("10 cells, had 3");
    }

    @Test
    void newItemsAreToldApartByWhatTheAccountOwns() {
        Made made = account()
                .relation("add", "addon_of", "base")
                .relation("comp", "complement_of", "base")
                .item("0", "2024-06-01", null, terms("base", "core", null, "1", "50"))
                .item("1", "2025-01-02", null, terms("add", "extras", null, "1", "10"))
                .item("2", "2025-01-03", null, terms("comp", "others", null, "1", "20"))
                .item("3", "2025-01-04", null, terms("far", "elsewhere", null, "1", "30"))
                .item("4", "2025-01-05", null, terms("base", "core", null, "1", "50"));

        assertThat(made.movements())
                .containsExactly(
                        "1 cross_sell add_on 10.00",
                        "2 cross_sell complement 20.00",
                        "3 cross_sell other_product 30.00",
                        "4 up_sell additional_subscription 50.00");
    }

    @Test
    void aPauseIsChurnOfTheWholeAccountAndResumptionItsReactivation() {
        Made made = account()
                .item("i", "2024-06-01", null, terms("base", "core", null, "1", "50"))
                .status(Status.ACTIVE, "2024-06-01", "2025-01-05")
                .status(Status.PAUSED, "2025-01-05", "2025-01-20")
                .status(Status.ACTIVE, "2025-01-20", null)
                .tolerance(30);

        assertThat(made.movements()).containsExactly("i churn pause -50.00", "i reactivation resume 50.00");
    }

    @Test
    void aCancelledSubscriptionLastsUntilServiceEndsAndAnUnpaidOneEndsInvoluntarily() {
        ItemTerms terms = terms("base", "core", null, "1", "50");
        Made cancelled = account()
                .item("i", "2024-06-01", null, terms)
                .status(Status.ACTIVE, "2024-06-01", "2025-01-05")
                .status(Status.CANCELLED, "2025-01-05", null, "2025-01-25");
        Made unpaid = account()
                .item("i", "2024-06-01", null, terms)
                .status(Status.PAST_DUE, "2024-06-01", "2025-01-05")
                .status(Status.UNPAID, "2025-01-05", null);

        assertThat(cancelled.replayed().movements())
                .extracting(
                        movement -> movement.day() + " " + movement.decision().reason())
                .containsExactly("2024-06-01 first_purchase", "2025-01-25 account_zero");
        assertThat(unpaid.movements()).containsExactly("i churn involuntary -50.00");
    }

    @Test
    void aGapWithinTheToleranceLeavesOnlyTheNetChange() {
        Made made = account()
                .item("i", "2024-06-01", "2025-01-05", terms("base", "core", null, "1", "50"))
                .item("i", "2025-01-10", null, terms("base", "core", null, "1", "60"));
        Made other = account()
                .item("i", "2024-06-01", "2025-01-05", terms("base", "core", null, "1", "50"))
                .item("k", "2025-01-10", null, terms("far", "elsewhere", null, "1", "60"));

        assertThat(made.movements())
                .containsExactly("i churn account_zero -50.00", "i reactivation returning_account 60.00");
        assertThat(made.tolerance(5).movements()).containsExactly("i up_sell price 10.00");
        assertThat(other.tolerance(5).movements())
                .containsExactly("i contraction item_removed -50.00", "k cross_sell other_product 60.00");
    }

    @Test
    void seatsTermsAndDiscountsOfAContinuingItem() {
        ItemTerms monthly = terms("base", "core", null, "2", "10");
        ItemTerms yearly = due(Made.YEARLY, terms("base", "core", null, "3", "108"));
        ItemTerms less = discounted(new Discount(Discount.Kind.FOREVER, BigDecimal.TEN, BigDecimal.ZERO, null), yearly);
        Made made = account()
                .item("i", "2024-06-01", "2025-01-05", monthly)
                .item("i", "2025-01-05", "2025-01-10", yearly)
                .item("i", "2025-01-10", "2025-01-20", less)
                .item("i", "2025-01-20", null, yearly);

        // Two seats at 10.00 become three at 9.00 a month: + 10.00 for the seat, - 3.00 for the term.
        assertThat(made.movements())
                .containsExactly(
                        "i up_sell seat 10.00",
                        "i contraction term -3.00",
                        "i contraction discount -2.70",
                        "i up_sell discount_end 2.70");
    }

    @Test
    void theEndOfACouponMovesBilledRevenueOnly() {
        Discount coupon = new Discount(
                Discount.Kind.REPEATING, BigDecimal.valueOf(50), BigDecimal.ZERO, java.time.LocalDate.of(2025, 1, 15));
        Made made = account().item("i", "2024-06-01", null, discounted(coupon, terms("base", "core", null, "1", "30")));

        assertThat(made.replayed().movements())
                .extracting(movement -> movement.decision().movementClass() + " "
                        + movement.delta().mrr() + " " + movement.delta().billed())
                .containsExactly("new 30.00 15.00", "renewal 0.00 15.00");
    }

    @Test
    void aCurrencySwitchMovesTheOldAmountAndOnlyTheRestIsAChangeOfTerm() {
        Rates rates = (currency, day) -> new BigDecimal(currency.equals("EUR") ? "1.10" : "1");
        Made made = account()
                .rates(rates)
                .item("i", "2024-06-01", "2025-01-05", in("EUR", terms("base", "core", null, "1", "50")))
                .item("i", "2025-01-05", null, terms("base", "core", null, "1", "60"));

        assertThat(made.movements())
                .containsExactly(
                        "i transfer_out transfer -55.00", "i transfer_in transfer 55.00", "i up_sell term 5.00");
    }

    @Test
    void changesAfterAsOfAreScheduledAndNoneUntilThen() {
        Made made = account()
                .item("i", "2024-06-01", "2025-02-05", terms("base", "core", null, "1", "50"))
                .item("i", "2025-02-05", null, terms("base", "core", null, "2", "50"));

        assertThat(made.movements()).isEmpty();
        assertThat(made.asOf("2025-02-05").movements()).containsExactly("i up_sell seat 50.00");
    }

    @Test
    void ofSeveralVersionsInADayTheLastCounts() {
        Made made = account()
                .item("i", "2025-01-05", "2025-01-05", terms("base", "core", null, "1", "50"))
                .item("i", "2025-01-05", null, terms("base", "core", null, "3", "50"));

        assertThat(made.movements()).containsExactly("i new first_purchase 150.00");
    }

    @Test
    void whatEndsOnTheDayItsSubscriptionMovesEndsWhereItMovesTo() {
        Made before = account()
                .item("kept", "2024-05-01", null, terms("seats", "seats", null, "1", "10.00"))
                .item("ended", "2024-05-01", "2025-01-15", terms("backup", "backup", null, "1", "20.00"))
                .movedOut("2025-01-15");
        Made after = account()
                .item("kept", "2024-05-01", null, terms("seats", "seats", null, "1", "10.00"))
                .item("ended", "2024-05-01", "2025-01-15", terms("backup", "backup", null, "1", "20.00"))
                .movedIn("2025-01-15");

        assertThat(before.movements())
                .containsExactlyInAnyOrder(
                        "kept transfer_out account_transfer -10.00", "ended transfer_out account_transfer -20.00");
        assertThat(after.movements())
                .containsExactlyInAnyOrder(
                        "kept transfer_in account_transfer 10.00",
                        "ended transfer_in account_transfer 20.00",
                        "ended contraction item_removed -20.00");
    }
}
