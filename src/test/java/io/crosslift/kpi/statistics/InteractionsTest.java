package io.crosslift.kpi.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.kpi.statistics.Interactions.Cell;
import io.crosslift.kpi.statistics.Interactions.Contrasts;
import io.crosslift.kpi.statistics.Interactions.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rates in the tests are closed forms; the worked case stands with the table. */
class InteractionsTest {
    private static final Cell BASE = cell("a", "early", "mail", 100, 10);
    private static final Cell LATE = cell("a", "late", "mail", 50, 10);
    private static final Cell APP = cell("a", "early", "app", 50, 10);
    private static final Cell LATE_APP = cell("a", "late", "app", 40, 20);

    @Test
    void theLevelPresentedMostIsTheReference() {
        Interactions interactions = new Interactions(List.of(LATE_APP, APP, LATE, BASE), 1);

        assertThat(interactions.referenceTiming()).isEqualTo("early");
        assertThat(interactions.referenceChannel()).isEqualTo("mail");
        Contrasts contrasts = interactions.of(LATE_APP.setting());
        // (0.5 - 0.2) - (0.2 - 0.1)
        assertThat(contrasts.twoWay().value()).isCloseTo(0.2, within(1e-12));
        assertThat(contrasts.threeWay()).isNull();
        assertThat(contrasts.flag()).isNull();
        assertThat(interactions.of(LATE.setting())).isEqualTo(new Contrasts(null, null, "reference"));
    }

    @Test
    void oneLevelOfAFactorLeavesNothingToCompare() {
        // two channels, but not of one offer
        Cell elsewhere = cell("b", "late", "app", 10, 1);
        Interactions interactions = new Interactions(List.of(BASE, LATE, elsewhere), 1);

        assertThat(interactions.of(LATE.setting()).flag()).isEqualTo("one_level");
        assertThat(interactions.of(elsewhere.setting()).flag()).isEqualTo("one_level");
    }

    @Test
    void aCellThatWasNeverPresentedLeavesNoContrast() {
        Interactions interactions = new Interactions(List.of(BASE, LATE, LATE_APP), 1);

        assertThat(interactions.of(LATE_APP.setting())).isEqualTo(new Contrasts(null, null, "missing_cell"));
    }

    @Test
    void anotherOfferWithHolesKeepsItsOwnContrast() {
        Interactions interactions =
                new Interactions(List.of(cell("b", "early", "mail", 1000, 100), BASE, LATE, APP, LATE_APP), 1);

        Contrasts contrasts = interactions.of(LATE_APP.setting());
        assertThat(interactions.referenceOffer()).isEqualTo("b");
        assertThat(contrasts.twoWay().value()).isCloseTo(0.2, within(1e-12));
        assertThat(contrasts.threeWay()).isNull();
        assertThat(contrasts.flag()).isEqualTo("missing_cell");
    }

    @Test
    void aContrastOfASmallCellIsShownAndFlagged() {
        Interactions interactions = new Interactions(List.of(BASE, LATE, APP, LATE_APP), 50);

        assertThat(interactions.of(LATE_APP.setting()).twoWay()).isNotNull();
        assertThat(interactions.of(LATE_APP.setting()).flag()).isEqualTo("small_cell");
    }

    private static Cell cell(String offer, String timing, String channel, long presented, long converted) {
        return new Cell(new Setting(offer, timing, channel), presented, converted);
    }
}
