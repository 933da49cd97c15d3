package io.crosslift.simulate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.simulate.score.TruthStudy.CreditLine;
import io.crosslift.simulate.score.TruthStudy.ExactLine;
import io.crosslift.simulate.score.TruthStudy.LiftLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TruthStudyTest {
    @Test
    void creditIsAMultipleOfWhatWasAddedInAllBusinesses() {
        CreditLine line = only(new TruthStudy(List.of(
                business(1, model("credited", 300, 0.4), model("calibrated", 120, 0.1)),
                business(2, model("credited", 100, 0.2), model("calibrated", 80, 0.3)))));

        assertThat(line.model()).isEqualTo("last");
        assertThat(line.credited().total().value()).isEqualTo(2);
        assertThat(line.credited().misplaced().value()).isCloseTo(0.3, within(1e-12));
        assertThat(Objects.requireNonNull(line.calibrated()).total().value()).isEqualTo(1);
        assertThat(line.calibrated().misplaced().value()).isCloseTo(0.2, within(1e-12));
    }

    /** 300 and 120 against 100: nearer; 100 and 80: farther. 0.4 and 0.1 against 0: nearer; 0.2 and 0.3: farther. */
    @Test
    void calibrationWinsWhereItComesNearer() {
        CreditLine line = only(new TruthStudy(List.of(
                business(1, model("credited", 300, 0.4), model("calibrated", 120, 0.1)),
                business(2, model("credited", 100, 0.2), model("calibrated", 80, 0.3)),
                business(3, model("credited", 300, 0.4), model("calibrated", 300, 0.4)))));

        assertThat(Objects.requireNonNull(line.nearerTotal()).value()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(Objects.requireNonNull(line.nearerShares()).value()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void onlyCalibratedBusinessesAreComparedOnceThereAreSome() {
        CreditLine line = only(new TruthStudy(List.of(
                business(1, model("credited", 300, 0.4), model("calibrated", 120, 0.1)),
                business(2, model("credited", 900, 0.9)))));

        assertThat(line.credited().total().businesses()).isEqualTo(1);
        assertThat(line.credited().total().value()).isEqualTo(3);
    }

    /** Of four intervals of credit three hold it; those of shares, of other models and of longer names of kinds are others. */
    @Test
    void intervalsOfChannelsAreCountedByModelAndKind() {
        CreditLine line = only(new TruthStudy(List.of(
                business(
                        1,
                        model("credited", 300, 0.4),
                        List.of(
                                channel("last", "cross_sell line_net email", "credited", true),
                                channel("last", "cross_sell line_net display", "credited", true),
                                channel("last", "cross_sell line_net sales", "credited", null),
                                channel("last", "cross_sell line_net email", "credited share", false),
                                channel("first", "cross_sell line_net email", "credited", false),
                                channel("last", "cross_sell line_net_margin email", "credited", false))),
                business(
                        2,
                        model("credited", 100, 0.2),
                        List.of(
                                channel("last", "cross_sell line_net email", "credited", true),
                                channel("last", "cross_sell line_net display", "credited", false))))));

        assertThat(Objects.requireNonNull(line.channels().held()).value()).isCloseTo(3 / 4.0, within(1e-12));
        assertThat(Objects.requireNonNull(line.channels().heldShares()).value()).isZero();
    }

    /** Of email 90 and 60 were credited where 20 and 10 were added; calibrated 30 and 4, once inside the interval. */
    @Test
    void testedChannelsAreToldFromOthers() {
        ChannelStudy channels = only(new TruthStudy(List.of(
                        business(
                                1,
                                model("credited", 300, 0.4),
                                model("calibrated", 120, 0.1),
                                List.of(
                                        channel("email", "credited", 90, 20, null),
                                        channel("email", "calibrated tested", 30, 20, true),
                                        channel("display", "credited", 210, 70, null),
                                        channel("display", "calibrated untested", 90, 70, false))),
                        business(
                                2,
                                model("credited", 100, 0.2),
                                model("calibrated", 80, 0.3),
                                List.of(
                                        channel("email", "credited", 60, 10, null),
                                        channel("email", "calibrated tested", 4, 10, false))))))
                .channels();

        ChannelStudy.CalibratedChannels tested = Objects.requireNonNull(channels.tested());
        assertThat(tested.credited().value()).isEqualTo(5);
        assertThat(tested.calibrated().value()).isCloseTo(34 / 30.0, within(1e-12));
        assertThat(tested.nearer().value()).isEqualTo(1);
        assertThat(Objects.requireNonNull(tested.held()).value()).isEqualTo(0.5);
        ChannelStudy.CalibratedChannels untested = Objects.requireNonNull(channels.untested());
        assertThat(untested.credited().value()).isEqualTo(3);
        assertThat(untested.calibrated().value()).isCloseTo(9 / 7.0, within(1e-12));
        assertThat(Objects.requireNonNull(untested.held()).value()).isZero();
    }

    @Test
    void withoutExperimentsNoChannelIsCalibrated() {
        ChannelStudy channels = only(new TruthStudy(List.of(
                        business(1, model("credited", 300, 0.4), List.of(channel("email", "credited", 90, 20, null))))))
                .channels();

        assertThat(channels.tested()).isNull();
        assertThat(channels.untested()).isNull();
    }

    @Test
    void intervalsAreCountedByMetricAndEstimator() {
        List<LiftLine> lines = new TruthStudy(List.of(
                        business(1, List.of(lift("a", 3, 2, true), lift("b", 1, 2, false), lift("c", 9, 9, null))),
                        business(2, List.of(lift("a", 2, 2, true)))))
                .lift();

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).intervals()).isEqualTo(3);
        assertThat(lines.get(0).held().value()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(lines.get(0).found().value()).isEqualTo(1);
        assertThat(lines.get(0).bias().value()).as("neither errs in sum").isNaN();
    }

    @Test
    void aBusinessIsExactOnlyIfEveryRowOfThePartIs() {
        List<ExactLine> lines = new TruthStudy(List.of(
                        business(1, List.of(exact("conversions", 5, 5), exact("conversions", 2, 2))),
                        business(2, List.of(exact("conversions", 5, 5), exact("conversions", 1, 2))),
                        business(3, List.of(exact("ledger", 0, 0)))))
                .exact();

        assertThat(lines).containsExactly(new ExactLine("conversions", 1, 2), new ExactLine("ledger", 1, 1));
    }

    private static CreditLine only(TruthStudy study) {
        List<CreditLine> lines = study.credit();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    @SafeVarargs
    private static ScoredBusiness business(long seed, List<ScoreRow>... rows) {
        List<ScoreRow> all = new ArrayList<>();
        for (List<ScoreRow> some : rows) {
            all.addAll(some);
        }
        return new ScoredBusiness(seed, all);
    }

    /** Of a business whose touches truly added 100. */
    private static List<ScoreRow> model(String when, double total, double misplaced) {
        return List.of(
                ScoreRow.of("model", "last", "cross_sell line_net", when + " total", total, 100.0),
                ScoreRow.of("model", "last", "cross_sell line_net", when + " share error", misplaced, 0.0),
                ScoreRow.of("model", "last", "cross_sell line_net", when + " rank correlation", 0.5, 1.0));
    }

    private static ScoreRow channel(String model, String item, String measure, @Nullable Boolean covered) {
        return new ScoreRow("credit", model, item, measure, 1.0, 1.0, covered);
    }

    private static ScoreRow channel(
            String channel, String measure, double found, double truth, @Nullable Boolean covered) {
        return new ScoreRow("credit", "last", "cross_sell line_net " + channel, measure, found, truth, covered);
    }

    private static ScoreRow lift(String arm, double found, double truth, @Nullable Boolean covered) {
        return new ScoreRow("lift", "holdout", arm, "net_revenue welch", found, truth, covered);
    }

    private static ScoreRow exact(String part, double found, double truth) {
        return ScoreRow.of(part, "all", "item", "measure " + found, found, truth);
    }
}
