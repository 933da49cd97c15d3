package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.RatioCovariateAdjusted.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostStratifiedTest {
    private static final String GOLDEN = "lift/gbstats_post_stratification";

    static List<Golden.Reference> references() {
        return Golden.references(GOLDEN);
    }

    @ParameterizedTest
    @MethodSource("references")
    void agreesWithGrowthBook(Golden.Reference reference) {
        Quantity outcome = reference.name().startsWith("count") ? Quantity.mean(0) : Quantity.ratio(0, 1);
        Lift lift = new PostStratified(outcome, Confidence.TWO_SIDED_95, Convention.GROWTHBOOK)
                .estimate(strata("b"), strata("a"));

        Estimate estimate = reference.name().endsWith("abs") ? lift.difference() : lift.relative();
        reference.matches(reference.field().equals("est") ? estimate.value() : estimate.standardError());
    }

    @Test
    void oneStratumIsWelchsTest() {
        Moments treatment = Samples.column(12, 14, 16, 18, 20, 13);
        Moments control = Samples.column(10, 11, 12, 13, 9);

        Lift stratified = new PostStratified(0).estimate(List.of(treatment), List.of(control));
        Lift welch = new MeanDifference(0).estimate(treatment, control);

        assertThat(stratified.difference().standardError())
                .isCloseTo(welch.difference().standardError(), within(1e-14));
        assertThat(stratified.difference().degreesOfFreedom())
                .isCloseTo(welch.difference().degreesOfFreedom(), within(1e-12));
        assertThat(stratified.relative().low()).isLessThan(stratified.relative().value());
        assertThat(stratified.incrementalTotal().value())
                .isCloseTo(welch.incrementalTotal().value(), within(1e-12));
    }

    @Test
    void strataThatTheArmsHoldInOtherSharesNoLongerBiasTheDifference() {
        // The effect is 1 in both strata; the treatment arm has more of the rich one.
        Moments poorT = rows(new double[][] {{1}, {3}});
        Moments richT = rows(new double[][] {{101}, {103}, {101}, {103}});
        Moments poorC = rows(new double[][] {{0}, {2}, {0}, {2}});
        Moments richC = rows(new double[][] {{100}, {102}});

        Lift lift = new PostStratified(0).estimate(List.of(poorT, richT), List.of(poorC, richC));

        assertThat(lift.difference().value()).isCloseTo(1, within(1e-12));
        assertThat(lift.treatment().value() - lift.control().value()).isGreaterThan(30);
    }

    @Test
    void aStratumThatAnArmLacksIsLeftOutAndSaid() {
        Moments some = Samples.column(1, 2, 3);
        Moments other = Samples.column(2, 3, 5);

        Lift lift = new PostStratified(0).estimate(List.of(some, other), List.of(other, Moments.empty(1)));

        assertThat(lift.difference().value()).isCloseTo(2 - 10.0 / 3, within(1e-14));
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.STRATUM_LEFT_OUT);
        assertThat(new PostStratified(0)
                        .estimate(List.of(Samples.column(1)), List.of(Samples.column(2)))
                        .difference()
                        .value())
                .isNull();
    }

    @Test
    void thePlainDifferenceIsTheSameAsASignedSumOfColumns() {
        Moments treatment = rows(new double[][] {{10, 4}, {12, 7}, {9, 3}, {15, 6}});
        Moments control = rows(new double[][] {{8, 5}, {7, 5}, {9, 8}, {6, 4}});

        Estimate net = new SignedSum(
                        "net", List.of(new SignedSum.Term(0, 1), new SignedSum.Term(1, 1)), Confidence.TWO_SIDED_95)
                .estimate(treatment, control)
                .difference();
        Estimate direct = new MeanDifference(0)
                .estimate(Samples.column(14, 19, 12, 21), Samples.column(13, 12, 17, 10))
                .difference();

        assertThat(net.value()).isCloseTo(direct.value(), within(1e-14));
        assertThat(net.standardError()).isCloseTo(direct.standardError(), within(1e-13));
        assertThat(net.p()).isCloseTo(direct.p(), within(1e-13));
    }

    private static List<Moments> strata(String arm) {
        List<Moments> strata = new ArrayList<>();
        for (Map<String, String> row : Golden.rows(GOLDEN + "/inputs.csv")) {
            if (row.get("arm").equals(arm)) {
                strata.add(Samples.fromSums(
                        Long.parseLong(row.get("n")),
                        Double.parseDouble(row.get("sum_y")),
                        Double.parseDouble(row.get("ss_y")),
                        Double.parseDouble(row.get("sum_d")),
                        Double.parseDouble(row.get("ss_d")),
                        Double.parseDouble(row.get("sum_yd"))));
            }
        }
        return strata;
    }
}
