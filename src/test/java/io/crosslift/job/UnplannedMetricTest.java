package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.lift.ExperimentHistory.Kind;
import io.crosslift.lift.ExperimentHistory.Measure;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnplannedMetricTest {
    private static final List<Measure> HISTORY =
            List.of(measure("converted", 30), measure("expansion_arr", 30), measure("expansion_arr", 90));

    @Test
    void whereEverythingRecursTheMetricOfThatIsNamed() {
        assertThat(ExperimentPlanJob.unplanned("expansion_revenue", HISTORY))
                .isEqualTo(
                        "Nothing is sold once, so expansion_revenue isn't planned; expansion_arr holds what recurs.");
    }

    @Test
    void anyOtherMetricHasNoSales() {
        assertThat(ExperimentPlanJob.unplanned("orders", HISTORY))
                .isEqualTo("No sales are known that give orders; it isn't planned.");
        assertThat(ExperimentPlanJob.unplanned("expansion_revenue", HISTORY.subList(0, 1)))
                .isEqualTo("No sales are known that give expansion_revenue; it isn't planned.");
    }

    private static Measure measure(String metric, int days) {
        return new Measure(metric, days, Kind.MEAN, new TreeMap<>(), List.of());
    }
}
