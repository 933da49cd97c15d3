package io.crosslift.lift.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Golden;
import io.crosslift.lift.estimate.WarningCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupSequentialTest {
    private static final Confidence TWO_SIDED = Confidence.TWO_SIDED_95;

    static List<Golden.Reference> references() {
        return Golden.references("lift/group_sequential");
    }

    @ParameterizedTest
    @MethodSource("references")
    void agreesWithThePublishedBoundaries(Golden.Reference reference) {
        Map<String, String> in = Golden.inputs("lift/group_sequential", reference.name());
        List<Long> units = Arrays.stream(in.get("t").split(";"))
                .map(t -> Math.round(1000 * Double.parseDouble(t)))
                .toList();
        Spending spending = in.get("spend").equals("obf") ? Spending.OBRIEN_FLEMING : Spending.POCOCK;
        Confidence confidence = new Confidence(Double.parseDouble(in.get("alpha")), Alternative.TWO_SIDED);

        StoppingBoundaries boundaries =
                new GroupSequentialPlan(1000, units.size(), spending, confidence).boundaries(units);

        int look = Integer.parseInt(reference.field().substring(1));
        reference.matches(boundaries.looks().get(look).critical());
    }

    /** Jennison and Turnbull (2000), tables 2.1 and 2.3: constants of the classical tests, two-sided 5 %. */
    @ParameterizedTest
    @CsvSource({"1,1.960", "2,2.178", "3,2.289", "4,2.361", "5,2.413", "10,2.555"})
    void pococksPublishedConstantsSpendFivePercent(int looks, double constant) {
        double[] critical = new double[looks];
        Arrays.fill(critical, constant);

        assertThat(spent(critical)).isCloseTo(0.05, within(1.5e-4));
    }

    @ParameterizedTest
    @CsvSource({"2,1.977", "3,2.004", "4,2.024", "5,2.040", "10,2.087"})
    void oBrienAndFlemingsPublishedConstantsSpendFivePercent(int looks, double constant) {
        double[] critical = new double[looks];
        for (int k = 0; k < looks; k++) {
            critical[k] = constant * Math.sqrt((double) looks / (k + 1));
        }

        assertThat(spent(critical)).isCloseTo(0.05, within(1.5e-4));
    }

    /** Jennison and Turnbull (2000), tables 2.2 and 2.4: five looks, power 0.9. */
    @Test
    void thePublishedPriceOfLookingIsReproduced() {
        double[] pocock = new double[] {2.413, 2.413, 2.413, 2.413, 2.413};
        double[] oBrienFleming = new double[5];
        for (int k = 0; k < 5; k++) {
            oBrienFleming[k] = 2.040 * Math.sqrt(5.0 / (k + 1));
        }

        assertThat(StoppingBoundaries.given(equal(5), pocock, true).inflation(0.9))
                .isCloseTo(1.207, within(1e-3));
        assertThat(StoppingBoundaries.given(equal(5), oBrienFleming, true).inflation(0.9))
                .isCloseTo(1.026, within(1e-3));
    }

    @Test
    void twoLooksAgreeWithTheBivariateNormal() {
        // P(Z1 < 2, Z2 < 2) with correlation sqrt(1/2), by the one-dimensional integral over Z1.
        StoppingBoundaries boundaries = StoppingBoundaries.given(new double[] {1, 2}, new double[] {2, 2}, false);
        double first = Distributions.normalSurvival(2);
        double second = 0;
        int steps = 200_000;
        for (int i = 0; i < steps; i++) {
            double z = -10 + 12 * (i + 0.5) / steps;
            second += 12.0
                    / steps
                    * Math.exp(-z * z / 2)
                    / Math.sqrt(2 * Math.PI)
                    * Distributions.normalSurvival((2 * Math.sqrt(2) - z) / 1);
        }

        double[] crossings = boundaries.crossingsAbove(0);
        assertThat(crossings[0]).isCloseTo(first, within(1e-15));
        assertThat(crossings[1]).isCloseTo(second, within(1e-9));
    }

    @Test
    void whoeverHasCrossedBelowDoesNotCrossAboveLater() {
        StoppingBoundaries boundaries = StoppingBoundaries.given(new double[] {1, 2}, new double[] {0.5, 0.5}, true);
        double second = 0;
        int steps = 100_000;
        for (int i = 0; i < steps; i++) {
            double z = -0.5 + (i + 0.5) / steps;
            second += Math.exp(-z * z / 2)
                    / Math.sqrt(2 * Math.PI)
                    * Distributions.normalSurvival(0.5 * Math.sqrt(2) - z)
                    / steps;
        }

        assertThat(boundaries.crossingsAbove(0)[1]).isCloseTo(second, within(1e-9));
        assertThat(boundaries.crossingsBelow(0)[1]).isCloseTo(second, within(1e-9));
    }

    @Test
    void oneHundredAndEightyOneLooksKeepTheirFirstBoundaries() {
        // Another tool's solver returns 8 for a look that spends below 1e-7, and is 2.7 off around it.
        GroupSequentialPlan plan = new GroupSequentialPlan(181, 181, Spending.OBRIEN_FLEMING, TWO_SIDED);

        List<StoppingBoundaries.Look> looks = plan.planned().looks();

        double time = 1.0 / 181;
        double spentFirst =
                2 * Distributions.normalSurvival(Distributions.normalInverseSurvival(0.0125) / Math.sqrt(time));
        assertThat(looks.get(0).critical()).isCloseTo(Distributions.normalInverseSurvival(spentFirst), within(1e-9));
        assertThat(looks.get(0).critical()).isGreaterThan(29);
        for (int k = 1; k < 181; k++) {
            assertThat(looks.get(k).critical())
                    .as("look %s", k + 1)
                    .isLessThan(looks.get(k - 1).critical());
            double allowed = Spending.OBRIEN_FLEMING.spent(0.025, (k + 1) / 181.0);
            assertThat(looks.get(k).spent()).isCloseTo(allowed, within(1e-9 * allowed));
        }
        // With ever more looks the last boundary nears that of a Brownian motion watched all the time.
        assertThat(looks.get(180).critical()).isBetween(2.05, 2.2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"obrien_fleming", "pocock", "power:1", "power:3", "hsd:-4", "hsd:0", "hsd:1"})
    void everyFamilySpendsExactlyItsRate(String spending) {
        GroupSequentialPlan plan = new GroupSequentialPlan(100, 4, Spending.parse(spending), TWO_SIDED);

        List<StoppingBoundaries.Look> looks = plan.planned().looks();

        for (int k = 0; k < 4; k++) {
            double allowed = Spending.parse(spending).spent(0.025, (k + 1) / 4.0);
            assertThat(looks.get(k).spent())
                    .isCloseTo(allowed, within(1e-12))
                    .isLessThanOrEqualTo(allowed * (1 + 1e-12));
        }
    }

    @Test
    void theSpendingFunctionsAreThoseOfTheirFormulas() {
        assertThat(Spending.POCOCK.spent(0.025, 0.5)).isCloseTo(0.025 * Math.log(1 + (Math.E - 1) / 2), within(1e-16));
        assertThat(Spending.parse("power:2").spent(0.025, 0.5)).isCloseTo(0.00625, within(1e-16));
        assertThat(Spending.parse("hsd:-4").spent(0.025, 0.5))
                .isCloseTo(0.025 * (1 - Math.exp(2)) / (1 - Math.exp(4)), within(1e-16));
        assertThat(Spending.parse("hsd:0").spent(0.025, 0.5)).isCloseTo(0.0125, within(1e-16));
        for (String family : List.of("obrien_fleming", "pocock", "power:2", "hsd:3")) {
            assertThat(Spending.parse(family).spent(0.025, 0)).isZero();
            assertThat(Spending.parse(family).spent(0.025, 1)).isEqualTo(0.025);
        }
    }

    @Test
    void aSingleLookIsTheFixedHorizonTest() {
        GroupSequentialPlan plan = new GroupSequentialPlan(500, 1, Spending.POCOCK, TWO_SIDED);
        Estimate fixed = estimate(2.3, 1, 500);

        Estimate sequential = plan.at(List.of(500L), fixed);
        StagewiseResult stopped = plan.stopped(List.of(500L), fixed);

        double p = 2 * Distributions.normalSurvival(2.3);
        assertThat(sequential.p()).isCloseTo(p, within(1e-9));
        assertThat(sequential.low()).isCloseTo(2.3 - 1.959963984540054, within(1e-9));
        assertThat(stopped.p()).isCloseTo(p, within(1e-12));
        assertThat(stopped.median()).isCloseTo(2.3, within(1e-9));
        assertThat(stopped.high()).isCloseTo(2.3 + 1.959963984540054, within(1e-9));
    }

    @Test
    void theRepeatedIntervalLeavesOutZeroExactlyWhereItsPIsBelowAlpha() {
        GroupSequentialPlan plan = new GroupSequentialPlan(1000, 5, Spending.POCOCK, TWO_SIDED);
        for (double z = 1; z < 4; z += 0.25) {
            Estimate estimate = plan.at(List.of(200L, 400L), estimate(-z, 1, 400));

            assertThat(estimate.high() < 0).as("z = %s", z).isEqualTo(estimate.p() < 0.05);
        }
    }

    @Test
    void stoppingEarlyShrinksTheEstimateAndKeepsTheDecision() {
        GroupSequentialPlan plan = new GroupSequentialPlan(1000, 5, Spending.OBRIEN_FLEMING, TWO_SIDED);
        List<Long> units = List.of(200L, 400L, 600L);
        double critical = plan.boundaries(units).critical(2);

        StagewiseResult stopped = plan.stopped(units, estimate(0.1 * (critical + 0.2), 0.1, 600));

        assertThat(stopped.p()).isLessThan(0.05);
        assertThat(stopped.low()).isGreaterThan(0);
        assertThat(stopped.median()).isLessThan(0.1 * (critical + 0.2));
        // At the boundary itself p is what was spent so far, both sides.
        StagewiseResult atBoundary = plan.stopped(units, estimate(0.1 * critical, 0.1, 600));
        assertThat(atBoundary.p()).isCloseTo(2 * Spending.OBRIEN_FLEMING.spent(0.025, 0.6), within(1e-9));
    }

    @Test
    void aTestOfAFallMirrorsOneOfARise() {
        List<Long> units = List.of(300L, 700L);
        GroupSequentialPlan up =
                new GroupSequentialPlan(1000, 3, Spending.POCOCK, new Confidence(0.05, Alternative.GREATER));
        GroupSequentialPlan down =
                new GroupSequentialPlan(1000, 3, Spending.POCOCK, new Confidence(0.05, Alternative.LESS));

        Estimate rise = up.at(units, estimate(2.4, 1, 700));
        Estimate fall = down.at(units, estimate(-2.4, 1, 700));

        assertThat(rise.low()).isEqualTo(-fall.high());
        assertThat(rise.p()).isEqualTo(fall.p());
        assertThat(up.stopped(units, estimate(2.4, 1, 700)).low())
                .isCloseTo(-down.stopped(units, estimate(-2.4, 1, 700)).high(), within(1e-9));
        assertThat(down.stopped(units, estimate(-2.4, 1, 700)).low()).isNull();
    }

    @Test
    void pastThePlannedMaximumTheRestIsSpentAndTimesAreRescaled() {
        GroupSequentialPlan plan = new GroupSequentialPlan(1000, 4, Spending.OBRIEN_FLEMING, TWO_SIDED);

        List<StoppingBoundaries.Look> looks =
                plan.boundaries(List.of(500L, 1250L, 2000L)).looks();

        assertThat(looks.get(0).time()).isEqualTo(0.25);
        assertThat(looks.get(0).spent()).isCloseTo(Spending.OBRIEN_FLEMING.spent(0.025, 0.5), within(1e-12));
        assertThat(looks.get(1).spent()).isCloseTo(0.025, within(1e-12));
        assertThat(looks.get(2).critical()).isNull();
        Estimate late = plan.at(List.of(500L, 1250L, 2000L), estimate(5, 1, 2000));
        assertThat(late.low()).isNull();
        assertThat(late.p()).isEqualTo(1);
        assertThat(late.warnings()).contains(WarningCode.NO_FINITE_BOUND);
    }

    @Test
    void aLookThatMaySpendNothingCannotStop() {
        GroupSequentialPlan plan = new GroupSequentialPlan(1_000_000, 3, Spending.OBRIEN_FLEMING, TWO_SIDED);

        List<StoppingBoundaries.Look> looks =
                plan.boundaries(List.of(1000L, 1_000_000L)).looks();

        assertThat(looks.get(0).critical()).isNull();
        assertThat(looks.get(0).spent()).isZero();
        assertThat(looks.get(1).critical()).isCloseTo(1.959963984540054, within(1e-9));
    }

    @Test
    void powerAndExpectedUnitsFollowTheDrift() {
        StoppingBoundaries boundaries = new GroupSequentialPlan(1000, 5, Spending.POCOCK, TWO_SIDED).planned();

        double drift = boundaries.driftFor(0.8);

        assertThat(boundaries.power(drift)).isCloseTo(0.8, within(1e-10));
        assertThat(boundaries.expectedShare(drift)).isBetween(0.5, 0.75);
        assertThat(boundaries.expectedShare(0)).isBetween(0.95, 1.0);
    }

    @Test
    void aStoredPlanReadsBackAndRefusesAnyChange() {
        GroupSequentialPlan plan = new GroupSequentialPlan(20000, 5, Spending.parse("hsd:-4"), TWO_SIDED);
        String line = plan.text();

        assertThat(line)
                .isEqualTo("group_sequential units=20000 looks=5 spending=hsd:-4.0 alpha=0.05 alternative=two_sided");
        assertThat(SequentialPlan.parse(line, new Confidence(0.1, Alternative.LESS)))
                .isEqualTo(plan);
        SequentialPlan longer = SequentialPlan.parse(line.replace("units=20000", "units=30000"), TWO_SIDED);
        plan.requireUnchanged("autumn", plan);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> longer.requireUnchanged("autumn", plan))
                .withMessageContaining("experiment autumn was fixed as '" + line + "' and can't become")
                .withMessageContaining("units=30000");
        assertThat(SequentialPlan.parse("anytime units=5000", TWO_SIDED))
                .isEqualTo(new ConfidenceSequence(5000, TWO_SIDED));
        assertThat(SequentialPlan.parse("msprt spread=0.5 alpha=0.1", TWO_SIDED))
                .isEqualTo(new MixtureSequentialTest(0.5, 0.1));
        assertThat(SequentialPlan.parse(new MixtureSequentialTest(0.5, 0.1).text(), TWO_SIDED))
                .isEqualTo(new MixtureSequentialTest(0.5, 0.1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weekly units=5|a sequential plan starts with anytime, msprt or group_sequential, was 'weekly units=5'",
                "anytime|the sequential plan 'anytime' needs units=",
                "anytime units=many|units of the sequential plan 'anytime units=many' must be a whole number, was 'many'",
                "anytime units=5 looks=2|the sequential plan 'anytime units=5 looks=2' has unknown keys: [looks]",
                "anytime units=5 units=6|'units' stands twice in the sequential plan 'anytime units=5 units=6'",
                "anytime units|a sequential plan has key=value pairs, had 'units' in 'anytime units'",
                "group_sequential units=5 looks=2 spending=haybittle|spending must be obrien_fleming, pocock, power:PHI or hsd:GAMMA, was 'haybittle'",
                "group_sequential units=5 looks=0 spending=pocock|looks must be 1 to 200, were 0"
            })
    void aPlanThatCannotBeReadSaysWhy(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequentialPlan.parse(line, TWO_SIDED))
                .withMessage(message);
    }

    @Test
    void looksCannotBeAddedNorRepeated() {
        GroupSequentialPlan plan = new GroupSequentialPlan(1000, 2, Spending.POCOCK, TWO_SIDED);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.boundaries(List.of(100L, 200L, 300L)))
                .withMessageContaining("the plan has 2 looks, this would be look 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.boundaries(List.of(100L, 100L)))
                .withMessageContaining("look 2 must lie at least");
    }

    private static double spent(double[] critical) {
        List<StoppingBoundaries.Look> looks =
                StoppingBoundaries.given(equal(critical.length), critical, true).looks();
        return 2 * looks.get(looks.size() - 1).spent();
    }

    private static double[] equal(int looks) {
        return LongStream.rangeClosed(1, looks).mapToDouble(k -> k).toArray();
    }

    private static Estimate estimate(double value, double standardError, long units) {
        return new Estimate(value, standardError, null, null, null, null, null, units, List.of());
    }
}
