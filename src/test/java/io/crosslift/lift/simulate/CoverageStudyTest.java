package io.crosslift.lift.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Moments;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoverageStudyTest {
    @Test
    void aShortStudyIsNearItsLimitsAndRepeatsItself() {
        List<CoverageStudy.Line> lines = new CoverageStudy(Integer.getInteger("replicates", 150), 7).run();

        for (CoverageStudy.Line line : lines) {
            if (line.name().startsWith("coverage")) {
                assertThat(line.value()).as(line.name()).isBetween(0.88, 1.0);
            } else {
                assertThat(line.holds()).as("%s: %s", line.name(), line.value()).isTrue();
            }
        }
        assertThat(lines).hasSizeGreaterThan(12);
        assertThat(new CoverageStudy(20, 7).run()).isEqualTo(new CoverageStudy(20, 7).run());
    }

    @Test
    void theDrawnExperimentsHaveTheTruthTheyClaim() {
        Random random = new Random(1);
        Moments control = Moments.empty(7);
        Moments treatment = Moments.empty(7);
        for (int i = 0; i < 200; i++) {
            SimulatedTrial trial = SimulatedTrial.draw(random);
            control = control.merge(trial.control());
            treatment = treatment.merge(trial.treatment());
        }

        double error = 5 * Math.sqrt(control.variance(SimulatedTrial.REVENUE) / control.count());
        assertThat(control.mean(SimulatedTrial.REVENUE)).isCloseTo(SimulatedTrial.baseline(), within(error));
        assertThat(treatment.mean(SimulatedTrial.REVENUE))
                .isCloseTo(SimulatedTrial.LIFT * SimulatedTrial.baseline(), within(error));
        assertThat(treatment.mean(SimulatedTrial.EXPOSED)).isCloseTo(0.6, within(0.01));
    }

    @Test
    void aStudyWithoutReplicatesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoverageStudy(0, 1))
                .withMessage("a study needs at least 1 replicate, had 0");
    }
}
