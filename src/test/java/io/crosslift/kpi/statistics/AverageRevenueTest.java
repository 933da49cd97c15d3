package io.crosslift.kpi.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.kpi.statistics.AverageRevenue.Group;
import io.crosslift.testing.CsvResource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AverageRevenueTest {
    private static final String CASE = "/golden/kpi/15_arpa_mix/";

    @Test
    void everySegmentPaysMoreAndTheAverageFalls() {
        List<Group> groups = CsvResource.rows(CASE + "in_segments.csv").stream()
                .map(line ->
                        group(line.get("accounts_0"), line.get("mrr_0"), line.get("accounts_1"), line.get("mrr_1")))
                .toList();
        Map<String, String> expected = CsvResource.rows(CASE + "expected.csv").get(0);

        AverageRevenue average = AverageRevenue.of(total(groups), groups);

        assertThat(average)
                .isEqualTo(new AverageRevenue(
                        new BigDecimal(expected.get("arpa_0")),
                        new BigDecimal(expected.get("arpa_1")),
                        new BigDecimal(expected.get("arpa_uplift")),
                        new BigDecimal(expected.get("uplift_ratio")),
                        new BigDecimal(expected.get("rate_effect")),
                        new BigDecimal(expected.get("mix_effect"))));
    }

    @Test
    void accountsInNoGroupAreOneMore() {
        Group small = group("80", "4000.00", "120", "6600.00");
        Group large = group("20", "10000.00", "20", "10400.00");
        Group all = total(List.of(small, large));

        assertThat(AverageRevenue.of(all, List.of(small))).isEqualTo(AverageRevenue.of(all, List.of(small, large)));
    }

    @Test
    void aSegmentThatIsNewOrGoneIsMixAlone() {
        Group stays = group("10", "100.00", "10", "100.00");
        Group comes = group("0", "0.00", "10", "300.00");

        AverageRevenue average = AverageRevenue.of(total(List.of(stays, comes)), List.of(stays, comes));

        assertThat(average.uplift()).isEqualByComparingTo("10");
        assertThat(average.rateEffect()).isEqualByComparingTo("0");
        assertThat(average.mixEffect()).isEqualByComparingTo("10");
    }

    @Test
    void withoutAccountsThereIsNoAverageAndNoUplift() {
        AverageRevenue average = AverageRevenue.of(group("0", "0.00", "4", "10.00"), List.of());

        assertThat(average.before()).isNull();
        assertThat(average.after()).isEqualByComparingTo("2.5");
        assertThat(average.uplift()).isNull();
        assertThat(average.rateEffect()).isNull();
    }

    @Test
    void aRatioToNothingIsNone() {
        assertThat(AverageRevenue.of(group("4", "0.00", "4", "10.00"), List.of())
                        .ratio())
                .isNull();
    }

    @Property(tries = 300)
    void effectsAddUpWhateverTheOrderOfTheGroups(@ForAll("segments") List<Group> groups, @ForAll long seed) {
        AverageRevenue average = AverageRevenue.of(total(groups), groups);
        List<Group> shuffled = new ArrayList<>(groups);
        Collections.shuffle(shuffled, new java.util.Random(seed));

        assertThat(AverageRevenue.of(total(groups), shuffled)).isEqualTo(average);
        BigDecimal uplift = average.uplift();
        BigDecimal rate = average.rateEffect();
        BigDecimal mix = average.mixEffect();
        if (uplift != null && rate != null && mix != null) {
            assertThat(rate.add(mix)).isEqualByComparingTo(uplift);
        }
    }

    @Property(tries = 200)
    void segmentsThatPayMoreByTheSameSumMakeThatTheRateEffect(
            @ForAll("segments") List<Group> groups, @ForAll("cents") BigDecimal raise) {
        List<Group> raised = groups.stream()
                .map(group -> new Group(
                        group.accountsBefore(),
                        group.revenueBefore(),
                        // As many as before, or more: the averages are the old ones plus the raise.
                        group.accountsBefore() * 2,
                        group.revenueBefore()
                                .multiply(BigDecimal.valueOf(2))
                                .add(raise.multiply(BigDecimal.valueOf(group.accountsBefore() * 2)))))
                .toList();
        AverageRevenue average = AverageRevenue.of(total(raised), raised);

        if (total(raised).accountsBefore() > 0) {
            assertThat(average.rateEffect()).isEqualByComparingTo(raise);
            assertThat(average.mixEffect()).isEqualByComparingTo("0");
        }
    }

    @Provide
    Arbitrary<List<Group>> segments() {
        return Combinators.combine(accounts(), cents(), accounts(), cents())
                .as((before, paid, after, pays) -> new Group(
                        before,
                        paid.multiply(BigDecimal.valueOf(before)),
                        after,
                        pays.multiply(BigDecimal.valueOf(after))))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<BigDecimal> cents() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, new BigDecimal("99999.99"))
                .ofScale(2);
    }

    private static Arbitrary<Long> accounts() {
        return Arbitraries.longs().between(0, 1_000_000);
    }

    private static Group group(String before, String paid, String after, String pays) {
        return new Group(Long.parseLong(before), new BigDecimal(paid), Long.parseLong(after), new BigDecimal(pays));
    }

    private static Group total(List<Group> groups) {
        return groups.stream()
                .reduce((one, other) -> new Group(
                        one.accountsBefore() + other.accountsBefore(),
                        one.revenueBefore().add(other.revenueBefore()),
                        one.accountsAfter() + other.accountsAfter(),
                        one.revenueAfter().add(other.revenueAfter())))
                .orElseThrow();
    }
}
